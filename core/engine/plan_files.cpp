#include "core/engine/plan_files.h"

#include "core/base_io/file_layer.h"
#include "core/ceremony/policy_reader.h"
#include "core/ceremony/profile_reader.h"
#include "core/ossl/digest.h"

namespace strongroom::engine {

using Problems = std::vector<FileProblem>;

Result<std::string> readPlanText(const std::filesystem::path& file) {
    constexpr std::uint64_t maxFileBytes = 1024 * 1024;
    SR_ASSIGN(const Bytes bytes, base_io::readRegularFile(file, maxFileBytes));
    return base::textOf(bytes);
}

void coverFile(LoadedPlan& loaded, std::string kind, const std::string& id, const std::string& text) {
    for (const ceremony::DigestedFile& known : loaded.files)
        if (known.kind == kind && known.id == id)
            return;
    const ceremony::DigestedFile file{std::move(kind), id, ossl::sha256(base::viewOf(text))};
    loaded.copies[ceremony::copyName(file)] = base::bytesOf(text);
    loaded.files.push_back(file);
}

Problems PlanFiles::bindPolicy(LoadedPlan& loaded, const std::string& name) const {
    if (name.empty())
        return {};
    const std::filesystem::path file = m_resources / "policies" / (name + ".yaml");
    const auto text = readPlanText(file);
    if (!text)
        return {{text.error().code, "the policy '" + name + "' cannot be read: " + text.error().detail,
                 loaded.plan.placeOf("uses/policy")}};
    coverFile(loaded, "policy", name, *text);
    const auto reading = ceremony::readWholePolicy(*text, file.filename().string());
    if (!reading)
        return {{reading.error().code, reading.error().detail, {}}};
    Problems problems;
    for (const std::string& problem : reading->problems)
        problems.push_back({ErrorCode::planInvalid, problem, {}});
    if (problems.empty())
        loaded.plan.policy = reading->policy.canonical();
    return problems;
}

Problems PlanFiles::bindProfile(LoadedPlan& loaded, const std::string& use, const std::string& name) const {
    constexpr std::size_t mostParents = 8;
    const base::YamlPlace place = loaded.plan.placeOf("uses/" + use);
    std::vector<ceremony::ProfileFile> chain;
    for (std::string next = name; !next.empty(); next = chain.back().inherits()) {
        if (!base::isIdentifier(next) || chain.size() > mostParents)
            return {{ErrorCode::planInvalid,
                     "the profile '" + name + "' inherits from '" + next +
                         "', which leads to no profile; name another one there",
                     place}};
        const std::filesystem::path file = m_resources / "profiles" / "pki" / (next + ".yaml");
        const auto text = readPlanText(file);
        if (!text)
            return {{text.error().code, "the profile '" + next + "' cannot be read: " + text.error().detail,
                     place}};
        coverFile(loaded, "profile", next, *text);
        auto read = ceremony::readProfileFile(*text, file.filename().string());
        if (!read)
            return {{read.error().code, read.error().detail, {}}};
        chain.push_back(std::move(*read));
    }
    if (chain.empty())
        return {};
    if (const auto bound = ceremony::bindProfile(loaded.plan, use, chain); !bound)
        return {{bound.error().code, bound.error().detail, {}}};
    return {};
}

} // namespace strongroom::engine

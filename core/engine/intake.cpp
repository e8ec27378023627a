#include "core/engine/intake.h"

#include "core/base_io/file_layer.h"
#include "core/ceremony/policy_reader.h"
#include "core/ceremony/profile_reader.h"
#include "core/ceremony/timing.h"
#include "core/ossl/digest.h"

namespace strongroom::engine {

namespace {

constexpr std::uint64_t maxPlanBytes = 1024 * 1024;

Result<std::string> readText(const std::filesystem::path& path) {
    SR_ASSIGN(const Bytes bytes, base_io::readRegularFile(path, maxPlanBytes));
    return base::textOf(bytes);
}

void addFile(LoadedPlan& loaded, std::string kind, const std::string& id, const std::string& text) {
    for (const ceremony::DigestedFile& known : loaded.files)
        if (known.kind == kind && known.id == id)
            return; // used under two names
    const ceremony::DigestedFile file{std::move(kind), id, ossl::sha256(base::viewOf(text))};
    loaded.copies[ceremony::copyName(file)] = base::bytesOf(text);
    loaded.files.push_back(file);
}

// A profile and those it inherits from, each covered by the plan's digest.
Result<void> loadProfile(LoadedPlan& loaded, const std::string& use, const std::string& name,
                         const std::filesystem::path& folder) {
    constexpr std::size_t mostParents = 8;
    std::vector<ceremony::ProfileFile> chain;
    std::string file = name;
    while (!file.empty()) {
        const std::filesystem::path path = folder / (file + ".yaml");
        if (!base::isIdentifier(file) || chain.size() > mostParents)
            return Error{ErrorCode::planInvalid, chain.back().file + ": 'inherits' names '" + file +
                                                     "', which leads to no profile; name another one"};
        const auto text = readText(path);
        if (!text)
            return Error{text.error().code, loaded.plan.file + ": 'uses' names the profile '" + file +
                                                "': " + text.error().detail};
        SR_ASSIGN(ceremony::ProfileFile read, ceremony::readProfileFile(*text, path.filename().string()));
        addFile(loaded, "profile", file, *text);
        file = read.inherits();
        chain.push_back(std::move(read));
    }
    return ceremony::bindProfile(loaded.plan, use, chain);
}

} // namespace

Result<LoadedPlan> loadPlan(const std::filesystem::path& path) {
    std::error_code error;
    const std::filesystem::path plan = std::filesystem::absolute(path, error);
    const std::filesystem::path resources = plan.parent_path().parent_path();
    LoadedPlan loaded;
    SR_ASSIGN(const std::string text, readText(plan));
    SR_ASSIGN(loaded.plan, ceremony::readPlan(text, path.string()));
    addFile(loaded, "plan", loaded.plan.id, text);
    for (const auto& [name, file] : loaded.plan.uses) {
        if (name != "policy") {
            SR_TRY(loadProfile(loaded, name, file, resources / "profiles" / "pki"));
            continue;
        }
        const std::filesystem::path policyPath = resources / "policies" / (file + ".yaml");
        SR_ASSIGN(const std::string policyText, readText(policyPath));
        SR_ASSIGN(const custody::Policy policy,
                  ceremony::readPolicy(policyText, policyPath.filename().string()));
        loaded.plan.policy = policy.canonical();
        addFile(loaded, "policy", file, policyText);
    }
    if (loaded.plan.use("policy") == nullptr)
        return Error{ErrorCode::planInvalid,
                     path.string() + ": 'uses' names no policy; add 'policy: <name>'"};
    for (const ceremony::Input& input : loaded.plan.inputs)
        loaded.files.push_back({"input", input.id, input.digest});
    SR_TRY(ceremony::checkProfiles(loaded.plan));
    ceremony::planMinutes(loaded.plan);
    const std::string digests = ceremony::planDigestText(loaded.files);
    loaded.digest = ossl::sha256(base::viewOf(digests));
    loaded.copies["files"] = base::bytesOf(digests);
    return loaded;
}

} // namespace strongroom::engine

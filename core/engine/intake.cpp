#include "core/engine/intake.h"

#include "core/base_io/file_layer.h"
#include "core/ceremony/policy_reader.h"
#include "core/ossl/digest.h"

namespace strongroom::engine {

namespace {

constexpr std::uint64_t maxPlanBytes = 1024 * 1024;

Result<std::string> readText(const std::filesystem::path& path) {
    SR_ASSIGN(const Bytes bytes, base_io::readRegularFile(path, maxPlanBytes));
    return base::textOf(bytes);
}

} // namespace

Result<LoadedPlan> loadPlan(const std::filesystem::path& path) {
    std::error_code error;
    const std::filesystem::path plan = std::filesystem::absolute(path, error);
    const std::filesystem::path resources = plan.parent_path().parent_path();
    LoadedPlan loaded;
    SR_ASSIGN(const std::string text, readText(plan));
    SR_ASSIGN(loaded.plan, ceremony::readPlan(text, path.string()));
    loaded.files.push_back({"plan", loaded.plan.id, ossl::sha256(base::viewOf(text))});
    for (const auto& [name, file] : loaded.plan.uses) {
        if (name != "policy")
            continue;
        const std::filesystem::path policyPath = resources / "policies" / (file + ".yaml");
        SR_ASSIGN(const std::string policyText, readText(policyPath));
        SR_ASSIGN(const custody::Policy policy,
                  ceremony::readPolicy(policyText, policyPath.filename().string()));
        loaded.plan.policy = policy.canonical();
        loaded.files.push_back({"policy", file, ossl::sha256(base::viewOf(policyText))});
    }
    if (loaded.plan.use("policy") == nullptr)
        return Error{ErrorCode::planInvalid,
                     path.string() + ": 'uses' names no policy; add 'policy: <name>'"};
    loaded.digest = ossl::sha256(base::viewOf(ceremony::planDigestText(loaded.files)));
    return loaded;
}

} // namespace strongroom::engine

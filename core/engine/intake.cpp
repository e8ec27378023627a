#include "core/engine/intake.h"

#include "core/ceremony/profile_reader.h"
#include "core/ceremony/timing.h"
#include "core/engine/plan_files.h"
#include "core/ossl/digest.h"

namespace strongroom::engine {

namespace {

Result<void> firstOf(const LoadedPlan& loaded, const std::vector<FileProblem>& problems) {
    if (problems.empty())
        return {};
    const FileProblem& first = problems.front();
    if (!first.place)
        return Error{first.code, first.sentence};
    return Error{first.code,
                 base::YamlProblem{loaded.plan.file, *first.place, first.code, first.sentence}.line()};
}

} // namespace

Result<LoadedPlan> loadPlan(const std::filesystem::path& path) {
    std::error_code error;
    const std::filesystem::path plan = std::filesystem::absolute(path, error);
    LoadedPlan loaded;
    SR_ASSIGN(const std::string text, readPlanText(plan));
    SR_ASSIGN(loaded.plan, ceremony::readPlan(text, path.string()));
    coverFile(loaded, "plan", loaded.plan.id, text);
    const PlanFiles files(plan);
    for (const auto& [use, name] : loaded.plan.uses)
        SR_TRY(firstOf(loaded, use == "policy" ? files.bindPolicy(loaded, name)
                                               : files.bindProfile(loaded, use, name)));
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

// Private to this folder. The policy and the profiles that a plan names: looked for beside it, read, covered
// by the plan's digest and bound to it. For loadPlan(), which stops at the first problem, and for
// examinePlan(), which tells all of them.
#pragma once

#include "core/engine/intake.h"

#include <optional>

namespace strongroom::engine {

// What is wrong with a file that the plan names: where the plan names it, or in the file itself, whose own
// place the sentence tells then.
struct FileProblem {
    ErrorCode code = ErrorCode::planInvalid;
    std::string sentence;
    std::optional<base::YamlPlace> place; // in the plan
};

Result<std::string> readPlanText(const std::filesystem::path& file);

// Once for each kind and id: a file may be used under two names.
void coverFile(LoadedPlan& loaded, std::string kind, const std::string& id, const std::string& text);

class PlanFiles {
public:
    explicit PlanFiles(const std::filesystem::path& plan) : m_resources(plan.parent_path().parent_path()) {}

    // Bound when there is no problem. An empty name was told by its reader.
    std::vector<FileProblem> bindPolicy(LoadedPlan& loaded, const std::string& name) const;
    // With those that it inherits from.
    std::vector<FileProblem> bindProfile(LoadedPlan& loaded, const std::string& use,
                                         const std::string& name) const;

private:
    std::filesystem::path m_resources;
};

} // namespace strongroom::engine

// The PKI profiles that a plan uses: from the YAML of their files to the values of core/pki. A profile may
// inherit from another file; places in errors are those of the file in which the member stands.
#pragma once

#include "core/base/result.h"
#include "core/base/strict_yaml.h"
#include "core/ceremony/plan.h"

#include <string>
#include <string_view>
#include <vector>

namespace strongroom::ceremony {

struct ProfileFile {
    std::string file; // its name, for errors
    base::YamlNode node;

    std::string inherits() const; // id of its parent, "" for none
};
// planInvalid with file, line and what to do.
Result<ProfileFile> readProfileFile(std::string_view text, std::string_view file);

// Lays the files over each other, the profile itself first and its parents behind it, and binds the result to
// the plan under the name by which the plan uses it. planInvalid as above; also for a profile whose id is not
// the name of its file.
Result<void> bindProfile(Plan& plan, const std::string& use, const std::vector<ProfileFile>& chain);

// What steps ask of the profiles they name; planInvalid with the plan's line.
Result<void> checkProfiles(const Plan& plan);

} // namespace strongroom::ceremony

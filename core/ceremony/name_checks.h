// Whether a name that a plan uses stands in the plan: where it does not, a problem at `place` says so and
// where to name it. An empty name was told by its reader. For the kinds' check() and for the plan's reader.
// Cannot do: say whether what is named is there, or fit for use, at that step (outline.h).
#pragma once

#include "core/base/yaml_reader.h"
#include "core/ceremony/plan.h"

namespace strongroom::ceremony {

void checkRole(const Plan& plan, const std::string& role, base::YamlPlace place,
               base::YamlProblems& problems);
// A role that is to release shares, named under `key`: every set is split over the officers' cards.
void checkShareholders(const Plan& plan, std::string_view key, const std::string& role, base::YamlPlace place,
                       base::YamlProblems& problems);
// A person of a role: "officer-2".
bool isPerson(const Plan& plan, const std::string& name);
void checkPerson(const Plan& plan, const std::string& person, base::YamlPlace place,
                 base::YamlProblems& problems);
void checkHsm(const Plan& plan, const std::string& device, base::YamlPlace place,
              base::YamlProblems& problems);
void checkStick(const Plan& plan, const std::string& medium, base::YamlPlace place,
                base::YamlProblems& problems);
void checkProfile(const Plan& plan, const std::string& use, base::YamlPlace place,
                  base::YamlProblems& problems);
void checkInput(const Plan& plan, const std::string& input, base::YamlPlace place,
                base::YamlProblems& problems);

} // namespace strongroom::ceremony

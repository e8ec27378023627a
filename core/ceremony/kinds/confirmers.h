// Who says that something was done, seen or compared. A role stands for its first person. Private to kinds/.
#pragma once

#include "core/api/step.h"
#include "core/ceremony/plan.h"

namespace strongroom::ceremony {

// For what a plan names under `by`: roles or persons.
api::PersonId firstOf(const Plan& plan, const std::string& roleOrPerson);
std::vector<api::PersonId> firstOfEach(const Plan& plan, const std::vector<std::string>& rolesOrPersons);

// Who compare where the plan names nobody, and that the plan has them.
std::vector<api::PersonId> confirmers();
void checkConfirmers(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems);

} // namespace strongroom::ceremony

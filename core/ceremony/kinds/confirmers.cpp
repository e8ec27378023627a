#include "core/ceremony/kinds/confirmers.h"

namespace strongroom::ceremony {

api::PersonId firstOf(const Plan& plan, const std::string& roleOrPerson) {
    return plan.role(roleOrPerson) != nullptr ? roleOrPerson + "-1" : roleOrPerson;
}

std::vector<api::PersonId> firstOfEach(const Plan& plan, const std::vector<std::string>& rolesOrPersons) {
    std::vector<api::PersonId> persons;
    for (const std::string& one : rolesOrPersons)
        persons.push_back(firstOf(plan, one));
    return persons;
}

std::vector<api::PersonId> confirmers() {
    return {"administrator-1", "witness-1"};
}

void checkConfirmers(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) {
    for (const char* role : {"administrator", "witness"})
        if (plan.role(role) == nullptr)
            problems.add(place, std::string("the step needs a ") + role + " who compares; add the role");
}

} // namespace strongroom::ceremony

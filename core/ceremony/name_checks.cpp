#include "core/ceremony/name_checks.h"

#include "core/custody/role.h"

#include <algorithm>

namespace strongroom::ceremony {

void checkRole(const Plan& plan, const std::string& role, base::YamlPlace place,
               base::YamlProblems& problems) {
    const Role* known = plan.role(role);
    if (!role.empty() && known == nullptr)
        problems.add(place, "'" + role + "' is no role of this plan; name a role from 'roles'");
    if (known != nullptr && known->isWhole && plan.personsOf(role).empty())
        problems.add(place, "role '" + role + "' has no people, and this step needs one; change 'people'");
}

void checkShareholders(const Plan& plan, std::string_view key, const std::string& role, base::YamlPlace place,
                       base::YamlProblems& problems) {
    if (plan.role(role) == nullptr)
        return checkRole(plan, role, place, problems);
    const auto known = custody::roleFromName(role);
    if (!known || !custody::mayHoldShares(*known))
        problems.add(place, "'" + std::string(key) + ": " + role +
                                "' names a role that holds no shares: they are split over the officers' "
                                "cards; write '" +
                                std::string(key) + ": " + custody::nameOf(custody::Role::officer) + "'");
}

bool isPerson(const Plan& plan, const std::string& name) {
    const std::string roleName = roleOf(name);
    if (const Role* role = plan.role(roleName); role != nullptr && !role->isWhole)
        return true; // how many there are is not known
    const std::vector<std::string> persons = plan.personsOf(roleName);
    return std::find(persons.begin(), persons.end(), name) != persons.end();
}

void checkPerson(const Plan& plan, const std::string& person, base::YamlPlace place,
                 base::YamlProblems& problems) {
    if (!person.empty() && !isPerson(plan, person))
        problems.add(place, "'" + person + "' is nobody of this plan; name a person, as 'officer-2'");
}

void checkHsm(const Plan& plan, const std::string& device, base::YamlPlace place,
              base::YamlProblems& problems) {
    if (!device.empty() && std::find(plan.hsms.begin(), plan.hsms.end(), device) == plan.hsms.end())
        problems.add(place, "'" + device + "' is none of this plan's 'hsms'");
}

void checkStick(const Plan& plan, const std::string& medium, base::YamlPlace place,
                base::YamlProblems& problems) {
    const Material* known = plan.material(medium);
    if (!medium.empty() && (known == nullptr || !known->isStick()))
        problems.add(place, "'" + medium + "' is no stick of this plan; name one from 'materials'");
}

void checkProfile(const Plan& plan, const std::string& use, base::YamlPlace place,
                  base::YamlProblems& problems) {
    if (!use.empty() && plan.use(use) == nullptr)
        problems.add(place, "'" + use + "' is no profile of this plan; name one from 'uses'");
}

void checkInput(const Plan& plan, const std::string& input, base::YamlPlace place,
                base::YamlProblems& problems) {
    if (!input.empty() && plan.input(input) == nullptr)
        problems.add(place, "'" + input + "' is no input of this plan; name one from 'inputs'");
}

} // namespace strongroom::ceremony

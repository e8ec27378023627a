// attend: who is in the room. Everybody whom the plan does not do without comes in by name, with or without a
// card, and where the plan says so somebody else has looked at the papers; then the room says that all are
// there. Comings and goings later in the ceremony are recorded by the same command.
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/confirmers.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

class AttendKind final : public PlannedStep {
public:
    std::vector<std::string> who; // roles, or "all"
    bool isIdentityChecked = false;

    std::string_view keyword() const override { return "attend"; }
    Text title() const override { return {SR_TEXT("Attendance"), {}}; }

    Next next(const Context& context) const override {
        if (context.has<authority::Confirmed>())
            return Done{};
        api::AttendStep step{isIdentityChecked, {}, confirmers()};
        const auto& presence = context.state.ceremony->presence;
        for (const std::string& person : expected(context.plan)) {
            const auto known = presence.find(person);
            if (known == presence.end() || known->second.change != "in")
                step.missing.push_back(person);
        }
        std::vector<std::string> next = step.missing.empty() ? step.by : step.missing;
        return Wait{std::move(step), std::move(next)};
    }

    void outline(Outline& outline) const override { outline.pause(); }

    std::uint64_t minutes(const Plan&, std::uint64_t) const override { return 1; }

    void describe(ScriptStep& script) const override {
        script.line(isIdentityChecked
                        ? SR_TEXT("Everybody is here, and each identity was checked against the list: %1.")
                        : SR_TEXT("Everybody is here: %1."),
                    {joined(who)});
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkConfirmers(plan, place, problems);
        for (const std::string& role : who)
            if (role != "all")
                checkRole(plan, role, place, problems);
    }

private:
    // The fewest of each role with which the plan is content.
    std::vector<std::string> expected(const Plan& plan) const {
        std::vector<std::string> persons;
        for (const Role& role : plan.roles)
            if (who.front() == "all" || std::find(who.begin(), who.end(), role.name) != who.end())
                for (std::uint64_t i = 1; i <= role.people.least; ++i)
                    persons.push_back(role.name + "-" + std::to_string(i));
        return persons;
    }
};

} // namespace

KindPointer readAttend(base::YamlReader& step) {
    auto kind = std::make_shared<AttendKind>();
    kind->who = step.oneOrMoreTexts("attend");
    if (kind->who.empty())
        kind->who = {"all"};
    kind->isIdentityChecked = step.optionalWord("check", {"identity"}).has_value();
    return kind;
}

} // namespace strongroom::ceremony

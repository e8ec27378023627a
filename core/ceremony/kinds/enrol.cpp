// enrol: each person of a role puts a card in, gets keys on it, and answers a challenge with it. A simulated
// card is blank and initialised here; PIN and SO PIN are the officer's.
#include "core/ceremony/kinds/card_making.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

class EnrolKind final : public PlannedStep {
public:
    std::string role;
    std::uint64_t eachMinutes = 1;

    std::string_view keyword() const override { return "enrol"; }
    Text title() const override { return {SR_TEXT("Enrol: %1"), {role}}; }

    Next next(const Context& context) const override {
        const bool signOnly = context.plan.role(role)->card == CardNeed::signOnly;
        for (const std::string& person : context.plan.personsOf(role)) {
            if (context.state.roster.byPerson(person) != nullptr)
                continue;
            if (auto first = makeCard(context, {person, role, person, signOnly}))
                return std::move(*first);
            return Do{EnrolCardAct{person, role}};
        }
        return Done{};
    }

    void outline(Outline& outline) const override {
        if (outline.holds(facts::founded()))
            return outline.problem("cards are enrolled before the founding; move this step before 'agree'");
        if (outline.holds(facts::enrolled(role)))
            return outline.problem("the cards of role '" + role +
                                   "' are enrolled already; take this step out");
        outline.enrol(role);
    }

    void describe(ScriptStep& script) const override {
        for (const std::string& person : script.plan.personsOf(role))
            script.blank(SR_TEXT("%1: name, and number on the card"), {person});
        script.line(
            SR_TEXT("Each puts the own card in, types a PIN of the own choice unseen by others, and takes "
                    "the card out again."));
    }

    std::uint64_t minutes(const Plan& plan, std::uint64_t) const override {
        return std::max<std::uint64_t>(1, eachMinutes * plan.personsOf(role).size());
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkRole(plan, role, place, problems);
        if (const Role* known = plan.role(role);
            known != nullptr && known->isWhole && known->card == CardNeed::none)
            problems.add(place,
                         "role '" + role + "' has no card; add 'card: true' to the role or drop this step");
    }
};

} // namespace

KindPointer readEnrol(base::YamlReader& step) {
    auto kind = std::make_shared<EnrolKind>();
    kind->role = step.identifier("enrol");
    kind->eachMinutes = step.optionalNumber("each-minutes", 1, 60).value_or(1);
    return kind;
}

} // namespace strongroom::ceremony

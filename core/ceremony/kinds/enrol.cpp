// enrol: each person of a role puts a card in, gets keys on it, and answers a challenge with it. A simulated
// card is blank and initialised here; PIN and SO PIN are the officer's.
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/kinds.h"
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
            const Made made = madeFor(context, person);
            if (!context.now.enrolling || context.now.enrolling->person != person)
                return Wait{api::EnrolStep{person, role, signOnly, made < Made::initialised}, {person}};
            // An attempt that was cut short leaves a card that is not blank and has no PIN: it is made anew.
            // A blank one comes in place of a card that was lost on the way.
            if (made == Made::begun || readerIsBlank(context))
                return Do{InitialiseCard{person}};
            if (made < Made::keys)
                return Do{GenerateCardKeys{person, signOnly}};
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

    std::uint64_t minutes(const Plan& plan) const override {
        return std::max<std::uint64_t>(1, eachMinutes * plan.personsOf(role).size());
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        const Role* known = plan.role(role);
        if (known == nullptr)
            problems.add(place, "'" + role + "' is no role of this plan; name a role from 'roles'");
        else if (known->card == CardNeed::none)
            problems.add(place,
                         "role '" + role + "' has no card; add 'card: true' to the role or drop this step");
    }

private:
    // How far the person's newest card is, by the record.
    enum class Made { nothing, begun, initialised, keys };
    static Made madeFor(const Context& context, const std::string& person) {
        Made made = Made::nothing;
        for (const authority::Recorded& recorded : context.entries) {
            if (const auto* begun = std::get_if<authority::CardInitIntended>(&recorded.body);
                begun != nullptr && begun->person == person)
                made = Made::begun;
            if (const auto* done = std::get_if<authority::CardInitialised>(&recorded.body);
                done != nullptr && done->person == person)
                made = Made::initialised;
            if (const auto* keys = std::get_if<authority::CardKeysGenerated>(&recorded.body);
                keys != nullptr && keys->person == person)
                made = Made::keys;
        }
        return made;
    }

    static bool readerIsBlank(const Context& context) {
        for (const api::Reader& reader : context.now.readers)
            if (reader.reader == context.now.enrolling->reader)
                return reader.blank;
        return false;
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

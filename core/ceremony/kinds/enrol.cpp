// enrol: each person of a role puts a card in, gets keys on it, and answers a challenge with it. A simulated
// card is blank and initialised here; PIN and SO PIN are the officer's.
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/kinds.h"

namespace strongroom::ceremony {

namespace {

class EnrolKind final : public PlannedStep {
public:
    std::string role;

    std::string_view keyword() const override { return "enrol"; }
    Text title() const override { return {SR_TEXT("Enrol: %1"), {role}}; }

    Next next(const Context& context) const override {
        const bool signOnly = context.plan.role(role)->card == CardNeed::signOnly;
        for (const std::string& person : context.plan.personsOf(role)) {
            if (context.state.roster.byPerson(person) != nullptr)
                continue;
            const auto forPerson = [&](const auto& body) { return body.person == person; };
            const bool initialised = context.lastWhere<authority::CardInitialised>(forPerson) != nullptr;
            if (!context.now.enrolling || context.now.enrolling->person != person)
                return Wait{api::EnrolStep{person, role, signOnly, !initialised}, {person}};
            // An attempt that was cut short leaves a card that is not blank and has no PIN: it is made anew.
            const bool begun = context.lastWhere<authority::CardInitIntended>(forPerson) != nullptr;
            if (!initialised && (begun || readerIsBlank(context)))
                return Do{InitialiseCard{person}};
            if (context.lastWhere<authority::CardKeysGenerated>(forPerson) == nullptr)
                return Do{GenerateCardKeys{person, signOnly}};
            return Do{EnrolCardAct{person, role}};
        }
        return Done{};
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
    (void)step.optionalNumber("each-minutes", 1, 60);
    return kind;
}

} // namespace strongroom::ceremony

// lost: people say that an officer's card is gone. From the entry on it counts nowhere: no vote, no share, no
// signature under the record. What its shares still open is told before anybody confirms.
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/confirmers.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

class LostKind final : public PlannedStep {
public:
    std::string person;
    std::vector<std::string> by; // roles or persons

    std::string_view keyword() const override { return "lost"; }
    Text title() const override { return {SR_TEXT("The card of %1 is lost"), {person}}; }

    Next next(const Context& context) const override {
        if (context.has<authority::CardLost>())
            return Done{};
        const custody::Officer* officer = context.state.holder(person);
        if (officer == nullptr)
            return Refuse{{ErrorCode::planInvalid, person + " has no card on the roster that could be lost"}};
        if (const auto* confirmed = context.last<authority::Confirmed>())
            return Do{RecordEntry{authority::CardLost{person, officer->card(), confirmed->by}}};
        api::ConfirmStep step;
        step.what = "lost";
        step.text = {
            SR_TEXT("The card of %1 is lost or can no longer be trusted. From now on it counts nowhere: "
                    "no vote, no share, no signature."),
            {person}};
        step.fields = sharesOnIt(context, *officer);
        step.by = firstOfEach(context.plan, by);
        return Wait{step, step.by};
    }

    void outline(Outline& outline) const override {
        outline.pause();
        if (!isKnown(outline))
            return outline.problem("'" + person +
                                   "' has no card on the roster before this step; name a person "
                                   "whose card was enrolled");
        if (outline.isLost(person))
            return outline.problem("the card of '" + person + "' is lost already; take this step out");
        outline.loseCard(person);
    }

    void describe(ScriptStep& script) const override {
        script.line(
            SR_TEXT("The card of %1 is lost or can no longer be trusted. %2 confirm it. From now on the "
                    "card counts nowhere."),
            {person, joined(by)});
        script.blank(SR_TEXT("How and when the card was lost"));
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        for (const std::string& one : by)
            if (!isPerson(plan, one))
                checkRole(plan, one, place, problems);
        checkPerson(plan, person, place, problems);
    }

private:
    bool isKnown(const Outline& outline) const {
        return std::any_of(outline.roster().begin(), outline.roster().end(),
                           [&](const CardOnRoster& card) { return card.person == person; });
    }

    // Whoever finds the card and its PIN has one share of each of these.
    static std::vector<api::Field> sharesOnIt(const Context& context, const custody::Officer& officer) {
        std::vector<api::Field> fields;
        for (const auto& [id, set] : context.state.sets) {
            const custody::ShareMember* member = set.set.memberOf(officer.person);
            const bool opens =
                set.life == custody::SetState::active || set.life == custody::SetState::retired;
            if (member != nullptr && opens && context.state.holder(*member) != nullptr)
                fields.push_back(
                    {{SR_TEXT("On this card: one of the %2 shares of %1; any %3 of them suffice."),
                      {id, std::to_string(set.set.members.size()), std::to_string(set.threshold())}},
                     ""});
        }
        return fields;
    }
};

} // namespace

KindPointer readLost(base::YamlReader& step) {
    auto kind = std::make_shared<LostKind>();
    if (const base::YamlNode* node = step.map("lost")) {
        base::YamlReader inner(*node, step.problems(), "lost");
        kind->person = inner.identifier("card");
        kind->by = inner.oneOrMoreTexts("by");
    }
    return kind;
}

} // namespace strongroom::ceremony

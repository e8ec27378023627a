// replace: a person whose card is lost gets another one. It is made and answers its challenge as at
// enrolment; the whole new roster is proposed, and in force when the policy's quorum approved exactly it
// (PROTOCOL P3). The new card opens no share that was split before: new sets are split over it.
#include "core/authority/roster_change.h"
#include "core/ceremony/kinds/approval_acts.h"
#include "core/ceremony/kinds/card_making.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

class ReplaceKind final : public PlannedStep {
public:
    std::string person, card;

    std::string_view keyword() const override { return "replace"; }
    Text title() const override { return {SR_TEXT("A new card for %1"), {person}}; }
    std::vector<std::string> spareCards() const override { return {card}; }

    Next next(const Context& context) const override {
        if (context.has<authority::RosterChanged>())
            return Done{};
        const custody::Officer* officer = context.state.roster.byPerson(person);
        if (officer == nullptr || !context.state.lostCards.contains(officer->card()))
            return Refuse{{ErrorCode::planInvalid,
                           "the card of " + person + " is not recorded as lost: it stays in use"}};
        const authority::Recorded* proposal = context.lastRecorded<authority::RosterProposed>();
        const auto& proposed = context.state.proposedRoster;
        if (proposal == nullptr || !proposed || proposed->reference != proposal->reference) {
            const bool signOnly = officer->decryptSpki.empty();
            if (auto first = makeCard(context, {person, custody::nameOf(officer->role), card, signOnly}))
                return std::move(*first);
            return Do{ProposeRoster{person}};
        }
        return decide(context, *officer, proposed->roster);
    }

    void outline(Outline& outline) const override {
        if (!outline.isLost(person))
            return outline.problem("the card of '" + person +
                                   "' is not lost before this step; put 'lost: {card: " + person +
                                   ", by: [...]}' before it");
        // The new card votes when the roster is in force.
        const CardDemand approvals = outline.approvals(base::Operation::roster);
        outline.replaceCard(person);
        outline.askCards({approvals});
    }

    void describe(ScriptStep& script) const override {
        script.line(
            SR_TEXT("%1 puts the new card '%2' in, types a new PIN unseen by others, and takes the card out "
                    "again."),
            {person, card});
        script.blank(SR_TEXT("Number on the new card of %1"), {person});
        script.line(SR_TEXT("A quorum compares the new roster with this list and approves its digest."));
        script.blank(SR_TEXT("Digest of the new roster, last four words"));
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkPerson(plan, person, place, problems);
        // Cards lie side by side: whose one is must be seen on it.
        if (!card.starts_with(person + "-"))
            problems.add(place, "'" + card + "' is marked for somebody else; mark the new card of " + person +
                                    " '" + person + "-spare'");
    }

private:
    static Next decide(const Context& context, const custody::Officer& old, const custody::Roster& roster) {
        const custody::Officer& added = *roster.byPerson(old.person);
        api::CardActsStep acts;
        acts.what = "replace";
        acts.text = {SR_TEXT("Approve the new roster: %1 gets another card."), {old.person}};
        acts.fields.push_back({{SR_TEXT("Lost card of %1"), {old.person}}, old.card().hex()});
        acts.fields.push_back({{SR_TEXT("New card of %1"), {added.person}}, added.card().hex()});
        acts.fields.push_back({{SR_TEXT("Name"), {}}, added.name});
        for (const custody::Officer& one : roster.officers())
            if (one.person != added.person)
                acts.fields.push_back({{SR_TEXT("Unchanged: %1"), {one.person}}, one.card().hex()});
        const Approval approval = askForApproval(
            context, {base::Operation::roster, authority::rosterSubject(roster)}, std::move(acts));
        if (approval.granted == nullptr)
            return *approval.first;
        return Do{ChangeRoster{approval.granted->reference}};
    }
};

} // namespace

KindPointer readReplace(base::YamlReader& step) {
    auto kind = std::make_shared<ReplaceKind>();
    kind->person = step.identifier("replace");
    kind->card = step.identifier("card");
    return kind;
}

} // namespace strongroom::ceremony

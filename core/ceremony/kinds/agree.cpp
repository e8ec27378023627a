// agree: the policy is proposed, every card signs the founding statement, the authority is founded. The
// policy is the one that the plan uses; the engine puts its canonical object into the plan before the walk.
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

Result<void> fitsRoster(const Context& context) {
    SR_ASSIGN(const custody::Policy policy, custody::Policy::fromCanonical(context.plan.policy));
    const auto fits = custody::validate(policy, context.state.roster);
    if (!fits)
        return Error{ErrorCode::planInvalid,
                     fits.error().detail + "; this ceremony cannot go on: abandon it, and begin another one "
                                           "with more people or another policy"};
    return {};
}

class AgreeKind final : public PlannedStep {
public:
    std::string_view keyword() const override { return "agree"; }
    Text title() const override { return {SR_TEXT("Policy and founding"), {}}; }
    bool founds() const override { return true; }

    Next next(const Context& context) const override {
        if (context.state.isFounded())
            return Done{};
        if (!context.state.policyProposed) {
            // An authority under a policy that its cards cannot carry out would be nobody's.
            if (const auto fits = fitsRoster(context); !fits)
                return Refuse{fits.error()};
            return Do{RecordEntry{authority::PolicyProposed{context.plan.policy}}};
        }
        api::CardActsStep acts;
        acts.what = "agree";
        acts.text = {
            SR_TEXT("Every card signs policy and roster. Their digest becomes the authority's anchor."), {}};
        Wait wait;
        for (const custody::Officer& officer : context.state.roster.officers()) {
            ++acts.needed;
            if (context.state.foundingSignatures.contains(officer.person))
                continue;
            acts.open.push_back({officer.person,
                                 api::CardActKind::signFounding,
                                 "founding",
                                 {SR_TEXT("Sign the founding statement"), {}}});
            wait.actsNext.push_back(officer.person);
        }
        if (acts.open.empty())
            return Do{FoundAuthority{}};
        api::ActProgress progress{api::CardActKind::signFounding,
                                  "founding",
                                  {SR_TEXT("Sign the founding statement"), {}},
                                  {},
                                  acts.needed};
        for (const auto& [person, seq] : context.state.foundingSignatures)
            progress.done.push_back(person);
        acts.progress.push_back(std::move(progress));
        wait.step = std::move(acts);
        return wait;
    }

    void outline(Outline& outline) const override {
        if (outline.holds(facts::founded()))
            outline.problem("the authority is founded already; take this second 'agree' out");
        for (const Role& role : outline.plan().roles)
            if (role.card == CardNeed::full || role.card == CardNeed::signOnly)
                outline.need(facts::enrolled(role.name), "the cards of role '" + role.name +
                                                             "' are not enrolled before the founding; put "
                                                             "'enrol: " +
                                                             role.name + "' before this step");
        outline.needRosterForPolicy();
        outline.askCards({outline.everyCard()});
        outline.give(facts::founded());
    }

    void describe(ScriptStep& script) const override {
        script.line(
            SR_TEXT("The policy is read from this script; the screen shows the same policy and digest."));
        script.line(SR_TEXT("Every card signs policy and roster; the digest of what was signed becomes the "
                            "authority's anchor."));
        script.blank(SR_TEXT("Anchor (32 words, from the screen)"));
    }
};

} // namespace

KindPointer readAgree(base::YamlReader& step) {
    (void)step.word("agree", {"policy"});
    (void)step.optionalWord("by", {"all-cards"});
    return std::make_shared<AgreeKind>();
}

} // namespace strongroom::ceremony

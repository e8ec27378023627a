#include "core/ceremony/kinds/checkpoint_acts.h"

#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/custody/quorum.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

// What the record's own key needs before it can sign: shares of the user PIN, then a session.
std::optional<Next> openForRecordKey(const Context& context, api::CardActsStep& acts) {
    for (const auto& [device, token] : context.state.tokens) {
        if (token.recordKey.isZero() || context.now.sessions.contains(device))
            continue;
        if (!context.step.session || context.step.session->device != device)
            return Next(
                Refuse{{ErrorCode::planInvalid, "the record's key is in the HSM '" + device +
                                                    "': the checkpoint's section needs a session with it"}});
        if (!context.now.devices.contains(device))
            return Next(waitForHsm(device));
        const authority::ShareSetState& user = context.state.sets.at(token.userSet);
        askForReleases(context, user, acts);
        if (isReleased(context, user))
            return Next(Do{OpenSession{device, user.prepared.set}});
    }
    return std::nullopt;
}

std::vector<const custody::Officer*> stillNeeded(const Context& context,
                                                 const std::set<std::string>& signedBy, Signers signers) {
    const custody::Policy& policy = *context.state.policy;
    const auto counts = [&](const custody::Officer& officer) {
        const auto& roles = policy.record.roles;
        return std::find(roles.begin(), roles.end(), officer.role) != roles.end();
    };
    std::uint64_t quorum = 0, witnesses = 0;
    for (const std::string& person : signedBy) {
        const custody::Officer* officer = context.state.roster.byPerson(person);
        quorum += officer != nullptr && counts(*officer) ? 1 : 0;
        witnesses += officer != nullptr && officer->role == custody::Role::witness ? 1 : 0;
    }
    std::vector<const custody::Officer*> needed;
    for (const custody::Officer& officer : context.state.roster.officers()) {
        const bool wanted = signers == Signers::allCards ||
                            (counts(officer) && quorum < policy.record.quorum) ||
                            (officer.role == custody::Role::witness && witnesses < policy.record.witnesses);
        if (wanted && context.state.holder(officer.person) != nullptr && !signedBy.contains(officer.person))
            needed.push_back(&officer);
    }
    return needed;
}

} // namespace

std::vector<CardDemand> signersOf(const Outline& outline, Signers signers) {
    return signers == Signers::allCards ? std::vector<CardDemand>{outline.everyCard()}
                                        : outline.recordQuorum();
}

bool askRecordQuorum(const Context& context, const std::set<std::string>& signedBy, api::CardActKind kind,
                     const std::string& subject, api::CardActsStep& acts, Signers signers) {
    if (!context.state.policy)
        return false;
    std::vector<Digest> cards;
    for (const std::string& person : signedBy)
        if (const custody::Officer* officer = context.state.holder(person))
            cards.push_back(officer->card());
    const custody::Policy& policy = *context.state.policy;
    const std::vector<const custody::Officer*> needed = stillNeeded(context, signedBy, signers);
    const bool everybody = signers == Signers::quorum || needed.empty();
    if (everybody && custody::recordQuorum(policy, context.state.roster, cards))
        return true;
    acts.needed = policy.record.quorum + policy.record.witnesses;
    if (signers == Signers::allCards)
        acts.needed = signedBy.size() + needed.size();
    const Text title = kind == api::CardActKind::introduceKey
                           ? Text{SR_TEXT("Sign for the record's key"), {}}
                           : Text{SR_TEXT("Seal the record: %1 entries"), {subject}};
    acts.progress.push_back({kind, subject, title, {signedBy.begin(), signedBy.end()}, acts.needed});
    for (const custody::Officer* officer : needed)
        acts.open.push_back({officer->person, kind, subject, title});
    return false;
}

bool isSealedByQuorum(const Context& context, const std::string& kind) {
    api::CardActsStep acts;
    return context.now.checkpoint && context.now.checkpoint->kind == kind &&
           askRecordQuorum(context, context.now.checkpoint->signedBy, api::CardActKind::cosign, "", acts,
                           Signers::quorum);
}

Next completeCheckpoint(const Context& context, const std::string& kind, Signers signers) {
    if (context.now.note(context.state.ceremony->id, kind) != nullptr)
        return Done{};
    if (!context.now.checkpoint || context.now.checkpoint->kind != kind)
        return Do{StartCheckpoint{kind}};
    api::CardActsStep acts;
    acts.what = "checkpoint";
    acts.text = {SR_TEXT("The record so far is sealed: %1 entries."),
                 {std::to_string(context.now.checkpoint->size)}};
    const bool isSigned = askRecordQuorum(context, context.now.checkpoint->signedBy, api::CardActKind::cosign,
                                          std::to_string(context.now.checkpoint->size), acts, signers);
    if (auto first = openForRecordKey(context, acts))
        return std::move(*first);
    if (!isSigned || !acts.open.empty())
        return waitFor(std::move(acts));
    return Do{CompleteCheckpoint{}};
}

} // namespace strongroom::ceremony

#include "core/ceremony/kinds/checkpoint_acts.h"

#include "core/ceremony/kinds/share_acts.h"
#include "core/custody/quorum.h"

#include <algorithm>

namespace strongroom::ceremony {

bool askRecordQuorum(const Context& context, const std::set<std::string>& signedBy, api::CardActKind kind,
                     const std::string& subject, api::CardActsStep& acts) {
    std::vector<Digest> cards;
    for (const std::string& person : signedBy)
        if (const custody::Officer* officer = context.state.holder(person))
            cards.push_back(officer->card());
    if (!context.state.policy)
        return false;
    const custody::Policy& policy = *context.state.policy;
    if (custody::recordQuorum(policy, context.state.roster, cards))
        return true;
    acts.needed = policy.record.quorum + policy.record.witnesses;
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
    for (const custody::Officer& officer : context.state.roster.officers()) {
        const bool wanted = (counts(officer) && quorum < policy.record.quorum) ||
                            (officer.role == custody::Role::witness && witnesses < policy.record.witnesses);
        if (wanted && context.state.holder(officer.person) != nullptr && !signedBy.contains(officer.person))
            acts.open.push_back({officer.person, kind, subject, {SR_TEXT("Sign the record"), {}}});
    }
    return false;
}

Next completeCheckpoint(const Context& context, const std::string& kind) {
    const std::string place = context.state.ceremony->id + " " + kind;
    if (context.now.notes.contains(place))
        return Done{};
    if (!context.now.checkpoint || context.now.checkpoint->kind != kind)
        return Do{StartCheckpoint{kind}};
    api::CardActsStep acts;
    acts.what = "checkpoint";
    acts.text = {SR_TEXT("The record so far is sealed: %1 entries."),
                 {std::to_string(context.now.checkpoint->size)}};
    if (askRecordQuorum(context, context.now.checkpoint->signedBy, api::CardActKind::cosign,
                        std::to_string(context.now.checkpoint->size), acts))
        return Do{CompleteCheckpoint{}};
    return waitFor(std::move(acts));
}

} // namespace strongroom::ceremony

// What did not go to plan, and what changes between ceremonies: roster, policy, cards, restarts,
// exceptions.
#include "core/authority/replay/fold.h"
#include "core/authority/roster_change.h"
#include "core/authority/statements.h"

#include <algorithm>

namespace strongroom::authority {

Result<void> Fold::operator()(const ActFailed& body) {
    const auto& intent = m_state.ceremony->pendingIntent;
    if (!intent || intent->reference.seq != body.intent)
        return broken("an act failed that was not intended");
    return {};
}

// A restore that was cut short is approved anew. Nobody can find out whether an HSM signed: that intent ends
// with the number burned.
Result<void> Fold::operator()(const IntentSettled& body) {
    const auto& intent = m_state.ceremony->pendingIntent;
    if (!intent || intent->reference.seq != body.intent)
        return broken("an intent was settled that is not open");
    if (pending<SignatureIntended>() != nullptr)
        return broken("a signature of unknown outcome was settled, and its number not burned");
    if (const auto* intended = pending<RestoreIntended>())
        if (Request* request = find(intended->request))
            request->isVoid = true;
    return {};
}

Result<void> Fold::operator()(const RosterProposed& body) {
    auto roster = rosterAfter(m_state, body);
    if (!roster)
        return broken("a proposal for the roster: " + roster.error().detail);
    m_state.proposedRoster = ProposedRoster{m_reference, std::move(*roster)};
    return {};
}

Result<void> Fold::operator()(const RosterChanged& body) {
    const Request* request = find(body.request);
    if (!m_state.proposedRoster || m_state.proposedRoster->reference != body.proposal)
        return broken("the roster was changed without the proposal that the entry names");
    const custody::Roster roster = m_state.proposedRoster->roster;
    if (roster.digest() != body.roster)
        return broken("the roster is not the one that the entry names");
    if (request == nullptr || request->requested.operation != base::nameOf(base::Operation::roster) ||
        request->requested.subject != rosterSubject(roster).text())
        return broken("the roster was changed without a request for exactly it");
    SR_TRY(use(body.request));
    m_state.roster = roster;
    m_state.proposedRoster.reset();
    return {};
}

// PROTOCOL P2: approvals are for the policy in force.
Result<void> Fold::operator()(const PolicyChanged& body) {
    SR_TRY(use(body.request));
    SR_ASSIGN(m_state.policy, custody::Policy::fromCanonical(body.policy));
    m_state.policyReference = m_reference;
    voidRequests();
    return {};
}

Result<void> Fold::operator()(const CardLost& body) {
    SR_TRY(needCard(body.person, body.card));
    m_state.lostCards.insert(body.card);
    return {};
}

Result<void> Fold::operator()(const Resumed&) {
    // What was approved may have been half done: it is approved anew (PROTOCOL P2).
    if (m_state.ceremony->pendingIntent)
        for (Request& request : m_state.requests)
            request.isVoid = request.isVoid || !request.used;
    m_state.ceremony->lastResumed = m_entry.seq;
    return {};
}

Result<void> Fold::operator()(const Suspended&) {
    m_state.ceremony->suspended = true;
    return {};
}

Result<void> Fold::operator()(const SuspensionEnded&) {
    if (!m_state.ceremony->suspended)
        return broken("a suspension ended that is none");
    m_state.ceremony->suspended = false;
    return {};
}

Result<void> Fold::operator()(const ExceptionRaised& body) {
    if (body.kind != "note")
        m_state.ceremony->openExceptions.insert(m_entry.seq);
    return {};
}

Result<void> Fold::operator()(const ExceptionEnded& body) {
    CeremonyState& ceremony = *m_state.ceremony;
    if (ceremony.openExceptions.erase(body.exception) == 0)
        return broken("an exception ended that is not open");
    ceremony.suspended = body.ending == "suspend";
    if (body.ending == "abandon") {
        ceremony.abandoned = true;
        ceremony.openExceptions.clear(); // nothing is left to decide
    }
    return {};
}

} // namespace strongroom::authority

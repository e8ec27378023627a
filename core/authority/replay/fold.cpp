// What several kinds of entry need of the state before them.
#include "core/authority/replay/fold.h"

#include "core/authority/statements.h"

#include <algorithm>

namespace strongroom::authority {

Result<void> Fold::needToken(const std::string& device) const {
    if (!m_state.tokens.contains(device))
        return broken("an entry names the HSM '" + device + "' before it was identified");
    return {};
}

TokenState* Fold::tokenWith(const std::string& serial) {
    const auto found = std::find_if(m_state.tokens.begin(), m_state.tokens.end(),
                                    [&](const auto& pair) { return pair.second.serial == serial; });
    return found != m_state.tokens.end() ? &found->second : nullptr;
}

Result<void> Fold::needSet(const std::string& set) const {
    const auto found = m_state.sets.find(set);
    if (found == m_state.sets.end())
        return broken("an entry names share set " + set + ", which does not exist");
    if (found->second.life == custody::SetState::dead)
        return broken("share set " + set + " is dead");
    return {};
}

Result<void> Fold::needMember(const std::string& set, const std::string& person, std::uint64_t number) const {
    SR_TRY(needSet(set));
    const custody::ShareMember* member = m_state.sets.at(set).set.memberOf(person);
    if (member == nullptr || member->member != number)
        return broken(person + " is not member " + std::to_string(number) + " of share set " + set);
    const custody::Officer* officer = m_state.roster.byPerson(person);
    if (officer == nullptr || officer->holder() != member->holder)
        return broken(person + " has another card than the share of " + set + " was sealed to");
    return {};
}

Result<void> Fold::needCard(const std::string& person, const Digest& card) const {
    const custody::Officer* known = m_state.roster.byPerson(person);
    if (known == nullptr || known->card() != card)
        return broken("an entry names a card that is not the one of " + person);
    if (m_state.lostCards.contains(card))
        return broken("the card of " + person + " is recorded as lost");
    return {};
}

Result<void> Fold::use(const EntryReference& reference) {
    Request* request = find(reference);
    if (request == nullptr || request->used || request->isVoid)
        return broken("an act without an open request");
    if (approvalsOf(*request) < request->requested.quorum)
        return broken("an act before its quorum approved");
    request->used = true;
    return {};
}

std::uint64_t Fold::approvalsOf(const Request& request) const {
    const std::vector<custody::Vote> votes = votesOn(m_state, request);
    return static_cast<std::uint64_t>(std::count_if(votes.begin(), votes.end(), [](const auto& vote) {
        return vote.decision == base::Decision::approve;
    }));
}

void Fold::voidRequests() {
    for (Request& request : m_state.requests)
        request.isVoid = true;
}

Request* Fold::find(const EntryReference& reference) {
    const auto found = std::find_if(m_state.requests.begin(), m_state.requests.end(),
                                    [&](const Request& request) { return request.reference == reference; });
    return found != m_state.requests.end() ? &*found : nullptr;
}

} // namespace strongroom::authority

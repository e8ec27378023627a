#include "core/custody/quorum.h"

#include <algorithm>

namespace strongroom::custody {

namespace {

Error refused(std::string rule) {
    return Error{ErrorCode::denied, std::move(rule)};
}

// The same human being: under one name of the plan, or with the same name at enrolment.
bool samePerson(const Roster& roster, std::string_view one, std::string_view other) {
    if (one == other)
        return true;
    const Officer* first = roster.byPerson(one);
    const Officer* second = roster.byPerson(other);
    return first && second && !first->name.empty() && first->name == second->name;
}

bool has(const std::vector<Role>& roles, Role role) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

} // namespace

Result<void> mayVote(const Policy& policy, const Roster& roster, base::Operation operation, const Vote& vote,
                     std::span<const Vote> given, std::span<const ActingRole> acted) {
    const Officer* officer = roster.byCard(vote.card);
    if (officer == nullptr)
        return refused("the card is not on the roster");
    if (officer->person != vote.person)
        return refused("the card is " + officer->person + "'s, not " + vote.person + "'s");
    if (officer->role != vote.role)
        return refused(vote.person + " is enrolled as " + nameOf(officer->role) + ", not as " +
                       nameOf(vote.role));
    if (!has(policy.rule(operation).roles, vote.role))
        return refused("the policy does not let role " + std::string(nameOf(vote.role)) + " decide on " +
                       base::nameOf(operation));
    for (const Vote& other : given) {
        if (other.card == vote.card)
            return refused("one card, one vote: " + vote.person + " has decided already");
        if (samePerson(roster, other.person, vote.person))
            return refused("one person, one vote: " + vote.person + " and " + other.person +
                           " are one person");
    }
    for (const ActingRole& other : acted) {
        if (other.role == vote.role || !samePerson(roster, other.person, vote.person))
            continue;
        if (policy.excludes(other.role, vote.role))
            return refused("roles that exclude each other: " + vote.person + " acts as " +
                           nameOf(other.role));
        if (mayApprove(other.role))
            return refused("one person, one approving role in a ceremony: " + vote.person + " acts as " +
                           nameOf(other.role));
    }
    return {};
}

Tally tally(const Policy& policy, const Roster& roster, base::Operation operation,
            std::span<const Vote> votes) {
    Tally result;
    result.needed = policy.rule(operation).quorum;
    std::vector<Vote> counted;
    for (const Vote& vote : votes) {
        if (!mayVote(policy, roster, operation, vote, counted, {}))
            continue;
        (vote.decision == base::Decision::approve ? result.approvals : result.declines) += 1;
        counted.push_back(vote);
    }
    // Those left are taken one by one, so that two cards of one person are one voter.
    std::vector<Vote> hypothetical = counted;
    for (const Officer& officer : roster.officers()) {
        const Vote vote{officer.card(), officer.person, officer.role, base::Decision::approve};
        if (mayVote(policy, roster, operation, vote, hypothetical, {})) {
            hypothetical.push_back(vote);
            result.mayStillVote.push_back(officer.person);
        }
    }
    if (result.approvals >= result.needed)
        result.state = TallyState::granted;
    else if (result.approvals + result.mayStillVote.size() < result.needed)
        result.state = TallyState::lost;
    return result;
}

Result<void> recordQuorum(const Policy& policy, const Roster& roster, std::span<const Digest> cards) {
    std::vector<const Officer*> signers;
    std::uint64_t quorum = 0, witnesses = 0;
    for (const Digest& card : cards) {
        const Officer* officer = roster.byCard(card);
        if (officer == nullptr)
            return refused("a card that is not on the roster signed the record");
        const bool known = std::any_of(signers.begin(), signers.end(), [&](const Officer* other) {
            return samePerson(roster, other->person, officer->person);
        });
        if (known)
            continue;
        signers.push_back(officer);
        quorum += has(policy.record.roles, officer->role) ? 1 : 0;
        witnesses += officer->role == Role::witness ? 1 : 0;
    }
    if (quorum < policy.record.quorum)
        return refused("record quorum: " + std::to_string(quorum) + " of " +
                       std::to_string(policy.record.quorum) + " cards signed");
    if (witnesses < policy.record.witnesses)
        return refused("record quorum: " + std::to_string(witnesses) + " of " +
                       std::to_string(policy.record.witnesses) + " witnesses signed");
    return {};
}

} // namespace strongroom::custody

#include "core/authority/roster_change.h"

#include "core/ossl/digest.h"

#include <algorithm>
#include <set>

namespace strongroom::authority {

namespace {

Error refused(std::string rule) {
    return Error{ErrorCode::denied, std::move(rule)};
}

// A key that was on the roster, in whatever role, is not a new card's.
Result<void> checkNewKeys(const AuthorityState& state, const custody::Officer& officer) {
    if (state.lostCards.contains(officer.card()))
        return refused("the card for " + officer.person + " is recorded as lost");
    for (const custody::Officer& other : state.roster.officers())
        for (const custody::Spki* key : {&other.signSpki, &other.decryptSpki})
            if (!key->empty() && (*key == officer.signSpki || *key == officer.decryptSpki))
                return refused("the new card for " + officer.person + " shows a key of the old card of " +
                               other.person);
    return {};
}

} // namespace

Result<custody::Officer> officerOf(const CardEnrolled& enrolled) {
    SR_ASSIGN(const custody::Role role, custody::roleFromName(enrolled.role));
    custody::Officer officer{enrolled.person,      role,
                             enrolled.name,        enrolled.serial,
                             enrolled.algorithm,   enrolled.signSpki,
                             enrolled.decryptSpki, std::nullopt};
    if (enrolled.certificate != "-") {
        SR_ASSIGN(officer.certificate, base::digestFromHex(enrolled.certificate));
    }
    return officer;
}

Result<custody::Roster> rosterAfter(const AuthorityState& state, const RosterProposed& proposal) {
    if (!state.anchor || !state.policy)
        return refused("the roster changes by proposal only after the founding");
    const std::set<std::string> removed(proposal.removed.begin(), proposal.removed.end());
    if (removed.size() != proposal.removed.size())
        return refused("a person is removed twice");
    if (removed.empty() && proposal.added.empty())
        return refused("the proposal changes nothing");
    std::vector<custody::Officer> added;
    for (const CardEnrolled& one : proposal.added) {
        SR_ASSIGN(custody::Officer officer, officerOf(one));
        SR_TRY(checkNewKeys(state, officer));
        added.push_back(std::move(officer));
    }
    custody::Roster roster;
    std::set<std::string> placed;
    for (const custody::Officer& officer : state.roster.officers()) {
        if (!removed.contains(officer.person)) {
            SR_TRY(roster.add(officer));
            continue;
        }
        placed.insert(officer.person);
        for (const custody::Officer& one : added)
            if (one.person == officer.person)
                SR_TRY(roster.add(one));
    }
    if (placed.size() != removed.size())
        return refused("a person is removed who is not on the roster");
    for (custody::Officer& one : added)
        if (!placed.contains(one.person))
            SR_TRY(roster.add(std::move(one)));
    if (const auto valid = custody::validate(*state.policy, roster); !valid)
        return refused(valid.error().detail);
    return roster;
}

base::Subject rosterSubject(const custody::Roster& roster) {
    const std::string text = base::writeCanonical(roster.canonical());
    return {"roster", text.size(), ossl::sha256(base::viewOf(text))};
}

} // namespace strongroom::authority

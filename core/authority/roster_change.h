// How the roster changes after the founding (PROTOCOL P3): what a proposal makes of it. One function for the
// engine, replay and the verifier. The signatures of the cards that come are the verifier's to check.
#pragma once

#include "core/authority/state.h"

namespace strongroom::authority {

// The officer that an enrolment, or a proposal, puts on the roster.
Result<custody::Officer> officerOf(const CardEnrolled& enrolled);

// The whole new roster. A person who is removed and added gets the new card in the old place. `denied` names
// the rule: a card that was on the roster or is lost does not come back, and every quorum of the policy must
// still be there.
Result<custody::Roster> rosterAfter(const AuthorityState& state, const RosterProposed& proposal);

// What its quorum approves: kind `roster`, the whole canonical value.
base::Subject rosterSubject(const custody::Roster& roster);

} // namespace strongroom::authority

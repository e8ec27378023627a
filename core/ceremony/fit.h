// Whether a plan that goes on with an authority can be walked there: each step's needs against what the
// record says, before the ceremony is opened. Invariant: it follows from plan and state alone. Cannot do:
// foresee requests from outside, people and devices: whether an HSM is as it was left is seen in the room.
#pragma once

#include "core/authority/state.h"
#include "core/ceremony/plan.h"

namespace strongroom::ceremony {

// planInvalid: the first step that cannot be done, with its line and what to do.
Result<void> fitsAuthority(const Plan& plan, const authority::AuthorityState& state);

} // namespace strongroom::ceremony

// How long a ceremony takes: what its plan says of a step, else what its kind says, which depends on the
// cards that come forward. Invariant: `check`, the script on paper and the step rail show the same minutes.
// Cannot do: foresee questions, mistakes and slow printers; an author who knows the room says it in the plan.
#pragma once

#include "core/ceremony/plan.h"

namespace strongroom::ceremony {

// Fills the minutes of every step that the plan does not give, once policy and profiles are bound. A step
// without a kind takes one.
void planMinutes(Plan& plan);

} // namespace strongroom::ceremony

// The session of a section of the plan: opened by its quorum before the first step that needs it, closed when
// the next step lies outside. Pure, as the machine is; only the machine asks.
#pragma once

#include "core/authority/state.h"
#include "core/ceremony/next.h"
#include "core/ceremony/plan.h"
#include "core/ceremony/volatile.h"

#include <optional>

namespace strongroom::ceremony {

// What has to happen before `step` is asked; nothing where the sessions are as it needs them.
std::optional<Next> sessionFirst(const authority::AuthorityState& state, const Volatile& now,
                                 const PlanStep& step);

} // namespace strongroom::ceremony

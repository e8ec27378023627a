// The machine that walks a plan: a pure function (DESIGN 1.6). It finds the first step that is not done, asks
// its kind, and adds what holds for every step: dangling intents, exceptions, suspension, section sessions
// and what officers decided. Threads: none, it has no state.
#pragma once

#include "core/api/snapshot.h"
#include "core/ceremony/context.h"

namespace strongroom::ceremony {

struct Position {
    const PlanStep* step = nullptr; // nullptr: every step is done
    std::string stepId;             // with its attempt: "1.2.3/2"
    Next next;
    api::CommandSet allowed;
};

Position next(const Plan& plan, const authority::AuthorityState& state, const Volatile& now);

std::vector<api::RailItem> rail(const Plan& plan, const authority::AuthorityState& state,
                                const Volatile& now);

} // namespace strongroom::ceremony

// What the engine shows: the snapshot of a plan, a state and what is volatile. Draws only; decides nothing.
#pragma once

#include "core/api/snapshot.h"
#include "core/ceremony/machine.h"
#include "core/engine/workbench.h"

#include <set>

namespace strongroom::engine {

// What stands in the plan: title, language, people, media, HSMs, rail. Before anything is on record.
void showPlan(api::Snapshot& snapshot, const ceremony::Plan& plan);
// All of it but version, busy and refusals.
void showCeremony(api::Snapshot& snapshot, const Workbench& bench, const ceremony::Position& position);

// What happens while the engine does this act, for people who wait; nothing for what takes no time.
std::optional<api::Busy> busyWith(const ceremony::Act& act);

} // namespace strongroom::engine

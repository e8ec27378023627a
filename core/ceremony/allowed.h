// Which commands a place in a ceremony takes: the only source of what a screen enables, and of what the
// machine accepts at all. It follows from what is shown, so that neither can be forgotten.
#pragma once

#include "core/api/snapshot.h"
#include "core/authority/state.h"
#include "core/ceremony/next.h"

namespace strongroom::ceremony {

api::CommandSet allowedAt(const Next& next, const authority::CeremonyState& ceremony);

} // namespace strongroom::ceremony

// What happens at a start, before the machine is asked anything: a new authority gets its genesis, an open
// ceremony is resumed, anything else is refused.
#pragma once

#include "core/engine/engine.h"
#include "core/engine/workbench.h"

namespace strongroom::engine {

Result<Workbench> openWorkbench(EngineSetup setup);

} // namespace strongroom::engine

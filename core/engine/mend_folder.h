// The authority's folder as its record says (PROTOCOL P4): what an entry holds and the disk lacks is written,
// what no entry names was left by an act that was cut short and goes to aside/. Cannot do: mend the record or
// a checkpoint.
#pragma once

#include "core/engine/workbench.h"

namespace strongroom::engine {

// The names under which files were set aside.
Result<std::vector<std::string>> mendFolder(const Workbench& bench);

} // namespace strongroom::engine

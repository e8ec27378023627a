// What every program of ours does before anything else: no core dumps, no tracing by others, private files,
// memory for secrets. What could not be had is answered, recorded by the workstation check, and refused in
// production.
#pragma once

#include "core/base/secret.h"

namespace strongroom::app {

struct Hardening {
    base::SecureHeap secureHeap;
    bool memoryLocked = false; // mlockall: often refused by RLIMIT_MEMLOCK
};

Hardening harden();

} // namespace strongroom::app

#include "app/harden.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace strongroom::app {

Hardening harden() {
    umask(077);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    Hardening done;
    done.secureHeap = base::openSecureHeap();
#ifndef __SANITIZE_ADDRESS__
    // Only what is mapped now: later mappings may exceed the limit, and a failing malloc helps nobody. Not
    // with a sanitizer, whose shadow memory is many terabytes.
    done.memoryLocked = mlockall(MCL_CURRENT) == 0;
#endif
    return done;
}

} // namespace strongroom::app

// The cage in which a file from outside is parsed. After enterSandbox() this process can read and write what
// is already open, use memory, draw random numbers, tell the time and end; any other system call kills it
// (SIGSYS), and so does more than 10 s of processor time or, where it is not built with a sanitizer, more
// than 256 MiB of memory. There is no way back. Threads: called once, before any thread is started.
#pragma once

#include "core/base/result.h"

namespace strongroom::app {

Result<void> enterSandbox();

} // namespace strongroom::app

#include "core/simulator/power_cut.h"

#include <unistd.h>

#include <csignal>

namespace strongroom::simulator {

void cutPower() noexcept {
    while (true)
        ::kill(::getpid(), SIGKILL);
}

} // namespace strongroom::simulator

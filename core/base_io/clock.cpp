#include "core/base_io/clock.h"

#include <time.h>

namespace strongroom::base_io {

namespace {

std::chrono::milliseconds sinceBoot() {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::seconds(time.tv_sec) +
           std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(time.tv_nsec));
}

} // namespace

SystemClock::SystemClock() : m_start(sinceBoot()) {}

UtcTime SystemClock::now() const {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::seconds>(since).count()};
}

std::chrono::milliseconds SystemClock::sinceStart() const {
    return sinceBoot() - m_start;
}

} // namespace strongroom::base_io

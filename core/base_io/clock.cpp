#include "core/base_io/clock.h"

namespace strongroom::base_io {

SystemClock::SystemClock() : m_start(std::chrono::steady_clock::now()) {}

UtcTime SystemClock::now() const {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::seconds>(since).count()};
}

std::chrono::milliseconds SystemClock::sinceStart() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - m_start);
}

} // namespace strongroom::base_io

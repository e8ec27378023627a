// The training room's clock: the system's, until a drill moves it. Elapsed time is not moved: a wrong clock
// does not make the day longer. Threads: any.
#pragma once

#include "core/base_io/clock.h"

#include <atomic>

namespace strongroom::simulator {

class MovableClock final : public base_io::Clock {
public:
    UtcTime now() const override { return m_system.now().plusSeconds(m_offset.load()); }
    std::chrono::milliseconds sinceStart() const override { return m_system.sinceStart(); }

    // How far it is off the system's from now on; 0 puts it right.
    void showOffBy(std::chrono::seconds offset) noexcept { m_offset = offset.count(); }

private:
    base_io::SystemClock m_system;
    std::atomic<std::int64_t> m_offset = 0;
};

} // namespace strongroom::simulator

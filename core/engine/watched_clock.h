// The system's clock, watched: once the room has confirmed the time, nobody may move it. Elapsed time tells
// whether somebody did; now() then goes on as if nobody had, so that no entry and no certificate gets a date
// of the moved clock. Cannot do: know what happened while the program was not running; the room's clock step
// is for that. Threads: the engine's.
#pragma once

#include "core/base_io/clock.h"

#include <optional>

namespace strongroom::engine {

class WatchedClock final : public base_io::Clock {
public:
    explicit WatchedClock(const base_io::Clock& system) : m_system(system) { trust(); }

    UtcTime now() const override { return movedBy() ? expected() : m_system.now(); }
    std::chrono::milliseconds sinceStart() const override { return m_system.sinceStart(); }

    // The system's clock is right as it is.
    void trust() {
        m_from = m_system.now();
        m_since = m_system.sinceStart();
    }
    // How many seconds it was moved since; nothing within what a slow clock may be off.
    std::optional<std::int64_t> movedBy() const {
        constexpr std::int64_t mostSecondsOff = 10;
        const std::int64_t off = m_system.now().seconds - expected().seconds;
        return off > mostSecondsOff || off < -mostSecondsOff ? std::optional(off) : std::nullopt;
    }

private:
    UtcTime expected() const {
        return m_from.plusSeconds(
            std::chrono::duration_cast<std::chrono::seconds>(m_system.sinceStart() - m_since).count());
    }

    const base_io::Clock& m_system;
    UtcTime m_from;
    std::chrono::milliseconds m_since{};
};

} // namespace strongroom::engine

// A clock that a test sets and moves; in between it goes on as the system's does.
#pragma once

#include "core/base_io/clock.h"

namespace strongroom::tests {

class TestClock final : public base_io::Clock {
public:
    explicit TestClock(UtcTime start = base_io::SystemClock().now()) : m_start(start) {}

    void pass(std::chrono::seconds time) { m_passed += time; }

    UtcTime now() const override {
        return m_start.plusSeconds(std::chrono::duration_cast<std::chrono::seconds>(sinceStart()).count());
    }
    std::chrono::milliseconds sinceStart() const override { return m_system.sinceStart() + m_passed; }

private:
    UtcTime m_start;
    base_io::SystemClock m_system;
    std::chrono::seconds m_passed{0};
};

} // namespace strongroom::tests

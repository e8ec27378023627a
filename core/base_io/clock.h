// The clock, injected: the engine asks this one for the time, tests hand in their own.
#pragma once

#include "core/base/time.h"

#include <chrono>

namespace strongroom::base_io {

class Clock {
public:
    virtual ~Clock() = default;
    virtual UtcTime now() const = 0;                          // the system's wall clock, as it is
    virtual std::chrono::milliseconds sinceStart() const = 0; // monotonic, for elapsed and idle time
};

// Elapsed time goes on while the machine sleeps.
class SystemClock final : public Clock {
public:
    SystemClock();
    UtcTime now() const override;
    std::chrono::milliseconds sinceStart() const override;

private:
    std::chrono::milliseconds m_start; // the machine's, asleep or awake
};

} // namespace strongroom::base_io

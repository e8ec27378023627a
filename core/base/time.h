// Time as the record has it: whole seconds UTC, written as RFC 3339 with Z ("2027-03-01T09:00:00Z").
#pragma once

#include "core/base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace strongroom::base {

struct UtcTime {
    std::int64_t seconds = 0; // since 1970-01-01T00:00:00Z, without leap seconds

    auto operator<=>(const UtcTime&) const = default;
    UtcTime plusSeconds(std::int64_t more) const { return {seconds + more}; }
};

std::string toRfc3339(UtcTime time);                // years 0000 to 9999
Result<UtcTime> fromRfc3339(std::string_view text); // exactly YYYY-MM-DDThh:mm:ssZ

struct CivilDate {
    int year = 1970;
    int month = 1; // 1 to 12
    int day = 1;   // 1 to 31
};
CivilDate civilDateOf(UtcTime time);
UtcTime midnightOf(CivilDate date);
// The same day of month `months` later, or that month's last day where it is shorter.
UtcTime plusMonths(UtcTime time, int months);

} // namespace strongroom::base

namespace strongroom {
using base::UtcTime;
}

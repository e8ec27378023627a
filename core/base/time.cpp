#include "core/base/time.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace strongroom::base {

namespace {

constexpr std::int64_t daySeconds = 86'400;

std::int64_t dayOf(std::int64_t seconds) {
    return seconds >= 0 ? seconds / daySeconds : -((-seconds + daySeconds - 1) / daySeconds);
}

std::chrono::year_month_day calendarOf(UtcTime time) {
    return std::chrono::sys_days{std::chrono::days{dayOf(time.seconds)}};
}

UtcTime fromCalendar(std::chrono::year_month_day date) {
    return {std::chrono::sys_days{date}.time_since_epoch().count() * daySeconds};
}

// Two or four decimal digits at `at`; -1 where one is not a digit.
int digitsAt(std::string_view text, std::size_t at, std::size_t count) {
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

} // namespace

std::string toRfc3339(UtcTime time) {
    const auto date = calendarOf(time);
    const auto rest = static_cast<int>(time.seconds - dayOf(time.seconds) * daySeconds);
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), rest / 3600,
                  rest / 60 % 60, rest % 60);
    return text;
}

Result<UtcTime> fromRfc3339(std::string_view text) {
    const auto bad = [] { return Error{ErrorCode::badFormat, "a time is written YYYY-MM-DDThh:mm:ssZ"}; };
    if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
        text[16] != ':' || text[19] != 'Z')
        return bad();
    const int year = digitsAt(text, 0, 4), month = digitsAt(text, 5, 2), day = digitsAt(text, 8, 2);
    const int hour = digitsAt(text, 11, 2), minute = digitsAt(text, 14, 2), second = digitsAt(text, 17, 2);
    if (year < 0 || month < 1 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        second < 0 || second > 59)
        return bad();
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok())
        return bad();
    return fromCalendar(date).plusSeconds(hour * 3600 + minute * 60 + second);
}

CivilDate civilDateOf(UtcTime time) {
    const auto date = calendarOf(time);
    return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day()))};
}

UtcTime midnightOf(CivilDate date) {
    return fromCalendar({std::chrono::year{date.year}, std::chrono::month{static_cast<unsigned>(date.month)},
                         std::chrono::day{static_cast<unsigned>(date.day)}});
}

UtcTime plusMonths(UtcTime time, int months) {
    const std::int64_t timeOfDay = time.seconds - dayOf(time.seconds) * daySeconds;
    auto date = calendarOf(time) + std::chrono::months{months};
    if (!date.ok())
        date = date.year() / date.month() / std::chrono::last;
    return fromCalendar(date).plusSeconds(timeOfDay);
}

} // namespace strongroom::base

// Numbers in text, in the one form of the protocol: decimal, no sign, no leading zero, at most 2^53-1.
// Private to this folder.
#pragma once

#include "core/base/canonical.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace strongroom::audit {

inline std::optional<std::uint64_t> numberFromText(std::string_view text) {
    if (text.empty() || text.size() > 16 || (text.size() > 1 && text.front() == '0'))
        return std::nullopt;
    std::uint64_t number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return std::nullopt;
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return number <= base::Value::maxNumber ? std::optional(number) : std::nullopt;
}

} // namespace strongroom::audit

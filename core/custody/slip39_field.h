// Shamir's scheme over GF(256) as SLIP-0039 has it (the field of Rijndael): points with public x and secret
// y. Every operation on secret bytes takes the same time for all values; x coordinates are not secret.
// Private to core/custody.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <cstdint>
#include <span>

namespace strongroom::custody {

struct Point {
    std::uint8_t x = 0;
    const Secret* y = nullptr;
};

// The value at `x` of the polynomial of lowest degree through the points: distinct x, y of equal size.
Result<Secret> interpolate(std::span<const Point> points, std::uint8_t x);

} // namespace strongroom::custody

#include "core/custody/slip39_field.h"

namespace strongroom::custody {

namespace {

// Multiplication modulo x^8 + x^4 + x^3 + x + 1, without branches or tables that depend on the operands.
std::uint8_t multiply(std::uint8_t left, std::uint8_t right) noexcept {
    unsigned product = 0, a = left;
    for (unsigned bit = 0; bit < 8; ++bit) {
        product ^= a & (0u - (unsigned{right} >> bit & 1u));
        a = (a << 1 & 0xffu) ^ (0x1bu & (0u - (a >> 7)));
    }
    return static_cast<std::uint8_t>(product);
}

// a^254, the inverse of a; 0 for 0.
std::uint8_t invert(std::uint8_t a) noexcept {
    std::uint8_t power = a, result = 1;
    for (int i = 0; i < 7; ++i) {
        power = multiply(power, power);
        result = multiply(result, power);
    }
    return result;
}

} // namespace

Result<Secret> interpolate(std::span<const Point> points, std::uint8_t x) {
    if (points.empty())
        return Error{ErrorCode::badArgument, "no points to interpolate"};
    const std::size_t size = points.front().y->size();
    SR_ASSIGN(Secret result, Secret::make(size));
    for (const Point& point : points) {
        if (point.y->size() != size)
            return Error{ErrorCode::badArgument, "shares of different length"};
        // Lagrange's basis polynomial of this point at x; subtraction is exclusive or.
        std::uint8_t basis = 1;
        for (const Point& other : points) {
            if (&other == &point)
                continue;
            if (other.x == point.x)
                return Error{ErrorCode::badArgument, "two shares with the same index"};
            basis = multiply(basis, multiply(static_cast<std::uint8_t>(x ^ other.x),
                                             invert(static_cast<std::uint8_t>(point.x ^ other.x))));
        }
        point.y->expose([&](ByteView y) {
            result.expose([&](std::span<std::uint8_t> sum) {
                for (std::size_t i = 0; i < size; ++i)
                    sum[i] = static_cast<std::uint8_t>(sum[i] ^ multiply(y[i], basis));
            });
        });
    }
    return result;
}

} // namespace strongroom::custody

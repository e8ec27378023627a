#include "core/pki/serial_number.h"

#include "core/base/hex.h"

#include <algorithm>

namespace strongroom::pki {

Result<std::string> serialNumberFrom(ByteView randomBytes) {
    if (randomBytes.size() != 20)
        return Error{ErrorCode::badArgument, "a serial number is made of 20 random bytes"};
    if (std::all_of(randomBytes.begin(), randomBytes.end(),
                    [&](std::uint8_t b) { return b == randomBytes[0]; }))
        return Error{ErrorCode::badArgument, "the generator gave 20 equal bytes: it is broken"};
    Bytes number = base::bytesOf(randomBytes);
    // Bit 159 clear keeps it positive in 20 octets, bit 158 set keeps every serial at the same length.
    number[0] = static_cast<std::uint8_t>((number[0] & 0x7F) | 0x40);
    return base::toHex(number);
}

Result<void> checkNumber(std::string_view hex) {
    const auto bytes = base::fromHex(hex);
    if (!bytes || bytes->empty())
        return Error{ErrorCode::badFormat, "a number is written in lower-case hex, two digits a byte"};
    if (bytes->size() > 1 && (*bytes)[0] == 0)
        return Error{ErrorCode::badFormat, "a number in hex begins with a needless 00"};
    return {};
}

std::strong_ordering compareNumbers(std::string_view left, std::string_view right) noexcept {
    if (left.size() != right.size())
        return left.size() <=> right.size();
    return left.compare(right) <=> 0;
}

std::string numberPlus(std::string_view hex, std::uint64_t add) {
    const auto decoded = base::fromHex(hex);
    Bytes number = decoded ? *decoded : Bytes{0};
    std::uint64_t carry = add;
    for (auto byte = number.rbegin(); byte != number.rend() && carry != 0; ++byte) {
        const std::uint64_t low = (carry & 0xFF) + *byte;
        *byte = static_cast<std::uint8_t>(low & 0xFF);
        carry = (carry >> 8) + (low >> 8);
    }
    for (; carry != 0; carry >>= 8)
        number.insert(number.begin(), static_cast<std::uint8_t>(carry & 0xFF));
    return base::toHex(number);
}

} // namespace strongroom::pki

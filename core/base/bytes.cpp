#include "core/base/bytes.h"

#include "core/base/hex.h"

#include <algorithm>

namespace strongroom::base {

bool equalBytes(ByteView left, ByteView right) noexcept {
    return std::equal(left.begin(), left.end(), right.begin(), right.end());
}

std::string Digest::hex() const {
    return toHex(bytes);
}

bool Digest::isZero() const noexcept {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

} // namespace strongroom::base

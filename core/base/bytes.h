// Bytes and views of them, the 32-byte Digest, and helpers that join and compare them. Nothing here is for
// secrets: those live in Secret (core/base/secret.h).
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strongroom::base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView viewOf(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline Bytes bytesOf(ByteView view) {
    return Bytes(view.begin(), view.end());
}
inline Bytes bytesOf(std::string_view text) {
    return bytesOf(viewOf(text));
}
inline std::string textOf(ByteView view) {
    return std::string(view.begin(), view.end());
}

inline void append(Bytes& target, ByteView tail) {
    target.insert(target.end(), tail.begin(), tail.end());
}

bool equalBytes(ByteView left, ByteView right) noexcept;

// A SHA-256 value: of a file, an SPKI, an entry, an authority. 32 bytes.
struct Digest {
    std::array<std::uint8_t, 32> bytes{};

    ByteView view() const noexcept { return bytes; }
    std::string hex() const; // 64 lower-case characters
    bool isZero() const noexcept;
    auto operator<=>(const Digest&) const = default;
};

} // namespace strongroom::base

namespace strongroom {
using base::Bytes;
using base::ByteView;
using base::Digest;
} // namespace strongroom

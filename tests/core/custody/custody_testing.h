// What the custody tests share: secrets from and to plain bytes (test values, not secrets), subsets, digests.
#pragma once

#include "core/base/secret.h"
#include "core/custody/slip39.h"

#include <functional>
#include <string>
#include <vector>

namespace strongroom::custody::testing {

inline Secret secretOf(std::string_view text) {
    return std::move(*Secret::copyOf(base::viewOf(text)));
}
inline Secret secretOf(const Bytes& bytes) {
    return std::move(*Secret::copyOf(bytes));
}
inline Bytes plain(const Secret& secret) {
    return secret.expose([](ByteView bytes) { return base::bytesOf(bytes); });
}
inline std::string plainText(const Secret& secret) {
    return secret.expose([](ByteView bytes) { return base::textOf(bytes); });
}

inline Digest filled(std::uint8_t byte) {
    Digest digest;
    digest.bytes.fill(byte);
    return digest;
}

// 32 bytes that differ from each other.
inline Bytes sampleSecret() {
    Bytes bytes;
    for (int i = 0; i < 32; ++i)
        bytes.push_back(static_cast<std::uint8_t>(i * 7 + 1));
    return bytes;
}

// Every subset of the items, as pointers.
template<typename T>
void forEachSubset(const std::vector<T>& items,
                   const std::function<void(const std::vector<const T*>&)>& visit) {
    for (std::size_t bits = 1; bits < std::size_t{1} << items.size(); ++bits) {
        std::vector<const T*> subset;
        for (std::size_t i = 0; i < items.size(); ++i)
            if (bits >> i & 1)
                subset.push_back(&items[i]);
        visit(subset);
    }
}

} // namespace strongroom::custody::testing

// Tree: the Merkle tree of RFC 6962 2.1 over the lines of the record. It keeps the hash of every complete
// subtree (64 bytes an entry in all), so that the root at any earlier size costs a few hashes: that is how
// one checkpoint is shown to extend another.
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace strongroom::audit {

// SHA-256(0x00 || line without LF).
Digest leafHash(std::string_view line);

class Tree {
public:
    void append(const Digest& leaf);

    std::uint64_t size() const noexcept { return m_levels.front().size(); }
    Digest root() const { return rootAt(size()); }
    Digest rootAt(std::uint64_t size) const; // of the first `size` leaves; size <= size()

private:
    Digest hashOf(std::uint64_t begin, std::uint64_t count) const;

    // m_levels[k][i]: the hash over the 2^k leaves from i * 2^k on.
    std::vector<std::vector<Digest>> m_levels{1};
};

} // namespace strongroom::audit

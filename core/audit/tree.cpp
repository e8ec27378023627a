#include "core/audit/tree.h"

#include "core/ossl/digest.h"

#include <bit>

namespace strongroom::audit {

namespace {

constexpr std::uint8_t leafPrefix[] = {0x00};
constexpr std::uint8_t nodePrefix[] = {0x01};

Digest nodeHash(const Digest& left, const Digest& right) {
    return ossl::sha256({ByteView(nodePrefix), left.view(), right.view()});
}

} // namespace

Digest leafHash(std::string_view line) {
    return ossl::sha256({ByteView(leafPrefix), base::viewOf(line)});
}

void Tree::append(const Digest& leaf) {
    m_levels[0].push_back(leaf);
    // Each pair that became complete gives a node of the level above.
    for (std::size_t level = 0; m_levels[level].size() % 2 == 0; ++level) {
        if (level + 1 == m_levels.size())
            m_levels.emplace_back();
        const auto& nodes = m_levels[level];
        m_levels[level + 1].push_back(nodeHash(nodes[nodes.size() - 2], nodes[nodes.size() - 1]));
    }
}

Digest Tree::rootAt(std::uint64_t size) const {
    return size == 0 ? ossl::sha256(ByteView{}) : hashOf(0, size); // RFC 6962 2.1: MTH({}) = SHA-256()
}

Digest Tree::hashOf(std::uint64_t begin, std::uint64_t count) const {
    if (std::has_single_bit(count))
        return m_levels[static_cast<std::size_t>(std::countr_zero(count))][begin / count];
    const std::uint64_t left = std::bit_floor(count);
    return nodeHash(hashOf(begin, left), hashOf(begin + left, count - left));
}

} // namespace strongroom::audit

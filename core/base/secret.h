// Secret: bytes that must not leave the secure heap: PINs, shares, the MBK. Move-only; no copy, comparison or
// printing (tests/core/base lists what must not compile). Invariant: the bytes lie in libcrypto's secure heap
// and are overwritten before they are given back. Read and written only inside expose().
// Cannot do: wipe what a PKCS#11 module or libcrypto copies for itself.
// Threads: one owner at a time; the secure heap itself is locked by libcrypto.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstddef>
#include <span>
#include <utility>

namespace strongroom::base {

// What became of the secure heap: recorded by the workstation check, and production refuses unlocked memory.
struct SecureHeap {
    bool present = false; // without it, no Secret can be made
    bool locked = false;  // the pages cannot be swapped out
};

// Opens the process's secure heap (1 MiB, smallest piece 16 bytes). Called first in main; calling it again is
// harmless and answers the same.
SecureHeap openSecureHeap();

class Secret {
public:
    // `size` zero bytes in the secure heap; noSecureMemory when there is none or it is full. size > 0.
    static Result<Secret> make(std::size_t size);
    // A copy of `source`, which the caller wipes or which is not secret yet.
    static Result<Secret> copyOf(ByteView source);

    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    std::size_t size() const noexcept { return m_size; }

    // Calls reader(std::span<const uint8_t>) and answers what it answers. The span dies with the call.
    template<typename Reader>
    decltype(auto) expose(Reader&& reader) const {
        return std::forward<Reader>(reader)(std::span<const std::uint8_t>(m_data, m_size));
    }
    // The same for writing.
    template<typename Writer>
    decltype(auto) expose(Writer&& writer) {
        return std::forward<Writer>(writer)(std::span<std::uint8_t>(m_data, m_size));
    }

    // A second Secret with the same bytes: said in full at the place that needs it.
    Result<Secret> duplicate() const;
    // The first `size` bytes as a Secret of its own; size <= this->size().
    Result<Secret> firstBytes(std::size_t size) const;

private:
    Secret(std::uint8_t* data, std::size_t size) noexcept : m_data(data), m_size(size) {}
    void wipe() noexcept;

    std::uint8_t* m_data = nullptr;
    std::size_t m_size = 0;
};

// Overwrites ordinary memory that held a secret for a moment, in a way the compiler may not drop.
void wipeBytes(std::span<std::uint8_t> bytes) noexcept;

} // namespace strongroom::base

namespace strongroom {
using base::Secret;
}

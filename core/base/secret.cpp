#include "core/base/secret.h"

#include <openssl/crypto.h>

#include <algorithm>

namespace strongroom::base {

namespace {
constexpr std::size_t heapBytes = 1024 * 1024;
constexpr std::size_t smallestPiece = 16;
} // namespace

SecureHeap openSecureHeap() {
    // CRYPTO_secure_malloc_init: 0 no heap, 1 heap with locked pages, 2 heap whose pages could not be locked.
    static const SecureHeap opened = [] {
        const int answer = CRYPTO_secure_malloc_init(heapBytes, smallestPiece);
        return SecureHeap{answer != 0, answer == 1};
    }();
    return opened;
}

Result<Secret> Secret::make(std::size_t size) {
    if (size == 0)
        return Error{ErrorCode::badArgument, "a secret has at least one byte"};
    auto* data = static_cast<std::uint8_t*>(OPENSSL_secure_zalloc(size));
    // When the heap is missing, OPENSSL_secure_zalloc hands out ordinary memory without a word.
    if (data == nullptr || CRYPTO_secure_allocated(data) != 1) {
        OPENSSL_secure_clear_free(data, size);
        return Error{ErrorCode::noSecureMemory, "the secure heap is missing or full"};
    }
    return Secret(data, size);
}

Result<Secret> Secret::copyOf(ByteView source) {
    SR_ASSIGN(Secret secret, make(source.size()));
    std::copy(source.begin(), source.end(), secret.m_data);
    return secret;
}

Secret::Secret(Secret&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        m_data = std::exchange(other.m_data, nullptr);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

Secret::~Secret() {
    wipe();
}

void Secret::wipe() noexcept {
    OPENSSL_secure_clear_free(m_data, m_size);
    m_data = nullptr;
    m_size = 0;
}

Result<Secret> Secret::duplicate() const {
    return copyOf({m_data, m_size});
}

Result<Secret> Secret::firstBytes(std::size_t size) const {
    if (size > m_size)
        return Error{ErrorCode::badArgument, "more bytes asked for than the secret has"};
    return copyOf({m_data, size});
}

void wipeBytes(std::span<std::uint8_t> bytes) noexcept {
    OPENSSL_cleanse(bytes.data(), bytes.size());
}

} // namespace strongroom::base

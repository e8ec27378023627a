#include "core/ossl/digest.h"

#include "core/ossl/handle.h"

#include <cstdlib>

namespace strongroom::ossl {

namespace {

// Fetched once: an implicit fetch for every short entry costs more than the hash itself.
const EVP_MD* sha256Method() {
    static const EVP_MD* method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return method;
}

void require(int answer) {
    if (answer != 1)
        std::abort();
}

} // namespace

struct Sha256::Context {
    DigestContext handle{EVP_MD_CTX_new()};
};

Sha256::Sha256() : m_context(std::make_unique<Context>()) {
    require(EVP_DigestInit_ex(m_context->handle.get(), sha256Method(), nullptr));
}

Sha256::Sha256(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(ByteView bytes) {
    require(EVP_DigestUpdate(m_context->handle.get(), bytes.data(), bytes.size()));
}

Digest Sha256::finish() {
    Digest digest;
    unsigned length = 0;
    require(EVP_DigestFinal_ex(m_context->handle.get(), digest.bytes.data(), &length));
    require(EVP_DigestInit_ex(m_context->handle.get(), sha256Method(), nullptr));
    return digest;
}

Digest sha256(std::initializer_list<ByteView> pieces) {
    thread_local Sha256 hash;
    for (const ByteView piece : pieces)
        hash.update(piece);
    return hash.finish();
}

Digest sha256(ByteView bytes) {
    return sha256({bytes});
}

} // namespace strongroom::ossl

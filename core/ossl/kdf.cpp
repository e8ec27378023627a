#include "core/ossl/kdf.h"

#include "core/ossl/failure.h"
#include "core/ossl/handle.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

namespace strongroom::ossl {

Result<Secret> hkdfSha256(const Secret& inputKey, std::string_view info, std::size_t length) {
    SR_ASSIGN(Secret output, Secret::make(length));
    KdfHandle kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    KdfContext context(EVP_KDF_CTX_new(kdf.get()));
    char digestName[] = "SHA256";
    std::string infoCopy(info);
    const int derived = inputKey.expose([&](ByteView key) {
        // OSSL_PARAM has no const view; libcrypto only reads through it.
        const OSSL_PARAM parameters[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digestName, 0),
            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<std::uint8_t*>(key.data()),
                                              key.size()),
            OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, infoCopy.data(), infoCopy.size()),
            OSSL_PARAM_construct_end()};
        return output.expose([&](std::span<std::uint8_t> bytes) {
            return EVP_KDF_derive(context.get(), bytes.data(), bytes.size(), parameters);
        });
    });
    if (derived != 1)
        return failure("HKDF-SHA256");
    return output;
}

namespace {

enum class Direction { unwrap = 0, wrap = 1 };

Result<Secret> keyWrap(Direction direction, const Secret& wrappingKey, ByteView input) {
    clearErrors();
    if (wrappingKey.size() != 32)
        return Error{ErrorCode::badArgument, "the wrapping key is not an AES-256 key"};
    // RFC 5649: the output of wrapping is at most 15 bytes longer than its input.
    SR_ASSIGN(Secret output, Secret::make(input.size() + 16));
    CipherContext context(EVP_CIPHER_CTX_new());
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    const bool started = wrappingKey.expose([&](ByteView key) {
        return EVP_CipherInit_ex(context.get(), EVP_aes_256_wrap_pad(), nullptr, key.data(), nullptr,
                                 static_cast<int>(direction)) == 1;
    });
    int length = 0;
    const bool done = started && output.expose([&](std::span<std::uint8_t> bytes) {
        return EVP_CipherUpdate(context.get(), bytes.data(), &length, input.data(),
                                static_cast<int>(input.size())) == 1;
    });
    if (!done || length <= 0)
        return failure("RFC 5649 key wrap", ErrorCode::badFormat);
    return output.firstBytes(static_cast<std::size_t>(length));
}

} // namespace

Result<Secret> unwrapKwp(const Secret& wrappingKey, ByteView wrapped) {
    return keyWrap(Direction::unwrap, wrappingKey, wrapped);
}

Result<Bytes> wrapKwp(const Secret& wrappingKey, const Secret& plain) {
    SR_ASSIGN(const Secret wrapped,
              plain.expose([&](ByteView bytes) { return keyWrap(Direction::wrap, wrappingKey, bytes); }));
    return wrapped.expose([](ByteView bytes) { return base::bytesOf(bytes); });
}

} // namespace strongroom::ossl

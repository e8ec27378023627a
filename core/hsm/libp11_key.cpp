// libp11 0.4.12 hangs its keys on libcrypto's old RSA and EC_KEY, so the old functions, deprecated since 3.0,
// are the only ones that reach them. They are confined to this file.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "core/hsm/module_internals.h"
#include "core/ossl/failure.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace strongroom::hsm {

EVP_PKEY* wrapKey(EVP_PKEY* libP11Key) {
    EVP_PKEY* const wrapper = EVP_PKEY_new();
    bool assigned = false;
    if (EVP_PKEY_get_base_id(libP11Key) == EVP_PKEY_RSA)
        assigned = EVP_PKEY_set1_RSA(wrapper, const_cast<RSA*>(EVP_PKEY_get0_RSA(libP11Key))) == 1;
    else if (EVP_PKEY_get_base_id(libP11Key) == EVP_PKEY_EC)
        assigned = EVP_PKEY_set1_EC_KEY(wrapper, const_cast<EC_KEY*>(EVP_PKEY_get0_EC_KEY(libP11Key))) == 1;
    if (assigned)
        return wrapper;
    EVP_PKEY_free(wrapper);
    return nullptr;
}

Result<void> completeEcPublicHalf(EVP_PKEY* key, ByteView spki) {
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC)
        return {};
    auto* const half = const_cast<EC_KEY*>(EVP_PKEY_get0_EC_KEY(key));
    if (half == nullptr)
        return ossl::failure("libp11's EC key cannot be used", ErrorCode::tokenRefused);
    if (EC_KEY_get0_public_key(half) != nullptr)
        return {};
    const unsigned char* at = spki.data();
    EC_KEY* const expected = d2i_EC_PUBKEY(nullptr, &at, static_cast<long>(spki.size()));
    const EC_GROUP* const group = EC_KEY_get0_group(half);
    const bool fits = expected != nullptr && group != nullptr &&
                      EC_GROUP_cmp(group, EC_KEY_get0_group(expected), nullptr) == 0 &&
                      EC_KEY_set_public_key(half, EC_KEY_get0_public_key(expected)) == 1;
    EC_KEY_free(expected);
    ossl::clearErrors();
    if (!fits)
        return Error{ErrorCode::keyMismatch, "the private key is on another curve than its public half"};
    return {};
}

} // namespace strongroom::hsm

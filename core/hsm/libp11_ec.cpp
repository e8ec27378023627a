// libp11 0.4.12 hangs its keys on libcrypto's old EC_KEY, so the old functions, deprecated since 3.0, are the
// only ones that reach them. They are confined to this file.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "core/hsm/module_internals.h"
#include "core/ossl/failure.h"

#include <openssl/ec.h>
#include <openssl/x509.h>

namespace strongroom::hsm {

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

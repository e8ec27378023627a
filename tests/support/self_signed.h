// Signed objects made with libcrypto alone, for what only needs one that holds.
#pragma once

#include "core/ossl/key.h"

#include <openssl/x509.h>

namespace strongroom::tests {

// `encode`: libcrypto's i2d function for this object.
template<typename Object, typename Encode>
Bytes derOf(Object* object, Encode encode) {
    unsigned char* der = nullptr;
    const int length = encode(object, &der);
    Bytes bytes(der, der + length);
    OPENSSL_free(der);
    return bytes;
}

// A certificate that the key signed itself, good for an hour; what else it says does not matter.
inline Bytes selfSigned(const ossl::PrivateKey& key) {
    X509* certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 4711);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("TRAINING Sample Root"), -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    X509_set_pubkey(certificate, key.raw());
    X509_sign(certificate, key.raw(), EVP_sha384());
    Bytes bytes = derOf(certificate, i2d_X509);
    X509_free(certificate);
    return bytes;
}

} // namespace strongroom::tests

#include "core/ossl/certificate.h"

#include "core/ossl/der.h"
#include "core/ossl/digest.h"
#include "core/ossl/failure.h"
#include "core/ossl/handle.h"

namespace strongroom::ossl {

namespace {

// Whether libcrypto, writing it anew from what it understood, arrives at the same bytes: not so for defaults
// that are written out, or names and keys in another encoding than their one (X.690 11.5).
bool isAsRewritten(X509* certificate, ByteView der) {
    // A copy: to write the inner part anew, its kept bytes are thrown away.
    const X509Handle copy(X509_dup(certificate));
    if (!copy || i2d_re_X509_tbs(copy.get(), nullptr) <= 0)
        return false;
    unsigned char* written = nullptr;
    const int length = i2d_X509(copy.get(), &written);
    const bool same = length > 0 && base::equalBytes(der, {written, static_cast<std::size_t>(length)});
    OPENSSL_free(written);
    return same;
}

} // namespace

Result<Certificate> Certificate::fromDer(ByteView der) {
    clearErrors();
    const unsigned char* at = der.data();
    X509Handle handle(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (!handle)
        return failure("reading a certificate", ErrorCode::badFormat);
    if (at != der.data() + der.size())
        return Error{ErrorCode::badFormat, "bytes after a certificate"};
    if (!isDer(der) || !isAsRewritten(handle.get(), der))
        return Error{ErrorCode::notCanonical, "a certificate is not in its one DER form"};
    if (X509_get0_pubkey(handle.get()) == nullptr)
        return failure("reading a certificate's key", ErrorCode::unsupported);
    unsigned char* spki = nullptr;
    const int spkiLength = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(handle.get()), &spki);
    const Bytes inCertificate(spki, spki + (spkiLength > 0 ? spkiLength : 0));
    OPENSSL_free(spki);
    if (auto key = PublicKey::fromSpki(inCertificate); !key)
        return key.error();
    Certificate result;
    result.m_certificate = {handle.release(), X509_free};
    result.m_der = base::bytesOf(der);
    return result;
}

Digest Certificate::digest() const {
    return sha256(m_der);
}

PublicKey Certificate::publicKey() const {
    return PublicKey(X509_get_pubkey(raw()));
}

} // namespace strongroom::ossl

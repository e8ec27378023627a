#include "core/ossl/certificate.h"

#include "core/ossl/digest.h"
#include "core/ossl/failure.h"
#include "core/ossl/handle.h"

namespace strongroom::ossl {

Result<Certificate> Certificate::fromDer(ByteView der) {
    clearErrors();
    const unsigned char* at = der.data();
    X509Handle handle(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (!handle)
        return failure("reading a certificate", ErrorCode::badFormat);
    if (at != der.data() + der.size())
        return Error{ErrorCode::badFormat, "bytes after a certificate"};
    if (X509_get0_pubkey(handle.get()) == nullptr)
        return failure("reading a certificate's key", ErrorCode::unsupported);
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

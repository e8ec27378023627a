// An X.509 certificate, read strictly: one object in its one DER form, no bytes after it, with a key that
// PublicKey::fromSpki takes.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/ossl/key.h"

#include <openssl/types.h>

#include <memory>

namespace strongroom::ossl {

class Certificate {
public:
    static Result<Certificate> fromDer(ByteView der);

    const Bytes& der() const noexcept { return m_der; }
    Digest digest() const; // SHA-256 of der()
    PublicKey publicKey() const;
    X509* raw() const noexcept { return m_certificate.get(); }

private:
    std::shared_ptr<X509> m_certificate;
    Bytes m_der;
};

} // namespace strongroom::ossl

// Public and private keys. A PublicKey is known by its SubjectPublicKeyInfo (RFC 5280 4.1.2.7), the DER that
// is digested to name a key everywhere in Strongroom. A PrivateKey signs; where its private half lies (a
// token behind libp11, or memory for throwaway keys) is nobody's business but the one who made it. Threads: a
// PrivateKey of a token is used on the engine's thread only.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <openssl/types.h>

#include <memory>
#include <string>

namespace strongroom::ossl {

// The signature algorithms of statements, certificates and CRLs, named as in RFC 5758 / RFC 8017.
enum class SignatureAlgorithm {
    ecdsaSha256, // P-256
    ecdsaSha384, // P-384
    ecdsaSha512, // P-521
    rsaSha256,   // RSASSA-PKCS1-v1_5
    rsaSha384,
    rsaSha512,
    rsaPssSha256, // salt as long as the digest, MGF1 with the same digest
    rsaPssSha384,
    rsaPssSha512,
};
const char*
nameOf(SignatureAlgorithm algorithm) noexcept; // "ecdsa-with-SHA384", "sha256WithRSAEncryption", ...
Result<SignatureAlgorithm> signatureAlgorithmFromName(std::string_view name);

class PublicKey {
public:
    // Exactly one SubjectPublicKeyInfo, no bytes after it, re-encoding to the same bytes; an EC key has a
    // named curve and an uncompressed point.
    static Result<PublicKey> fromSpki(ByteView der);
    explicit PublicKey(EVP_PKEY* owned); // takes ownership

    const Bytes& spki() const noexcept { return m_spki; }
    Digest spkiDigest() const; // SHA-256 of spki()
    // "EC P-256", "EC P-384", "EC P-521", "RSA 3072", ...; "unsupported" for what is never accepted.
    std::string describe() const;
    bool isRsa() const;
    int bits() const;
    // What keys of this kind sign with where nothing else is said: the curve's pairing; RSA with SHA-256.
    Result<SignatureAlgorithm> usualAlgorithm() const;

    // signatureInvalid when it does not verify; unsupported when the algorithm does not fit the key.
    Result<void> verify(SignatureAlgorithm algorithm, ByteView message, ByteView signature) const;

    EVP_PKEY* raw() const noexcept { return m_key.get(); }

private:
    std::shared_ptr<EVP_PKEY> m_key;
    Bytes m_spki;
};

class PrivateKey {
public:
    explicit PrivateKey(EVP_PKEY* owned); // takes ownership
    PrivateKey(PrivateKey&&) noexcept = default;
    PrivateKey& operator=(PrivateKey&&) noexcept = default;
    PrivateKey(const PrivateKey&) = delete;
    PrivateKey& operator=(const PrivateKey&) = delete;

    // A throwaway key in memory: "P-256", "P-384", "P-521" or "RSA-3072" and the like.
    static Result<PrivateKey> generate(std::string_view algorithm);

    // The signature as X.509 has it (ECDSA: DER SEQUENCE).
    Result<Bytes> sign(SignatureAlgorithm algorithm, ByteView message) const;
    PublicKey publicKey() const;

    EVP_PKEY* raw() const noexcept { return m_key.get(); }

private:
    std::shared_ptr<EVP_PKEY> m_key;
};

} // namespace strongroom::ossl

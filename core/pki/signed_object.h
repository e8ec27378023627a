// Certificate, CRL and request have one outer shape: SEQUENCE { to be signed, AlgorithmIdentifier, BIT STRING
// }. This is the only place that signs one and that puts one together: what is approved (the DER to be
// signed) is exactly what is hashed and signed, and what comes back is compared with it byte for byte (DESIGN
// 7).
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace strongroom::ossl {
enum class SignatureAlgorithm;
class PrivateKey;
class PublicKey;
} // namespace strongroom::ossl

namespace strongroom::pki {

// The signature over exactly these bytes. The AlgorithmIdentifier inside the TBS must be the one of
// `algorithm` (badArgument otherwise): nothing is signed that could not be published.
Result<Bytes> signTbs(ByteView tbs, ossl::SignatureAlgorithm algorithm, const ossl::PrivateKey& key);

// The published object. Checks tbsOf(result) == tbs before it answers.
Result<Bytes> assemble(ByteView tbs, ossl::SignatureAlgorithm algorithm, ByteView signature);

Result<Bytes> tbsOf(ByteView signedObject);
Result<void> checkTbs(ByteView signedObject, ByteView tbs); // digestMismatch
// signatureInvalid; the algorithm is the object's own, which must be one that Strongroom offers.
Result<void> verifySigned(ByteView signedObject, const ossl::PublicKey& issuer);
// The same with the issuer's SubjectPublicKeyInfo.
Result<void> verifySigned(ByteView signedObject, ByteView issuerSpki);

// The text form of a DER object (RFC 7468): "CERTIFICATE", "X509 CRL".
std::string pemOf(std::string_view label, ByteView der);

// The one DER AlgorithmIdentifier of a signature algorithm (BR 7.1.3.2), and back.
Bytes algorithmIdentifier(ossl::SignatureAlgorithm algorithm);
Result<ossl::SignatureAlgorithm> algorithmFromIdentifier(ByteView der);

} // namespace strongroom::pki

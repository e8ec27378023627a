// What the record knows about certificates and CRLs, in the terms of core/pki. Pure functions of the state.
#pragma once

#include "core/authority/state.h"
#include "core/pki/lint/lint.h"
#include "core/pki/revocation_list.h"

namespace strongroom::engine {

// keyMismatch when the key belongs to this authority already: a key of its HSM, or of a certificate that was
// made for another request than `request` (L35).
Result<void> checkIsNoCaKey(const authority::AuthorityState& state, const Digest& key,
                            const std::string& request);

// The certificate of this name; before it is signed, its TBS with a stand-in for the signature. Good for
// names, key identifiers and lints. objectMissing when there is neither.
Result<Bytes> certificateNamed(const authority::AuthorityState& state, const std::string& object);
// The key that signs as this issuer.
Result<Digest> keyOfIssuer(const authority::AuthorityState& state, const std::string& object);

// What the lints may know besides the object with this number.
void fillSerials(const authority::AuthorityState& state, const std::string& own, pki::LintContext& context);
void fillIssued(const authority::AuthorityState& state, const Digest& issuerKey, pki::LintContext& context);

// Every certificate of this issuer that was revoked, in the order of the record.
std::vector<pki::RevokedCertificate> revokedBy(const authority::AuthorityState& state,
                                               const std::string& issuer);
// One more than any number that was ever prepared for this key.
std::string nextCrlNumber(const authority::AuthorityState& state, const Digest& key);

} // namespace strongroom::engine

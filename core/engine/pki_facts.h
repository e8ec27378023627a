// What the record knows about certificates and CRLs, in the terms of core/pki. Pure functions of the state.
#pragma once

#include "core/authority/state.h"
#include "core/pki/lint/lint.h"
#include "core/pki/revocation_list.h"

namespace strongroom::engine {

// A subject as this mode has it: training shows in every name.
pki::Name inMode(pki::Name name, Mode mode);

// keyMismatch when the key belongs to this authority already: a key of its HSM, or of a certificate that was
// made for another request than `request` (L35).
Result<void> checkIsNoCaKey(const authority::AuthorityState& state, const Digest& key,
                            const std::string& request);

// The certificate of this name; before it is signed, its TBS with a stand-in for the signature. Good for
// names, key identifiers and lints. objectMissing when there is neither.
Result<Bytes> certificateNamed(const authority::AuthorityState& state, const std::string& object);
// The key that signs as this issuer.
Result<Digest> keyOfIssuer(const authority::AuthorityState& state, const std::string& object);

// Serial numbers that were ever prepared, besides `own`.
void fillSerials(const authority::AuthorityState& state, const std::string& own, pki::LintContext& context);

// The lints over a TBS, with all that the record knows. `issuer`: its certificate, empty for a root's TBS.
// `serial`: of this TBS, `key`: the issuer's.
pki::LintReport lintOf(const authority::AuthorityState& state, const pki::CertificateProfile& profile,
                       ByteView tbs, const std::string& serial, ByteView issuer);
pki::LintReport lintOf(const authority::AuthorityState& state, const pki::CrlProfile& profile, ByteView tbs,
                       const Digest& key, ByteView issuer);

// Every certificate of this issuer that was revoked, in the order of the record.
std::vector<pki::RevokedCertificate> revokedBy(const authority::AuthorityState& state,
                                               const std::string& issuer);
// One more than any number that was ever prepared for this key.
std::string nextCrlNumber(const authority::AuthorityState& state, const Digest& key);

} // namespace strongroom::engine

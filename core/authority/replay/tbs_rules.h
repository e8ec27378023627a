// What bytes that are to be signed say themselves, against their entry and the record: the fold asks it of
// bytes in an entry, verify of those that lie in objects/. Cannot do: the profile's own rules (pki lint).
#pragma once

#include "core/authority/state.h"

namespace strongroom::authority {

// The number stands in them. A CRL lists what its issuer revoked, all of it and nothing else.
Result<void> checkTbsBytes(const AuthorityState& state, const TbsPrepared& body, ByteView bytes);
// What the CA with this key revoked so far, in order.
Result<std::vector<RevocationRecorded>> revokedBy(const AuthorityState& state, const Digest& key);
// Key of the CA that the plan calls so; recordBroken when it has no certificate.
Result<Digest> keyOfCa(const AuthorityState& state, const std::string& issuer);

} // namespace strongroom::authority

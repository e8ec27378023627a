// The second look (FAULTS 1): CKR_OK is not believed. A fresh session finds the key by its CKA_ID, reads its
// public key, signs a given message, and libcrypto verifies.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/hsm/token.h"

namespace strongroom::hsm {

struct KeyProof {
    Bytes spki;
    Bytes signature; // over the message; the key's usual algorithm (ossl::PublicKey::usualAlgorithm)
};

// `token` has a Session in which the user is logged in. `expectedSpki` is what generation or the record says;
// empty when nothing is known yet. tokenLied when the key is missing, doubled, another one, or does not sign
// what it should; the errors of the token itself (pulled, ...) stay what they are.
Result<KeyProof> provenKey(Token& token, ByteView id, ByteView expectedSpki, ByteView message);

} // namespace strongroom::hsm

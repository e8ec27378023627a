// What differs between makers, as named predicates. Chosen from what the token says of itself; the HSM
// profile and a probe come on top. Only modules that tests run have rows; every other gets the standard.
#pragma once

#include "core/hsm/slot_facts.h"

#include <string>

namespace strongroom::hsm {

struct Quirks {
    std::string name = "standard";
    // The mechanism that is RFC 5649 on this token. 0x210A is three different things: on SoftHSM2 it is
    // RFC 5649, on NSS softoken PKCS#7 padding with RFC 3394.
    unsigned long kwpMechanism = 0x210B;
    // An EC private key is unwrapped only when its public point is given (NSS: CKA_NSS_DB).
    bool unwrapNeedsEcPoint = false;
    // CKA_SIGN, CKA_DECRYPT or CKA_DERIVE set to false are refused (tpm2-pkcs11; no row of it yet, for no
    // test runs it).
    bool refusesNegativeUsage = false;
    // CKA_WRAP_WITH_TRUSTED and CKA_EXTRACTABLE=false are enforced.
    bool enforcesWrapTrust = true;
    // The security officer can log in while a user PIN exists.
    bool securityOfficerBesideUser = true;
    // C_InitToken refuses a wrong security officer's PIN by itself. Where it does not, the login before it is
    // all that stands between a wrong PIN and an erased token.
    bool initTokenChecksPin = true;
    // A private data object can be kept on the token.
    bool keepsDataObjects = true;
    // A private session object dies at C_Logout.
    bool logoutDestroysPrivateSessionObjects = true;
};

Quirks quirksOf(const TokenFacts& token);

} // namespace strongroom::hsm

#include "core/hsm/quirks.h"

namespace strongroom::hsm {

Quirks quirksOf(const TokenFacts& token) {
    Quirks quirks;
    if (token.model.starts_with("SoftHSM")) {
        quirks.name = "SoftHSM2";
        quirks.kwpMechanism = 0x210A;
    } else if (token.model.starts_with("NSS")) {
        quirks.name = "NSS softoken";
        quirks.kwpMechanism = 0x210B;
        quirks.unwrapNeedsEcPoint = true;
        quirks.enforcesWrapTrust = false;
        quirks.securityOfficerBesideUser = false;
        quirks.initTokenChecksPin = false;
        quirks.keepsDataObjects = false;
        quirks.logoutDestroysPrivateSessionObjects = false;
    }
    return quirks;
}

} // namespace strongroom::hsm

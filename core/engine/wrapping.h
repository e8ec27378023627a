// The wrapping session (PROTOCOL P8, FACTS 3.2): the one order in which tokens let a trusted key be made and
// used.
#pragma once

#include "core/engine/workbench.h"

namespace strongroom::engine {

constexpr const char* wrapMechanism = "CKM_AES_KEY_WRAP_KWP";

// The user is logged in, and `key`, made by the security officer, wraps under the MBK until the session
// closes.
struct WrappingSession {
    hsm::Session session;
    hsm::WrappingKey key;
};

// tokenLied when the token's check value is not the MBK's. No session of the token may be open.
Result<WrappingSession> openWrappingSession(hsm::Token& token, const Secret& soPin, const Secret& userPin,
                                            const Secret& mbk);

} // namespace strongroom::engine

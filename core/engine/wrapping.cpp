#include "core/engine/wrapping.h"

namespace strongroom::engine {

Result<WrappingSession> openWrappingSession(hsm::Token& token, const Secret& soPin, const Secret& userPin,
                                            const Secret& mbk) {
    SR_ASSIGN(const Bytes checkValue, hsm::checkValueOf(mbk));
    SR_ASSIGN(hsm::Session session, token.openSession(hsm::Access::readWrite));
    SR_TRY(session.login(hsm::Role::securityOfficer, soPin));
    SR_ASSIGN(hsm::WrappingKey key, session.createTrustedWrappingKey(mbk));
    if (key.checkValue && *key.checkValue != checkValue)
        return Error{ErrorCode::tokenLied, "the HSM took another backup key than the one it was given"};
    SR_TRY(session.logout());
    SR_TRY(session.login(hsm::Role::user, userPin));
    return WrappingSession{std::move(session), std::move(key)};
}

} // namespace strongroom::engine

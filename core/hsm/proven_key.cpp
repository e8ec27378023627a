#include "core/hsm/proven_key.h"

#include "core/base/hex.h"
#include "core/hsm/cryptoki.h"
#include "core/ossl/key.h"

namespace strongroom::hsm {

namespace {

// A missing, doubled, empty or wrong key contradicts the CKR_OK before; a token that was pulled or is at
// fault does not.
Error lieOrFault(const Error& error, ByteView id) {
    const bool keyIsUnusable =
        error.ckRv && ((*error.ckRv >= CKR_KEY_HANDLE_INVALID && *error.ckRv <= CKR_KEY_UNEXTRACTABLE) ||
                       *error.ckRv == CKR_OBJECT_HANDLE_INVALID);
    if (!keyIsUnusable && (error.code == ErrorCode::tokenMissing || error.code == ErrorCode::tokenRefused ||
                           error.code == ErrorCode::notNow))
        return error;
    return Error{ErrorCode::tokenLied,
                 "the second look at key " + base::toHex(id) + " contradicts the token: " + error.detail,
                 error.ckRv};
}

Result<KeyProof> look(Session& session, ByteView id, ByteView expectedSpki, ByteView message) {
    SR_ASSIGN(Bytes spki, session.spkiOf(id));
    if (!expectedSpki.empty() && !base::equalBytes(spki, expectedSpki))
        return Error{ErrorCode::keyMismatch, "its public key is another one"};
    SR_ASSIGN(const ossl::PublicKey publicKey, ossl::PublicKey::fromSpki(spki));
    SR_ASSIGN(const ossl::SignatureAlgorithm algorithm, publicKey.usualAlgorithm());
    SR_ASSIGN(Bytes signature, session.signDirect(id, spki, message));
    SR_TRY(publicKey.verify(algorithm, message, signature));
    return KeyProof{std::move(spki), std::move(signature)};
}

} // namespace

Result<KeyProof> provenKey(Token& token, ByteView id, ByteView expectedSpki, ByteView message) {
    SR_ASSIGN(Session session, token.openSession(Access::readOnly));
    SR_ASSIGN(const LoginState state, session.loginState());
    if (state != LoginState::user)
        return Error{ErrorCode::notNow, "the user is not logged in to the token"};
    auto proof = look(session, id, expectedSpki, message);
    if (!proof)
        return lieOrFault(proof.error(), id);
    SR_TRY(session.close());
    return proof;
}

} // namespace strongroom::hsm

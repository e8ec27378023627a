// A session with a token: login, key generation, objects, wrapping. All calls are direct Cryptoki. Made by
// Token::openSession. Login belongs to the token and the whole process: two sessions of one token share it;
// the session that logged in logs out when it closes. Invariant: PINs and key bytes come in as Secret and go
// to the module only. Cannot do: believe CKR_OK (proven_key.h takes the second look); wipe the module's
// copies. Errors that mean "the token is gone" (pulled, session lost) are tokenMissing; a Session does not
// come back. Threads: one, the engine's.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/hsm/key_spec.h"
#include "core/hsm/object_facts.h"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace strongroom::hsm {

enum class Access { readOnly, readWrite };
enum class Role { user, securityOfficer };
enum class LoginState { nobody, user, securityOfficer };

// A secret key in the token's memory: never a token object. It dies with its session at the latest.
struct WrappingKey {
    unsigned long handle = 0;
    std::optional<Bytes> checkValue; // KCV, 3 bytes, computed by the token where it offers it
};
struct UnwrappingKey {
    unsigned long handle = 0;
    std::optional<Bytes> checkValue;
};

enum class Lifetime { sessionObject, tokenObject };

// What an unwrapped private key becomes. The defaults are those of a drill and of a restore; only the change
// of the MBK may set extractable, and then wrapWithTrusted with it (PROTOCOL P8).
struct UnwrapSpec {
    Bytes id;
    std::string label;
    Bytes spki; // on record; decides the key type
    Lifetime lifetime = Lifetime::sessionObject;
    bool extractable = false;
    bool wrapWithTrusted = false;
};

struct SessionRecord; // private to this folder

class Session {
public:
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session(); // closes without a word; call close() where its answer counts

    bool isOpen() const noexcept; // as far as is known without asking the token

    // pinWrong, pinLocked; pinLastTry and pinLocked are told from the token's flags without a try. notNow
    // while somebody is logged in (the PIN was not looked at), or a private key of an earlier login is alive.
    Result<void> login(Role role, const Secret& pin);
    Result<void> loginAtPinPad(Role role); // for protectedAuthenticationPath
    Result<void> logout();
    Result<void> close(); // logs out first if this session logged in
    Result<LoginState> loginState();

    Result<void> initialiseUserPin(const Secret& pin); // as security officer
    // The PIN of whoever is logged in; the user's when nobody is.
    Result<void> changePin(const Secret& oldPin, const Secret& newPin);

    Result<Bytes> random(std::size_t count);
    Result<void> fillRandom(Secret& secret);

    // The new pair's SubjectPublicKeyInfo. objectDuplicate when the id is taken.
    Result<Bytes> generateKeyPair(const KeySpec& spec);

    // Everything visible to whoever is logged in.
    Result<std::vector<ObjectFacts>> listObjects();
    Result<std::vector<CertificateFacts>> certificates();
    Result<KeyAttributes> readKeyAttributes(ByteView id); // of the private key
    Result<Bytes> spkiOf(ByteView id);                    // of the public key object
    Result<void> createPublicKey(ByteView spki, ByteView id, std::string_view label);
    Result<void> setNotExtractable(ByteView id);

    Result<void> destroyObject(const ObjectFacts& object); // as listed in this session
    // Every object of this class with this id; objectMissing when there is none.
    Result<void> destroyObjects(ObjectClass objectClass, ByteView id);
    // Tries every visible object, whatever happened to the one before; answers what is still there.
    Result<std::vector<DestroyFailure>> destroyAll();

    // Private data objects of this program, by label. A crash in replaceDataObject can leave two of them:
    // values carry a counter.
    Result<void> createDataObject(std::string_view label, ByteView value);
    Result<std::vector<Bytes>> findDataObjects(std::string_view label);
    Result<void> replaceDataObject(std::string_view label, ByteView value);
    Result<void> destroyDataObjects(std::string_view label); // all right when there is none

    // As security officer: a trusted session object that only wraps. Log out, log in as user in this same
    // session, wrap, close the session (PROTOCOL P8).
    Result<WrappingKey> createTrustedWrappingKey(const Secret& mbk);
    // As user: a private session object that only unwraps.
    Result<UnwrappingKey> createUnwrappingKey(const Secret& mbk);
    Result<void> destroyKey(const WrappingKey& key);
    Result<void> destroyKey(const UnwrappingKey& key);
    // RFC 5649 of the PKCS#8 of the private key with this id.
    Result<Bytes> wrap(const WrappingKey& key, ByteView id);
    // badFormat when the token's integrity check fails (wrong MBK and damage look alike).
    // objectDuplicate when a private key with this id is there already.
    Result<void> unwrap(const UnwrappingKey& key, ByteView blob, const UnwrapSpec& spec);

    // Signs by the direct layer: hashes in software (P-256 SHA-256, P-384 SHA-384, P-521 SHA-512, RSA PKCS#1
    // v1.5 SHA-256), the form of X.509 comes back. For proofs and measurements; objects that people rely on
    // are signed through Token::privateKey.
    Result<Bytes> signDirect(ByteView id, ByteView spki, ByteView message);

private:
    friend class Token;
    explicit Session(std::shared_ptr<SessionRecord> record);
    std::shared_ptr<SessionRecord> m_record;
};

// KCV of an AES-256 key in software: the first 3 bytes of AES-ECB over sixteen zeros.
Result<Bytes> checkValueOf(const Secret& mbk);

} // namespace strongroom::hsm

// A new MBK (PROTOCOL P8): what lies wrapped under the old one passes through the HSM as session objects, the
// only ones that may leave it again, and comes out under the new one. Nothing of it outlives the session.
#include "core/base/hex.h"
#include "core/engine/backup_medium.h"
#include "core/engine/perform.h"
#include "core/engine/wrapping.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"

namespace strongroom::engine {

namespace {

constexpr std::size_t passingIdBytes = 20;

struct OldKey {
    std::string ckaId, name;
    Bytes spki, blob;
};

// The blobs as they lie on the medium, each the one that is on record.
Result<std::vector<OldKey>> readOldKeys(const Workbench& bench, const ceremony::RewrapKeys& act) {
    const authority::AuthorityState& state = bench.state();
    SR_ASSIGN(const MediumBackup medium, readBackup(bench, act.from));
    if (medium.manifest.backupNumber != act.number || medium.manifest.mbkSet.text() != act.old)
        return Error{ErrorCode::digestMismatch,
                     "medium '" + act.from + "' does not hold backup " + std::to_string(act.number)};
    std::vector<OldKey> keys;
    for (const std::string& name : act.keys) {
        const authority::KeyState& key = state.keys.at(name);
        const auto blob = medium.blobs.find(key.intended.ckaId);
        if (blob == medium.blobs.end())
            return Error{ErrorCode::objectMissing,
                         "medium '" + act.from + "' does not hold the key '" + name + "'"};
        keys.push_back({key.intended.ckaId, name, key.spki, blob->second});
    }
    return keys;
}

// One key: in under the old MBK, proven to be the one on record, out under the new MBK, gone.
Result<Bytes> rewrap(WrappingSession& wrapping, const hsm::UnwrappingKey& old, const OldKey& key) {
    hsm::Session& session = wrapping.session;
    SR_ASSIGN(const Bytes id, ossl::randomBytes(passingIdBytes));
    hsm::UnwrapSpec spec{id, "Strongroom passing", key.spki};
    spec.extractable = true;
    spec.wrapWithTrusted = true;
    SR_TRY(session.unwrap(old, key.blob, spec));
    SR_ASSIGN(const Bytes message, ossl::randomBytes(32));
    SR_ASSIGN(const ossl::PublicKey publicKey, ossl::PublicKey::fromSpki(key.spki));
    SR_ASSIGN(const ossl::SignatureAlgorithm algorithm, publicKey.usualAlgorithm());
    SR_ASSIGN(const Bytes signature, session.signDirect(id, key.spki, message));
    if (!publicKey.verify(algorithm, message, signature))
        return Error{ErrorCode::keyMismatch,
                     "the key unwrapped for '" + key.name + "' is not the one that was generated"};
    SR_ASSIGN(Bytes blob, session.wrap(wrapping.key, id));
    SR_TRY(session.destroyObjects(hsm::ObjectClass::privateKey, id));
    return blob;
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::RewrapKeys& act) {
    const std::string serial = bench.state().tokens.at(act.device).serial;
    SR_ASSIGN(const std::vector<OldKey> keys, readOldKeys(bench, act));
    SR_ASSIGN(const Secret soPin, bench.rebuildPin(act.soSet, act.device));
    SR_ASSIGN(const Secret userPin, bench.rebuildPin(act.userSet, act.device));
    SR_ASSIGN(const Secret oldMbk, bench.rebuild(act.old));
    SR_ASSIGN(const Secret newMbk, bench.rebuild(act.set));
    SR_ASSIGN(const Bytes checkValue, hsm::checkValueOf(newMbk));
    SR_ASSIGN(std::shared_ptr<hsm::Token> token, bench.devices.token(act.device, serial));
    authority::WrapIntended intended{act.set, serial, {}};
    for (const OldKey& key : keys)
        intended.keys.push_back(key.ckaId);
    SR_TRY(bench.record(std::move(intended)));

    SR_ASSIGN(WrappingSession wrapping, openWrappingSession(*token, soPin, userPin, newMbk));
    SR_ASSIGN(const hsm::UnwrappingKey old, wrapping.session.createUnwrappingKey(oldMbk));
    authority::KeysWrapped wrapped{act.set, base::toHex(checkValue), {}};
    for (const OldKey& key : keys) {
        SR_ASSIGN(Bytes blob, rewrap(wrapping, old, key));
        wrapped.keys.push_back({key.ckaId, wrapMechanism, std::move(blob)});
    }
    SR_TRY(wrapping.session.destroyKey(old));
    SR_TRY(wrapping.session.close());
    SR_TRY(bench.record(std::move(wrapped)));
    // Only the user's shares are needed again, for the record's key.
    for (const std::string& done : {act.set, act.soSet, act.old}) {
        bench.shares.erase(done);
        bench.now.released.erase(done);
    }
    return {};
}

} // namespace strongroom::engine

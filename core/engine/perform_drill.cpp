// The drill (PROTOCOL P9), and what it allows: the keys in the HSM lose the right to leave it.
#include "core/base/hex.h"
#include "core/base/statement.h"
#include "core/base_io/child_process.h"
#include "core/engine/backup_medium.h"
#include "core/engine/perform.h"
#include "core/hsm/prove_request.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"

namespace strongroom::engine {

namespace {

Result<std::vector<Bytes>> proveElsewhere(const Workbench& bench, const hsm::ProveRequest& request,
                                          const Secret& userPin, const Secret& mbk) {
    const std::string input = request.text();
    base_io::ChildRequest child;
    child.program = bench.helper;
    child.arguments = {"prove"};
    child.input = base::viewOf(input);
    child.secrets = {&userPin, &mbk};
    SR_ASSIGN(const base_io::ChildOutcome outcome, base_io::runChild(child));
    if (outcome.exitCode != 0)
        return Error{ErrorCode::childFailed, "the keys could not be restored: " + outcome.errorOutput};
    SR_ASSIGN(std::vector<Bytes> signatures, hsm::proveAnswerFromText(base::textOf(outcome.output)));
    if (signatures.size() != request.keys.size())
        return Error{ErrorCode::childFailed, "the drill answered another number of signatures than of keys"};
    return signatures;
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::Drill& act) {
    const authority::AuthorityState& state = bench.state();
    const std::string serial = state.tokens.at(act.device).serial;
    SR_ASSIGN(const MediumBackup medium, readBackup(bench, act.medium));
    if (medium.manifest.backupNumber != act.number)
        return Error{ErrorCode::digestMismatch, "the medium holds another backup than the one to be drilled"};
    SR_ASSIGN(const Secret userPin, bench.rebuildPin(act.userPin, act.device));
    SR_ASSIGN(const Secret mbk, bench.rebuild(act.mbk));
    const std::string set = ceremony::sourceOf(act.mbk).set;

    hsm::ProveRequest request;
    request.module = bench.site.devices.at(act.device).module;
    request.serial = serial;
    std::vector<authority::DrilledKey> keys;
    for (const custody::BackupKey& key : medium.manifest.keys) {
        const authority::KeyState* known = state.keyById(key.ckaId);
        if (known == nullptr || known->key != key.spki)
            return Error{ErrorCode::keyMismatch, "key " + key.ckaId + " of the backup is not on record"};
        SR_ASSIGN(const Bytes nonceBytes, ossl::randomBytes(32));
        SR_ASSIGN(const base::Nonce nonce, base::nonceOf(nonceBytes));
        SR_ASSIGN(Bytes statement, base::writeStatement(base::KeyProofStatement{
                                       state.mode, state.authority, state.ceremony->id, known->key,
                                       base::ProofPurpose::drill, act.medium, nonce}));
        keys.push_back({key.ckaId, known->key, {nonceBytes, "", {}}});
        request.keys.push_back({medium.blobs.at(key.ckaId), known->spki, std::move(statement)});
    }
    SR_TRY(bench.record(authority::DrillIntended{act.medium, set, act.number}));
    SR_ASSIGN(std::vector<Bytes> signatures, proveElsewhere(bench, request, userPin, mbk));
    for (std::size_t i = 0; i < keys.size(); ++i) {
        SR_ASSIGN(const ossl::PublicKey publicKey, ossl::PublicKey::fromSpki(request.keys[i].spki));
        SR_ASSIGN(const ossl::SignatureAlgorithm algorithm, publicKey.usualAlgorithm());
        if (const auto verified = publicKey.verify(algorithm, request.keys[i].statement, signatures[i]);
            !verified)
            return Error{ErrorCode::keyMismatch, "medium '" + act.medium + "': the key restored from " +
                                                     keys[i].ckaId +
                                                     ".kwp is not the one that was generated"};
        keys[i].proof.algorithm = ossl::nameOf(algorithm);
        keys[i].proof.signature = std::move(signatures[i]);
    }
    SR_TRY(bench.record(authority::DrillPassed{act.medium, set, act.number, std::move(keys)}));
    bench.shares.erase(act.mbk);
    bench.now.released.erase(act.mbk);
    return {};
}

Result<void> performAct(Workbench& bench, const ceremony::SealKey& act) {
    const authority::AuthorityState& state = bench.state();
    const std::string serial = state.tokens.at(act.device).serial;
    const std::string ckaId = state.keys.at(act.key).intended.ckaId;
    SR_ASSIGN(const Bytes id, base::fromHex(ckaId));
    SR_ASSIGN(const Secret userPin, bench.rebuildPin(act.userPin, act.device));
    SR_ASSIGN(std::shared_ptr<hsm::Token> token, bench.devices.token(act.device, serial));
    SR_TRY(bench.record(authority::AttributeChangeIntended{ckaId, "CKA_EXTRACTABLE", "0", serial}));
    SR_ASSIGN(hsm::Session session, token->openSession(hsm::Access::readWrite));
    SR_TRY(session.login(hsm::Role::user, userPin));
    SR_ASSIGN(const hsm::KeyAttributes before, session.readKeyAttributes(id));
    if (before.extractable != false)
        SR_TRY(session.setNotExtractable(id));
    SR_TRY(session.close());
    // CKR_OK is not proof: another session reads what the token kept.
    SR_ASSIGN(hsm::Session second, token->openSession(hsm::Access::readOnly));
    SR_TRY(second.login(hsm::Role::user, userPin));
    SR_ASSIGN(const hsm::KeyAttributes after, second.readKeyAttributes(id));
    SR_TRY(second.close());
    if (after.extractable != false)
        return Error{ErrorCode::tokenLied, "the HSM still calls the key '" + act.key + "' extractable"};
    return bench.record(authority::AttributeChanged{ckaId, "CKA_EXTRACTABLE", "0"});
}

} // namespace strongroom::engine

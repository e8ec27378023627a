// The restore (PROTOCOL P9, P10): wrapped keys become token objects, and a fresh session sees that each is
// the one that was generated. The template comes from us; the manifest's attributes are only compared.
#include "core/authority/statements.h"
#include "core/base/hex.h"
#include "core/engine/backup_medium.h"
#include "core/engine/perform.h"
#include "core/hsm/proven_key.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"

#include <algorithm>

namespace strongroom::engine {

namespace {

Error aboutMedium(const std::string& medium, const Error& error) {
    return {error.code, "medium '" + medium + "': " + error.detail, error.ckRv};
}

// An older or an unknown backup is named, not only missed (PROTOCOL P9).
Result<void> refuseOtherBackups(const Workbench& bench, const ceremony::RestoreKeys& act) {
    SR_ASSIGN(const base_io::Path root, mediumRoot(bench, act.medium));
    const base_io::Path home = root / custody::authorityFolder(bench.state().authority);
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(home));
    std::vector<std::string> names;
    if (kind == base_io::FileKind::folder) {
        SR_ASSIGN(names, base_io::listFolder(home));
    }
    std::erase_if(names, [](const std::string& name) { return !name.starts_with("keys-"); });
    const std::string wanted = custody::backupFolder(act.number);
    if (std::find(names.begin(), names.end(), wanted) != names.end())
        return {};
    std::string found;
    for (const std::string& name : names)
        found += (found.empty() ? "" : ", ") + name;
    return Error{ErrorCode::fileMissing, "medium '" + act.medium + "' does not carry " + wanted +
                                             ", the newest backup on record; what it carries is not "
                                             "restored (" +
                                             (found.empty() ? "no backup" : found) + ")"};
}

// What the key was when it was wrapped, but for what a restore changes on purpose or cannot keep.
Result<void> compareAttributes(const custody::BackupKey& key, const std::vector<std::string>& now) {
    for (const std::string& was : key.attributes) {
        const std::string name = was.substr(0, was.find('='));
        const bool changes = name == "EXTRACTABLE" || name == "NEVER_EXTRACTABLE" ||
                             name == "ALWAYS_SENSITIVE" || name == "LOCAL" || name == "WRAP_WITH_TRUSTED";
        if (!changes && std::find(now.begin(), now.end(), was) == now.end())
            return Error{ErrorCode::tokenLied,
                         "the restored key '" + key.label + "' has not the attribute it had: " + was};
    }
    return {};
}

class Restoring {
public:
    Restoring(Workbench& bench, const ceremony::RestoreKeys& act, const MediumBackup& medium)
        : m_bench(bench), m_act(act), m_medium(medium), m_serial(bench.state().tokens.at(act.device).serial) {
    }

    Result<void> run(hsm::Session& session, const Secret& mbk) {
        SR_ASSIGN(const hsm::UnwrappingKey unwrapping, session.createUnwrappingKey(mbk));
        if (unwrapping.checkValue && base::toHex(*unwrapping.checkValue) != m_medium.manifest.checkValue)
            return Error{ErrorCode::tokenLied, "the HSM took another backup key than the one it was given"};
        Result<void> done;
        for (const std::string& name : m_act.keys) {
            const authority::KeyState key = m_bench.state().keys.at(name);
            done = restore(session, unwrapping, key);
            if (!done)
                break;
        }
        const Result<void> destroyed = session.destroyKey(unwrapping);
        return done ? destroyed : done;
    }

private:
    Result<void> restore(hsm::Session& session, const hsm::UnwrappingKey& unwrapping,
                         const authority::KeyState& key) {
        const std::string& ckaId = key.intended.ckaId;
        SR_ASSIGN(const Bytes id, base::fromHex(ckaId));
        const auto listed = std::find_if(m_medium.manifest.keys.begin(), m_medium.manifest.keys.end(),
                                         [&](const custody::BackupKey& one) { return one.ckaId == ckaId; });
        if (listed == m_medium.manifest.keys.end() || listed->spki != key.key)
            return Error{ErrorCode::keyMismatch, "key " + ckaId + " of the backup is not the one on record"};
        SR_TRY(m_bench.record(
            authority::RestoreIntended{m_serial, m_act.medium, ckaId, m_act.number, m_act.request}));
        if (const auto unwrapped =
                session.unwrap(unwrapping, m_medium.blobs.at(ckaId),
                               {id, key.intended.label, key.spki, hsm::Lifetime::tokenObject, false, false});
            !unwrapped)
            return aboutMedium(m_act.medium, unwrapped.error());
        SR_TRY(session.createPublicKey(key.spki, id, key.intended.label));
        return prove(session, key, *listed, id);
    }

    // CKR_OK is not proof: another session finds it, and it signs.
    Result<void> prove(hsm::Session& session, const authority::KeyState& key,
                       const custody::BackupKey& listed, const Bytes& id) {
        SR_ASSIGN(const ossl::PublicKey publicKey, ossl::PublicKey::fromSpki(key.spki));
        SR_ASSIGN(const ossl::SignatureAlgorithm algorithm, publicKey.usualAlgorithm());
        SR_ASSIGN(const Bytes nonce, ossl::randomBytes(32));
        SR_ASSIGN(const Bytes statement,
                  authority::keyProofStatement(m_bench.state(), key.key, base::ProofPurpose::restored,
                                               m_act.medium, nonce));
        SR_ASSIGN(std::shared_ptr<hsm::Token> token, m_bench.devices.token(m_act.device, m_serial));
        SR_ASSIGN(const hsm::KeyProof proof, hsm::provenKey(*token, id, key.spki, statement));
        SR_ASSIGN(const hsm::KeyAttributes attributes, session.readKeyAttributes(id));
        std::vector<std::string> lines;
        for (const auto& [name, value] : attributes.pairs())
            lines.push_back(name + "=" + value);
        SR_TRY(compareAttributes(listed, lines));
        return m_bench.record(authority::KeyRestored{m_serial,
                                                     listed.ckaId,
                                                     key.key,
                                                     std::move(lines),
                                                     {nonce, ossl::nameOf(algorithm), proof.signature}});
    }

    Workbench& m_bench;
    const ceremony::RestoreKeys& m_act;
    const MediumBackup& m_medium;
    const std::string m_serial;
};

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::RestoreKeys& act) {
    SR_ASSIGN(hsm::Session * session, bench.session(act.device));
    SR_TRY(refuseOtherBackups(bench, act));
    SR_ASSIGN(const MediumBackup medium, readBackup(bench, act.medium));
    if (medium.manifest.backupNumber != act.number)
        return Error{ErrorCode::digestMismatch, "the medium holds another backup than the one approved"};
    SR_ASSIGN(const Secret mbk, bench.rebuild(act.mbk));
    Restoring restoring(bench, act, medium);
    return restoring.run(*session, mbk);
}

} // namespace strongroom::engine

// Acts that make a backup (PROTOCOL P8, P9): wrap, write down what came out, sign it, put it on media.
#include "core/audit/checkpoint.h"
#include "core/base/hex.h"
#include "core/engine/backup_medium.h"
#include "core/engine/perform.h"
#include "core/engine/wrapping.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"

namespace strongroom::engine {

namespace {

std::vector<std::string> linesOf(const hsm::KeyAttributes& attributes) {
    std::vector<std::string> lines;
    for (const auto& [name, value] : attributes.pairs())
        lines.push_back(name + "=" + value);
    return lines;
}

const authority::KeysWrapped* newestWrapped(const authority::AuthorityState& state, const std::string& step,
                                            const std::string& set) {
    const authority::KeysWrapped* newest = nullptr;
    const auto found = state.ceremony->steps.find(step);
    if (found != state.ceremony->steps.end())
        for (const authority::Recorded& recorded : found->second)
            if (const auto* body = std::get_if<authority::KeysWrapped>(&recorded.body);
                body != nullptr && body->set == set)
                newest = body;
    return newest;
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::WrapKeys& act) {
    const std::string serial = bench.state().tokens.at(act.device).serial;
    authority::WrapIntended intended{act.set, serial, {}};
    for (const std::string& key : act.keys) {
        const auto found = bench.state().keys.find(key);
        if (found == bench.state().keys.end() || found->second.token != serial)
            return Error{ErrorCode::objectMissing,
                         "the HSM has no key '" + key + "' that could be backed up"};
        intended.keys.push_back(found->second.intended.ckaId);
    }
    SR_ASSIGN(const Secret soPin, bench.rebuildPin(act.soSet, act.device));
    SR_ASSIGN(const Secret userPin, bench.rebuildPin(act.userSet, act.device));
    SR_ASSIGN(const Secret mbk, bench.rebuild(act.set));
    SR_ASSIGN(const Bytes checkValue, hsm::checkValueOf(mbk));
    SR_ASSIGN(std::shared_ptr<hsm::Token> token, bench.devices.token(act.device, serial));
    const std::vector<std::string> ids = intended.keys;
    SR_TRY(bench.record(std::move(intended)));

    SR_ASSIGN(WrappingSession wrapping, openWrappingSession(*token, soPin, userPin, mbk));
    authority::KeysWrapped wrapped{act.set, base::toHex(checkValue), {}};
    for (const std::string& ckaId : ids) {
        SR_ASSIGN(const Bytes id, base::fromHex(ckaId));
        SR_ASSIGN(Bytes blob, wrapping.session.wrap(wrapping.key, id));
        wrapped.keys.push_back({ckaId, wrapMechanism, std::move(blob)});
    }
    SR_TRY(wrapping.session.close());
    SR_TRY(bench.record(std::move(wrapped)));
    // Only the user's shares are needed again, for the record's key.
    for (const std::string& done : {act.set, act.soSet}) {
        bench.shares.erase(done);
        bench.now.released.erase(done);
    }
    return {};
}

Result<void> performAct(Workbench& bench, const ceremony::PrepareManifest& act) {
    SR_ASSIGN(hsm::Session * session, bench.session(act.device));
    const authority::AuthorityState& state = bench.state();
    const authority::TokenState& token = state.tokens.at(act.device);
    const authority::KeysWrapped* wrapped = newestWrapped(state, bench.journal.step(), act.set);
    if (wrapped == nullptr)
        return Error{ErrorCode::notNow, "no key was wrapped under " + act.set};
    custody::BackupManifest manifest;
    manifest.authority = state.authority;
    manifest.anchor = *state.anchor;
    manifest.mode = state.mode;
    manifest.ceremony = state.ceremony->id;
    manifest.created = state.timeFor(bench.clock.now());
    manifest.backupNumber = state.backups.empty() ? 1 : state.backups.rbegin()->first + 1;
    SR_ASSIGN(manifest.mbkSet, custody::SetId::fromText(act.set));
    manifest.setsNeeded = act.sets;
    if (!state.backups.empty())
        manifest.previous = state.backups.rbegin()->second.manifest.digest();
    manifest.secretCommitment = state.sets.at(act.set).set.secretCommitment;
    manifest.checkValue = wrapped->checkValue;
    manifest.head = std::to_string(state.size) + ":" + state.head.hex();
    manifest.token = {token.identified.module, token.identified.manufacturer, token.identified.model,
                      token.serial, token.identified.firmware};
    manifest.media = act.media;
    for (const authority::WrappedKey& blob : wrapped->keys) {
        const authority::KeyState& key = *state.keyById(blob.ckaId);
        SR_ASSIGN(const Bytes id, base::fromHex(blob.ckaId));
        SR_ASSIGN(const hsm::KeyAttributes attributes, session->readKeyAttributes(id));
        manifest.keys.push_back({blob.ckaId, key.intended.label, key.intended.purpose, key.intended.algorithm,
                                 key.key, blob.ckaId + ".kwp", blob.blob.size(), ossl::sha256(blob.blob),
                                 blob.mechanism, linesOf(attributes)});
    }
    for (const std::string& set : act.sets)
        for (const custody::ShareMember& member : state.sets.at(set).set.members)
            manifest.envelopes.push_back({set, member.member, member.holder, member.envelope});
    SR_TRY(custody::validate(manifest));
    const Bytes bytes = manifest.bytes();
    SR_TRY(bench.folder.ensureFolder(bench.folder.manifests()));
    SR_TRY(base_io::writeNew(bench.folder.manifests() / (std::to_string(manifest.backupNumber) + ".json"),
                             bytes));
    return bench.record(authority::ManifestPrepared{manifest.backupNumber, bytes});
}

Result<void> performAct(Workbench& bench, const ceremony::SignManifest& act) {
    const authority::AuthorityState& state = bench.state();
    const authority::TokenState& token = state.tokens.at(act.device);
    const Bytes& manifest = state.backups.at(act.number).prepared.manifest;
    base::Note note;
    note.text = audit::manifestText({state.authority, ossl::sha256(manifest), manifest.size()});
    for (const auto& [name, key] : state.keys) {
        if (key.key != token.recordKey)
            continue;
        SR_ASSIGN(std::shared_ptr<hsm::Token> hsmToken, bench.devices.token(act.device, token.serial));
        SR_ASSIGN(const Bytes id, base::fromHex(key.intended.ckaId));
        SR_ASSIGN(const ossl::PrivateKey privateKey, hsmToken->privateKey(id, key.spki));
        SR_ASSIGN(base::NoteSignature signature,
                  audit::signAsRecordKey(state.authority, note.text, privateKey));
        note.signatures.push_back(std::move(signature));
    }
    SR_ASSIGN(std::string text, base::writeNote(note));
    SR_TRY(base_io::writeNew(bench.folder.manifests() / (std::to_string(act.number) + ".note"),
                             base::viewOf(text)));
    return bench.record(authority::ManifestSigned{act.number, act.request, std::move(text)});
}

Result<void> performAct(Workbench& bench, const ceremony::WriteBackup& act) {
    const authority::Backup backup = bench.state().backups.at(act.number);
    const std::string folder = custody::backupFolder(act.number);
    SR_ASSIGN(const MediumFiles files, backupFiles(bench, backup));
    return writeToMedium(bench, act.medium, folder, files);
}

} // namespace strongroom::engine

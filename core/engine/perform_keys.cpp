// Acts on the HSM's keys and on the record's checkpoints.
#include "core/authority/statements.h"
#include "core/base/hex.h"
#include "core/engine/perform.h"
#include "core/hsm/proven_key.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"

namespace strongroom::engine {

namespace {

constexpr std::size_t keyIdBytes = 20;

Result<audit::CheckpointKind> kindOf(const std::string& name) {
    for (const audit::CheckpointKind kind : {audit::CheckpointKind::open, audit::CheckpointKind::suspend,
                                             audit::CheckpointKind::erase, audit::CheckpointKind::close})
        if (name == audit::nameOf(kind))
            return kind;
    return Error{ErrorCode::badArgument, "there is no checkpoint of kind '" + name + "'"};
}

// The device whose token has a live record key and an open session, or "".
std::string deviceWithRecordKey(Workbench& bench) {
    for (const auto& [device, token] : bench.state().tokens)
        if (!token.recordKey.isZero() && bench.devices.session(device) != nullptr)
            return device;
    return {};
}

// By the live record key, where there is one: first of the note's signatures.
Result<void> signAsRecordKey(Workbench& bench, base::Note& note) {
    const authority::AuthorityState& state = bench.state();
    const std::string device = deviceWithRecordKey(bench);
    if (device.empty())
        return {};
    const authority::TokenState& token = state.tokens.at(device);
    for (const auto& [name, key] : state.keys) {
        if (key.key != token.recordKey)
            continue;
        SR_ASSIGN(std::shared_ptr<hsm::Token> hsmToken, bench.devices.token(device, token.serial));
        SR_ASSIGN(const Bytes id, base::fromHex(key.intended.ckaId));
        SR_ASSIGN(const ossl::PrivateKey privateKey, hsmToken->privateKey(id, key.spki));
        SR_ASSIGN(base::NoteSignature signature,
                  audit::signAsRecordKey(state.authority, note.text, privateKey));
        note.signatures.insert(note.signatures.begin(), std::move(signature));
    }
    return {};
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::GenerateKey& act) {
    SR_ASSIGN(hsm::Session * session, bench.session(act.device));
    const authority::AuthorityState& state = bench.state();
    const std::string serial = state.tokens.at(act.device).serial;
    SR_ASSIGN(const Bytes id, ossl::randomBytes(keyIdBytes));
    const hsm::KeyPurpose purpose =
        act.recordKey ? hsm::KeyPurpose::recordSigning : hsm::KeyPurpose::caSigning;
    SR_TRY(bench.record(authority::KeyGenerationIntended{act.key, act.recordKey ? "record" : "ca",
                                                         act.algorithm, base::toHex(id), act.label, serial}));
    SR_ASSIGN(const Bytes spki, session->generateKeyPair({act.algorithm, id, act.label, purpose}));
    SR_ASSIGN(const ossl::PublicKey publicKey, ossl::PublicKey::fromSpki(spki));
    SR_ASSIGN(const ossl::SignatureAlgorithm algorithm, publicKey.usualAlgorithm());
    SR_ASSIGN(const Bytes nonceBytes, ossl::randomBytes(32));
    SR_ASSIGN(const base::Nonce nonce, base::nonceOf(nonceBytes));
    SR_ASSIGN(const Bytes statement,
              base::writeStatement(base::KeyProofStatement{
                  state.mode, state.authority, state.ceremony->id, publicKey.spkiDigest(),
                  base::ProofPurpose::generated, std::nullopt, nonce}));
    SR_ASSIGN(std::shared_ptr<hsm::Token> token, bench.devices.token(act.device, serial));
    SR_ASSIGN(const hsm::KeyProof proof, hsm::provenKey(*token, id, spki, statement));
    SR_ASSIGN(const hsm::KeyAttributes attributes, session->readKeyAttributes(id));
    std::vector<std::string> lines;
    for (const auto& [name, value] : attributes.pairs())
        lines.push_back(name + "=" + value);
    return bench.record(authority::KeyGenerated{act.key,
                                                base::toHex(id),
                                                spki,
                                                std::move(lines),
                                                {nonceBytes, ossl::nameOf(algorithm), proof.signature}});
}

Result<Bytes> recordKeyStatement(const Workbench& bench, const std::string& key,
                                 const custody::Officer& officer) {
    const authority::AuthorityState& state = bench.state();
    const auto found = state.keys.find(key);
    if (found == state.keys.end())
        return Error{ErrorCode::objectMissing, "the record key was not generated yet"};
    return authority::recordKeyStatement(state, found->second, officer);
}

Result<void> performAct(Workbench& bench, const ceremony::IntroduceRecordKey& act) {
    const authority::AuthorityState& state = bench.state();
    const authority::KeyState& key = state.keys.at(act.key);
    SR_TRY(bench.record(authority::RecordKeyIntroduced{key.key, key.intended.token, state.previousNote,
                                                       key.reference, bench.introductions}));
    bench.introductions.clear();
    bench.now.introducedBy.clear();
    return {};
}

Result<void> performAct(Workbench& bench, const ceremony::StartCheckpoint& act) {
    const authority::AuthorityState& state = bench.state();
    SR_ASSIGN(const audit::CheckpointKind kind, kindOf(act.kind));
    // A checkpoint `close` is about the entries up to ceremony_closed, also when it is made later.
    const bool closing = kind == audit::CheckpointKind::close;
    const std::uint64_t size = closing ? state.ceremony->closing.seq + 1 : state.size;
    const Digest head = closing ? state.ceremony->closing.hash : state.head;
    const Digest root = bench.journal.tree().rootAt(size);
    DraftedCheckpoint draft;
    draft.checkpoint = {state.authority,
                        size,
                        root,
                        head,
                        state.mode,
                        state.ceremony->id,
                        kind,
                        state.timeFor(bench.clock.now())};
    draft.note.text = audit::checkpointText(draft.checkpoint);
    bench.now.checkpoint = ceremony::CheckpointDraft{act.kind, draft.checkpoint.size, {}};
    bench.checkpoint = std::move(draft);
    return {};
}

Result<void> performAct(Workbench& bench, const ceremony::CompleteCheckpoint&) {
    DraftedCheckpoint draft = *bench.checkpoint;
    SR_TRY(signAsRecordKey(bench, draft.note));
    SR_TRY(authority::checkNote(bench.state(), draft.note));
    SR_ASSIGN(const std::string text, base::writeNote(draft.note));
    SR_TRY(bench.folder.ensureFolder(bench.folder.checkpoints()));
    SR_TRY(base_io::writeNew(bench.folder.checkpoints() / (std::to_string(draft.checkpoint.size) + ".note"),
                             base::viewOf(text)));
    bench.now.notes[draft.checkpoint.ceremony + " " + audit::nameOf(draft.checkpoint.kind)] = {
        draft.checkpoint.size, ossl::sha256(base::viewOf(draft.note.text))};
    bench.checkpoint.reset();
    bench.now.checkpoint.reset();
    return {};
}

} // namespace strongroom::engine

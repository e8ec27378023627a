#include "tests/support/sample_authority.h"

#include "core/authority/replay.h"
#include "core/base/hex.h"
#include "core/base_io/file_layer.h"
#include "core/custody/activation_secret.h"
#include "core/ossl/digest.h"
#include "core/pki/signed_object.h"
#include "tests/support/self_signed.h"

#include <fstream>

namespace strongroom::tests {

using namespace authority;
using base::EntryReference;

namespace {

constexpr std::int64_t startOfTime = 1'800'000'000;
const char* const serial = "5a3f000000000001";

Digest digestOf(const std::string& text) {
    return ossl::sha256(base::viewOf(text));
}

base::Subject subjectOf(const std::string& kind, ByteView bytes) {
    return {kind, bytes.size(), ossl::sha256(bytes)};
}

std::string roleOf(const std::string& person) {
    return person.substr(0, person.rfind('-'));
}

SampleCard makeCard(const std::string& person, const std::string& algorithm) {
    SampleCard card{{}, must(ossl::PrivateKey::generate(algorithm)), std::nullopt};
    card.officer.person = person;
    card.officer.role = must(custody::roleFromName(roleOf(person)));
    card.officer.name = "Name of " + person;
    card.officer.serial = "card-" + person;
    card.officer.algorithm = ossl::nameOf(must(card.sign.publicKey().usualAlgorithm()));
    card.officer.signSpki = card.sign.publicKey().spki();
    if (custody::mayHoldShares(card.officer.role)) {
        card.decrypt = must(ossl::PrivateKey::generate("P-256"));
        card.officer.decryptSpki = card.decrypt->publicKey().spki();
    }
    return card;
}

// The same cards for every sample of a program: making an RSA key takes long.
const std::map<std::string, SampleCard>& allCards() {
    static const std::map<std::string, SampleCard> cards = [] {
        std::map<std::string, SampleCard> made;
        for (const std::string& person : SampleAuthority::everybody)
            made.emplace(person, makeCard(person, person == "officer-2"   ? "P-384"
                                                  : person == "officer-3" ? "RSA-2048"
                                                                          : "P-256"));
        return made;
    }();
    return cards;
}

} // namespace

const SampleAuthority::Persons SampleAuthority::everybody{"officer-1", "officer-2", "officer-3",
                                                          "officer-4", "officer-5", "witness-1"};
const SampleAuthority::Persons SampleAuthority::quorum{"officer-1", "officer-2", "officer-3"};
const SampleAuthority::Persons SampleAuthority::recordQuorum{"officer-1", "officer-2", "officer-3",
                                                             "witness-1"};

SampleAuthority::SampleAuthority(std::filesystem::path folder, Mode mode)
    : m_folder(std::move(folder)), m_mode(mode) {}

const SampleCard& SampleAuthority::card(const std::string& person) {
    return allCards().at(person);
}

void SampleAuthority::put(EntryBody body, const std::string& step) {
    audit::Draft draft;
    draft.time = {startOfTime + static_cast<std::int64_t>(m_head.size)};
    draft.mode = m_mode;
    draft.ceremony = m_ceremony;
    draft.step = step;
    draft.type = std::string(typeOf(body));
    draft.body = writeBody(std::move(body));
    m_last = must(audit::makeEntry(m_head, std::move(draft)));
    m_head = m_last.head();
    std::string line = audit::toLine(m_last);
    // Not through audit::Record: a flush for each entry makes tests slow.
    std::ofstream(m_folder / "record.jsonl", std::ios::app) << line;
    line.pop_back();
    m_tree.append(audit::leafHash(line));
}

EntryReference SampleAuthority::add(EntryBody body) {
    put(std::move(body), m_step);
    must(apply(m_state, m_last));
    return m_state.headReference();
}

void SampleAuthority::addUnchecked(EntryBody body) {
    put(std::move(body), m_step);
}

Bytes SampleAuthority::nonce() {
    return base::bytesOf(digestOf("nonce " + std::to_string(++m_nonces)).view());
}

void SampleAuthority::writeFile(const std::string& name, ByteView bytes) {
    std::filesystem::create_directories((m_folder / name).parent_path());
    std::ofstream(m_folder / name, std::ios::binary) << base::textOf(bytes);
}

Bytes SampleAuthority::signWith(const std::string& person, ByteView statement) const {
    const SampleCard& signer = card(person);
    return must(
        signer.sign.sign(must(ossl::signatureAlgorithmFromName(signer.officer.algorithm)), statement));
}

void SampleAuthority::open(const std::optional<Digest>& plan) {
    CeremonyOpened opened;
    opened.planId = "found-root";
    opened.plan = plan.value_or(digestOf("plan"));
    add(AuthorityCreated{1, "Sample", nonce(), digestOf("program"), opened.plan});
    opened.program = digestOf("program");
    add(opened);
    m_step = "1.1.1";
    add(WorkstationChecked{{}, "off", "locked", "Linux 6.1", {{"libcrypto.so.3", digestOf("libcrypto")}}});
    const UtcTime now{startOfTime + static_cast<std::int64_t>(m_head.size)};
    add(ClockConfirmed{now, now, {"officer-1", "witness-1"}});
    add(TokenIdentified{"hsm-1", "/usr/lib/module.so", "slot 0", "Sample", "Model 1", "-", "1.0",
                        digestOf("module")});
    add(BlankProven{"hsm-1", "a"});
}

CardEnrolled SampleAuthority::enrolment(const std::string& person) {
    const custody::Officer& officer = card(person).officer;
    CardEnrolled body{officer.person,
                      custody::nameOf(officer.role),
                      officer.name,
                      officer.serial,
                      officer.signSpki,
                      officer.decryptSpki,
                      officer.algorithm,
                      "-",
                      nonce(),
                      m_state.headReference(),
                      {}};
    body.signature =
        signWith(person, must(challengeStatement(m_state, body.role, officer.card(), body.nonce, body.head)));
    return body;
}

void SampleAuthority::enrol(const std::string& person) {
    m_step = "1.2.1";
    add(CardKeysIntended{person, card(person).officer.serial, "01",
                         card(person).officer.decryptSpki.empty() ? "-" : "02"});
    add(CardKeysGenerated{person, card(person).officer.signSpki, card(person).officer.decryptSpki});
    add(enrolment(person));
}

void SampleAuthority::found() {
    open();
    for (const std::string& person : everybody)
        enrol(person);
    m_step = "1.3.1";
    add(PolicyProposed{custody::simplePolicy("sample", 3, 5).canonical()});
    const Bytes statement = must(foundingStatement(m_state));
    for (const std::string& person : everybody)
        add(FoundingSigned{person, card(person).officer.card(), signWith(person, statement)});
    add(AuthorityFounded{ossl::sha256(statement)});
}

void SampleAuthority::prepareSet(custody::SetKind kind) {
    m_step = "2.1.1";
    const custody::SetId id{kind, m_state.nextGeneration(kind)};
    std::vector<custody::ShareHolder> holders;
    for (const std::string& person : everybody)
        if (card(person).decrypt)
            holders.push_back({person, card(person).officer.decryptSpki});
    const custody::SplitPlan plan = custody::SplitPlan::of(3, 5);
    Secret random = must(Secret::copyOf(nonce()));
    const Secret secret = must(custody::drawActivationSecret(random));
    const auto identifier = static_cast<std::uint16_t>(100 + m_state.sets.size());
    const custody::PreparedShareSet prepared =
        must(custody::prepareShareSet(m_state.authority, m_mode, id, plan, identifier, holders, secret));
    ShareSetPrepared entry;
    entry.set = id.text();
    entry.groups = {{3, 5}};
    entry.identifier = identifier;
    entry.token = m_state.tokens.at("hsm-1").serial;
    entry.secretCommitment = prepared.set.secretCommitment;
    for (std::size_t i = 0; i < prepared.envelopes.size(); ++i) {
        const custody::ShareMember& member = prepared.set.members[i];
        writeFile("envelopes/" + entry.set + "/" + std::to_string(member.member) + ".der",
                  prepared.envelopes[i]);
        entry.members.push_back(
            {member.member, member.person, member.holder, member.envelope, member.commitment});
    }
    add(entry);
}

ShareProven SampleAuthority::shareProof(const std::string& set, const std::string& person) {
    const custody::Officer& officer = card(person).officer;
    ShareProven body{set,
                     person,
                     m_state.sets.at(set).set.memberOf(person)->member,
                     officer.card(),
                     nonce(),
                     m_state.headReference(),
                     {}};
    body.signature =
        signWith(person, must(shareProofStatement(m_state, set, officer, body.nonce, body.head)));
    return body;
}

void SampleAuthority::prove(const std::string& set, const std::string& person) {
    add(shareProof(set, person));
}

void SampleAuthority::makeToken() {
    for (const auto kind : {custody::SetKind::soPin, custody::SetKind::userPin}) {
        const bool first = kind == custody::SetKind::soPin;
        prepareSet(kind);
        const std::string set = custody::SetId{kind, 1}.text();
        for (const std::string& person : everybody)
            if (card(person).decrypt)
                prove(set, person);
        for (const std::string& person : quorum)
            add(ShareOpened{set, person, m_state.sets.at(set).set.memberOf(person)->member,
                            card(person).officer.card(), "disk"});
        add(PinSwitchIntended{first ? "C_InitToken" : "C_InitPIN", "hsm-1", first ? "-" : serial, set,
                              first ? "sample" : "-"});
        if (first)
            add(TokenInitialised{"hsm-1", serial, set});
        add(ShareSetActive{set, serial});
    }
    add(SessionOpened{"hsm-1", serial, "user-pin.1", quorum});
}

KeyProof SampleAuthority::proofOf(const std::string& name, base::ProofPurpose purpose,
                                  std::optional<std::string> medium) {
    const ossl::PrivateKey& signer = key(name);
    const ossl::SignatureAlgorithm algorithm = must(signer.publicKey().usualAlgorithm());
    KeyProof proof{nonce(), ossl::nameOf(algorithm), {}};
    const Bytes statement = must(
        keyProofStatement(m_state, signer.publicKey().spkiDigest(), purpose, std::move(medium), proof.nonce));
    proof.signature = must(signer.sign(algorithm, statement));
    return proof;
}

void SampleAuthority::generateKey(const std::string& name, const std::string& purpose,
                                  const std::string& algorithm) {
    m_step = "3.1.1";
    const std::string id = base::toHex(digestOf(name).view().first(20));
    add(KeyGenerationIntended{name, purpose, algorithm, id, name, serial});
    m_keys.erase(name); // of an earlier life
    m_keys.emplace(name, must(ossl::PrivateKey::generate(algorithm)));
    const Bytes spki = key(name).publicKey().spki();
    add(KeyGenerated{
        name, id, spki, {"SENSITIVE=1"}, proofOf(name, base::ProofPurpose::generated, std::nullopt)});
}

RecordKeyIntroduced SampleAuthority::introduction(const Persons& signers) {
    const KeyState& recordKey = m_state.keys.at("record-key");
    RecordKeyIntroduced body{recordKey.key, serial, m_state.previousNote, recordKey.reference, {}};
    for (const std::string& person : signers) {
        const custody::Officer& officer = card(person).officer;
        body.signatures.push_back({person, officer.card(),
                                   signWith(person, must(recordKeyStatement(m_state, recordKey, officer)))});
    }
    return body;
}

void SampleAuthority::introduceRecordKey(const Persons& signers) {
    add(introduction(signers));
}

audit::Checkpoint SampleAuthority::checkpointNow(audit::CheckpointKind kind) const {
    return {m_state.authority, m_state.size, m_tree.root(),   m_state.head, m_mode,
            m_ceremony,        kind,         m_state.lastTime};
}

base::Note SampleAuthority::noteOf(const audit::Checkpoint& checkpoint, const Persons& signers) const {
    base::Note note{audit::checkpointText(checkpoint), {}};
    for (const auto& [device, token] : m_state.tokens)
        if (!token.recordKey.isZero())
            note.signatures.push_back(
                must(audit::signAsRecordKey(m_state.authority, note.text, key("record-key"))));
    for (const std::string& person : signers)
        note.signatures.push_back(must(audit::signAsCard(m_state.authority, note.text, card(person).sign,
                                                         card(person).officer.algorithm)));
    return note;
}

void SampleAuthority::writeNote(const base::Note& note, std::uint64_t size) {
    const std::string text = must(base::writeNote(note));
    writeFile("checkpoints/" + std::to_string(size) + ".note", base::viewOf(text));
}

void SampleAuthority::checkpoint(audit::CheckpointKind kind, const Persons& signers) {
    writeNote(noteOf(checkpointNow(kind), signers), m_state.size);
}

void SampleAuthority::foundToOpenCheckpoint() {
    found();
    makeToken();
    generateKey("root-key", "ca", "P-384");
    generateKey("record-key", "record", "P-256");
    introduceRecordKey();
    checkpoint(audit::CheckpointKind::open);
}

EntryReference SampleAuthority::request(base::Operation operation, const base::Subject& subject,
                                        const std::string& key, const std::string& algorithm,
                                        const std::string& lint) {
    return add(ApprovalRequested{base::nameOf(operation), subject.text(), key, algorithm, lint, nonce(),
                                 m_state.policy->rule(operation).quorum});
}

ApprovalGiven SampleAuthority::approval(const EntryReference& request, const std::string& person,
                                        base::Decision decision) {
    const custody::Officer& officer = card(person).officer;
    ApprovalGiven body{request,
                       person,
                       custody::nameOf(officer.role),
                       base::nameOf(decision),
                       decision == base::Decision::approve ? "" : "not this one",
                       officer.card(),
                       {}};
    body.signature = signWith(
        person, must(approvalStatement(m_state, *m_state.request(request), officer, decision, body.reason)));
    return body;
}

void SampleAuthority::approve(const EntryReference& request, const Persons& persons) {
    for (const std::string& person : persons)
        add(approval(request, person));
}

custody::BackupManifest SampleAuthority::manifest() const {
    const ShareSetState& set = m_state.sets.at("mbk.1");
    const KeyState& root = m_state.keys.at("root-key");
    custody::BackupManifest manifest;
    manifest.authority = m_state.authority;
    manifest.anchor = *m_state.anchor;
    manifest.mode = m_mode;
    manifest.ceremony = m_ceremony;
    manifest.created = m_state.lastTime;
    manifest.backupNumber = 1;
    manifest.mbkSet = set.set.id;
    manifest.setsNeeded = {"mbk.1"};
    manifest.secretCommitment = set.set.secretCommitment;
    manifest.checkValue = "a1b2c3";
    manifest.head = audit::toText({m_state.size, m_state.head});
    manifest.token = {"/usr/lib/module.so", "Sample", "Model 1", serial, "1.0"};
    manifest.media = {"backup-a", "backup-b"};
    const std::string& id = root.intended.ckaId;
    const Bytes& blob = m_blobs.at(id);
    manifest.keys.push_back({id,
                             "root-key",
                             "ca",
                             "P-384",
                             root.key,
                             id + ".kwp",
                             blob.size(),
                             ossl::sha256(blob),
                             "CKM_AES_KEY_WRAP_KWP",
                             {"SENSITIVE=1"}});
    for (const custody::ShareMember& member : set.set.members)
        manifest.envelopes.push_back({"mbk.1", member.member, member.holder, member.envelope});
    return manifest;
}

void SampleAuthority::backUp() {
    prepareSet(custody::SetKind::mbk);
    for (const std::string& person : everybody)
        if (card(person).decrypt)
            prove("mbk.1", person);
    m_step = "4.1.1";
    const std::string id = m_state.keys.at("root-key").intended.ckaId;
    m_blobs[id] = Bytes(88, 0x5A);
    add(WrapIntended{"mbk.1", serial, {id}});
    add(KeysWrapped{"mbk.1", "a1b2c3", {{id, "CKM_AES_KEY_WRAP_KWP", m_blobs[id]}}});
    const Bytes bytes = manifest().bytes();
    writeFile("manifests/1.json", bytes);
    add(ManifestPrepared{1, bytes});
    const auto asked = request(base::Operation::backup, subjectOf("manifest", bytes));
    approve(asked);
    const std::string text = audit::manifestText({m_state.authority, ossl::sha256(bytes), bytes.size()});
    const base::Note note{text, {must(audit::signAsRecordKey(m_state.authority, text, key("record-key")))}};
    const std::string noteBytes = must(base::writeNote(note));
    writeFile("manifests/1.note", base::viewOf(noteBytes));
    add(ManifestSigned{1, asked, noteBytes});
    for (const char* medium : {"backup-a", "backup-b"}) {
        add(MediumWriteIntended{medium, "keys-1"});
        add(MediumWritten{medium, "keys-1", digestOf("keys-1"), {}});
    }
    for (const char* medium : {"backup-a", "backup-b"}) {
        add(DrillIntended{medium, "mbk.1", 1});
        const KeyProof proof = proofOf("root-key", base::ProofPurpose::drill, medium);
        add(DrillPassed{medium, "mbk.1", 1, {{id, m_state.keys.at("root-key").key, proof}}});
    }
    add(ShareSetActive{"mbk.1", "-"});
}

void SampleAuthority::signCertificate() {
    m_step = "5.1.1";
    const Bytes object = selfSigned(key("root-key"));
    const Bytes tbs = must(pki::tbsOf(object));
    const Digest signer = m_state.keys.at("root-key").key;
    TbsPrepared prepared;
    prepared.kind = "tbs-certificate";
    prepared.object = "root";
    prepared.profile = "sample-root";
    prepared.number = "1267";
    prepared.algorithm = "ecdsa-with-SHA384";
    prepared.key = signer;
    prepared.digest = ossl::sha256(tbs);
    prepared.bytes = tbs;
    prepared.lint.set("findings", base::Value::Array{});
    add(prepared);
    const EntryReference asked =
        request(base::Operation::signCertificate, subjectOf("tbs-certificate", tbs), signer.hex(),
                prepared.algorithm, digestOf(base::writeCanonical(prepared.lint)).hex());
    add(approval(asked, "officer-5", base::Decision::decline));
    approve(asked);
    const EntryReference intent = add(SignatureIntended{asked, prepared.digest});
    add(ObjectSigned{intent.seq, "certificate", "root", object});
    writeFile("certificates/root.der", object);
    add(ArtefactWritten{"certificates/root.der", "-", ossl::sha256(object)});
}

EraseIntended SampleAuthority::prepareErase() {
    m_step = "6.1.1";
    add(BagRecorded{"hsm-1", "A-100", "table", {"officer-1", "witness-1"}});
    EraseIntended order;
    order.token = serial;
    order.inventory = {"private:01:root-key", "private:02:record-key"};
    add(InventoryTaken{m_state.tokens.begin()->first, serial, order.inventory});
    const audit::Checkpoint sealed = checkpointNow(audit::CheckpointKind::erase);
    writeNote(noteOf(sealed, recordQuorum), sealed.size);
    order.checkpoint = std::to_string(sealed.size) + ":" + digestOf(audit::checkpointText(sealed)).hex();
    for (const char* medium : {"backup-a", "backup-b"}) {
        const std::string folder = "record-" + std::to_string(sealed.size);
        add(MediumWriteIntended{medium, folder});
        add(MediumWritten{medium, folder, digestOf(folder), {}});
        order.copies.push_back({medium, folder});
    }
    return order;
}

EntryReference SampleAuthority::requestErase(const EraseIntended& order) {
    return request(
        base::Operation::erase,
        subjectOf("erase-order", eraseOrder(order.token, order.inventory, order.checkpoint, order.copies)));
}

void SampleAuthority::erase() {
    EraseIntended order = prepareErase();
    order.request = requestErase(order);
    approve(order.request);
    add(order);
    add(ObjectsDestroyed{serial, order.inventory});
    add(EmptinessProven{serial, "destroyed", "no object"});
    add(TokenReset{serial, "C_InitToken"});
    add(EmptinessProven{serial, "reset", "b"});
}

void SampleAuthority::close() {
    m_step = "7.1.1";
    const std::string transcript = "transcripts/" + m_ceremony + "-" + std::to_string(m_state.size);
    writeFile(transcript + ".json", base::viewOf(std::string_view("transcript")));
    writeFile(transcript + ".txt", base::viewOf(std::string_view("text")));
    add(TranscriptMade{digestOf("transcript"), m_state.size, digestOf("text")});
    for (const std::string& person : recordQuorum) {
        const custody::Officer& officer = card(person).officer;
        const Bytes statement =
            must(transcriptStatement(m_state, officer, base::TranscriptChoice::agree, "as it was"));
        add(TranscriptSigned{person, custody::nameOf(officer.role), "agree", "as it was", officer.card(),
                             signWith(person, statement)});
    }
    add(CeremonyClosed{"complete"});
    checkpoint(audit::CheckpointKind::close);
    add(Printed{"transcript", "pdf", 2, 9, digestOf("transcript"), {"officer-1"}});
    add(Sealed{"card-officer-1", "A-1", {"officer-1", "witness-1"}, {}});
}

void SampleAuthority::beginCeremony(const std::string& id) {
    m_ceremony = id;
    m_step = "-";
}

Digest SampleAuthority::noteDigest(std::uint64_t size) const {
    const Bytes bytes =
        must(base_io::readRegularFile(m_folder / "checkpoints" / (std::to_string(size) + ".note"), 1 << 20));
    return digestOf(must(base::readNote(base::textOf(bytes))).text);
}

void SampleAuthority::openNext() {
    const Digest previous = noteDigest(m_state.size - 2);
    beginCeremony("0002-sign-crl");
    CeremonyOpened opened;
    opened.ordinal = 2;
    opened.planId = "sign-crl";
    opened.plan = digestOf("second plan");
    opened.program = digestOf("program");
    opened.previous = previous;
    opened.tailSize = 2;
    opened.headTypedBy = {"officer-1", "officer-2"};
    opened.tailConfirmedBy = {"officer-1", "officer-2"};
    opened.candidates = {{"disk", audit::toText({m_state.size, m_state.head})}};
    add(opened);
    m_step = "1.1.1";
    CardSignedIn body{"officer-1", card("officer-1").officer.card(), nonce(), m_state.headReference(), {}};
    body.signature =
        signWith("officer-1", must(challengeStatement(m_state, "officer", body.card, body.nonce, body.head)));
    add(body);
}

} // namespace strongroom::tests

// verifyFolder over whole records made with real keys: what it says of good ones, and what it refuses.
#include "core/authority/replay.h"
#include "core/authority/verify.h"
#include "core/base/hex.h"
#include "core/base_io/file_layer.h"
#include "core/ossl/digest.h"
#include "tests/support/outcome.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QtCore/QTemporaryDir>

#include <filesystem>

using namespace strongroom;
using namespace strongroom::authority;
using namespace strongroom::tests;
using audit::CheckpointKind;

// The folder is refused with this code, for a reason with these words.
#define REFUSED(options, expected, words)                                                                    \
    do {                                                                                                     \
        const auto srRefused = verifyFolder(folder(), options);                                              \
        QCOMPARE(outcome(srRefused), std::string(expected));                                                 \
        QVERIFY2(srRefused.error().detail.find(words) != std::string::npos,                                  \
                 srRefused.error().detail.c_str());                                                          \
    } while (false)
#define ACCEPTED(options)                                                                                    \
    do {                                                                                                     \
        const auto srAccepted = verifyFolder(folder(), options);                                             \
        QVERIFY2(srAccepted, srAccepted ? "" : srAccepted.error().detail.c_str());                           \
    } while (false)

class TestVerify : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    std::unique_ptr<SampleAuthority> m_sample;

    std::filesystem::path folder() const { return m_temporary->path().toStdString(); }
    SampleAuthority& sample() { return *m_sample; }
    std::filesystem::path path(const std::string& name) const { return folder() / name; }
    std::string notePath(std::uint64_t size) const { return "checkpoints/" + std::to_string(size) + ".note"; }
    void replaceNote(const base::Note& note, std::uint64_t size) {
        std::filesystem::remove(path(notePath(size)));
        sample().writeNote(note, size);
    }
    // Everybody is enrolled and the policy proposed: what every card signs then.
    Bytes proposePolicy() {
        sample().open();
        for (const std::string& person : SampleAuthority::everybody)
            sample().enrol(person);
        sample().add(PolicyProposed{custody::simplePolicy("sample", 3, 5).canonical()});
        return *foundingStatement(sample().state());
    }
    VerifyOptions anchored() const {
        VerifyOptions options;
        options.anchor = m_sample->state().anchor;
        return options;
    }

private slots:
    void init() {
        m_temporary = std::make_unique<QTemporaryDir>();
        m_sample = std::make_unique<SampleAuthority>(folder());
    }

    void everyStageIsConsistent() {
        sample().found();
        ACCEPTED(anchored());
        sample().makeToken();
        ACCEPTED(anchored());
        sample().generateKey("root-key", "ca", "P-384");
        sample().generateKey("record-key", "record", "P-256");
        sample().introduceRecordKey();
        const auto uncovered = verifyFolder(folder(), {});
        QVERIFY(uncovered && !uncovered->anchored && !uncovered->closed && !uncovered->newerThanGiven);
        QCOMPARE(uncovered->uncovered, uncovered->size());
        sample().checkpoint(CheckpointKind::open);
        const std::uint64_t covered = sample().state().size;
        sample().backUp();
        sample().signCertificate();
        const auto open = verifyFolder(folder(), anchored());
        QVERIFY2(open, open ? "" : open.error().detail.c_str());
        QVERIFY(open->anchored && !open->closed && open->warnings.empty());
        QCOMPARE(open->uncovered, open->size() - covered);
        QCOMPARE(open->checkpoints, std::uint64_t(1));
        QVERIFY(open->authority == sample().state().authority && open->mode == Mode::training);
        QVERIFY(open->anchor == sample().state().anchor && open->name == "Sample");
        sample().erase();
        sample().close();
        const auto closed = verifyFolder(folder(), anchored());
        QVERIFY2(closed, closed ? "" : closed.error().detail.c_str());
        QVERIFY(closed->closed && closed->warnings.empty());
        QCOMPARE(closed->tail, std::uint64_t(2));
        QCOMPARE(closed->uncovered, std::uint64_t(2));
        QCOMPARE(closed->checkpoints, std::uint64_t(3));
        sample().openNext();
        const auto next = verifyFolder(folder(), anchored());
        QVERIFY2(next, next ? "" : next.error().detail.c_str());
        QVERIFY(!next->closed && next->ceremony == "0002-sign-crl");
        // What the verifier folded is what replay folds.
        const auto replayed = replay(path("record.jsonl"));
        QVERIFY(replayed && *replayed == sample().state());
        QVERIFY(replayed->head == next->head.chain);
    }

    void theAnchorDecides() {
        sample().open();
        VerifyOptions options;
        options.anchor = ossl::sha256(base::viewOf("another"));
        REFUSED(options, "anchorMismatch", "not founded yet");
        m_temporary = std::make_unique<QTemporaryDir>();
        m_sample = std::make_unique<SampleAuthority>(folder());
        sample().found();
        REFUSED(options, "anchorMismatch", "another one than the one given");
        // A whole authority of the forger's own is consistent in itself.
        QVERIFY(!verifyFolder(folder(), {})->anchored);
        QVERIFY(verifyFolder(folder(), anchored())->anchored);
    }

    void theHeadMustBeContained() {
        sample().found();
        VerifyOptions options = anchored();
        options.head = audit::Head{sample().state().size, sample().state().head};
        QVERIFY(verifyFolder(folder(), options)->newerThanGiven == std::uint64_t(0));
        sample().prepareSet(custody::SetKind::soPin);
        QVERIFY(verifyFolder(folder(), options)->newerThanGiven == std::uint64_t(1));
        options.head->chain.bytes[0] ^= 1;
        REFUSED(options, "headMismatch", "is not the one of the head given");
        options.head->size = sample().state().size + 1;
        REFUSED(options, "headMismatch", "the record has only");
    }

    void theNoteInHandMustBeContained() {
        sample().foundToOpenCheckpoint();
        const std::uint64_t size = sample().state().size;
        VerifyOptions options;
        options.since = base::textOf(*base_io::readRegularFile(path(notePath(size)), 1 << 20));
        sample().backUp();
        QVERIFY(verifyFolder(folder(), options)->newerThanGiven == sample().state().size - size);
        // Also when the folder no longer has it.
        std::filesystem::remove(path(notePath(size)));
        QVERIFY(verifyFolder(folder(), options)->newerThanGiven == sample().state().size - size);
        QVERIFY(base_io::replaceFile(path(notePath(size)), base::viewOf(*options.since)));
        VerifyOptions bad;
        bad.since = "no note";
        REFUSED(bad, "badFormat", "");
        audit::Checkpoint other = *audit::checkpointFromText(base::readNote(*options.since)->text);
        other.root.bytes[3] ^= 1;
        bad.since = *base::writeNote(sample().noteOf(other, SampleAuthority::recordQuorum));
        REFUSED(bad, "headMismatch", "other entries");
        other.size = sample().state().size + 1;
        bad.since = *base::writeNote(sample().noteOf(other, SampleAuthority::recordQuorum));
        REFUSED(bad, "headMismatch", "has only");
    }

    void aTornLineIsNamedWithItsPlace() {
        sample().found();
        const std::string record = base::textOf(*base_io::readRegularFile(path("record.jsonl"), 1 << 24));
        QVERIFY(base_io::replaceFile(path("record.jsonl"), base::viewOf(record + "{\"body\"")));
        REFUSED(anchored(), "recordBroken",
                "entry " + std::to_string(sample().state().size) + " at byte " +
                    std::to_string(record.size()));
        QVERIFY(base_io::replaceFile(path("record.jsonl"), {}));
        REFUSED({}, "recordBroken", "no entry");
        std::filesystem::remove(path("record.jsonl"));
        REFUSED({}, "fileMissing", "record.jsonl");
    }

    void cardsAnswerTheirOwnChallenge() {
        sample().open();
        CardEnrolled body = sample().enrolment("officer-1");
        body.signature = sample().enrolment("officer-2").signature;
        sample().add(body);
        REFUSED({}, "signatureInvalid", "entry 6 (card_enrolled) at byte ");
    }
    void aChallengeIsForOneRoleAndNonce() {
        sample().open();
        CardEnrolled body = sample().enrolment("officer-1");
        body.nonce = sample().nonce();
        sample().add(body);
        REFUSED({}, "signatureInvalid", "officer-1");
    }
    void aChallengeNamesAnEarlierEntry() {
        sample().open();
        CardEnrolled body = sample().enrolment("officer-1");
        body.head.hash.bytes[0] ^= 1;
        const custody::Officer& officer = sample().card("officer-1").officer;
        body.signature =
            sample().signWith("officer-1", *challengeStatement(sample().state(), body.role, officer.card(),
                                                               body.nonce, body.head));
        sample().add(body);
        REFUSED({}, "recordBroken", "a hash that this entry does not have");
    }

    void aFoundingSignatureIsByTheCardThatIsNamed() {
        const Bytes statement = proposePolicy();
        sample().add(FoundingSigned{"officer-1", sample().card("officer-1").officer.card(),
                                    sample().signWith("officer-4", statement)});
        REFUSED({}, "signatureInvalid", "the card of officer-1");
    }
    void theRosterDoesNotGrowBetweenTheSignatures() {
        sample().open();
        for (const std::string& person : SampleAuthority::everybody)
            if (person != "officer-5")
                sample().enrol(person);
        sample().add(PolicyProposed{custody::simplePolicy("sample", 3, 5).canonical()});
        const auto sign = [&](const std::string& person) {
            sample().add(FoundingSigned{person, sample().card(person).officer.card(),
                                        sample().signWith(person, *foundingStatement(sample().state()))});
        };
        for (const std::string& person : SampleAuthority::everybody)
            if (person != "officer-5")
                sign(person);
        sample().enrol("officer-5");
        sign("officer-5");
        REFUSED({}, "recordBroken", "one and the same founding statement");
    }
    void theAnchorIsTheDigestOfWhatWasSigned() {
        const Bytes statement = proposePolicy();
        for (const std::string& person : SampleAuthority::everybody)
            sample().add(FoundingSigned{person, sample().card(person).officer.card(),
                                        sample().signWith(person, statement)});
        sample().add(AuthorityFounded{ossl::sha256(base::viewOf("wishful"))});
        REFUSED({}, "recordBroken", "the anchor is not the digest");
    }
    void aPolicyIsNotReplacedByAnother() {
        sample().found();
        sample().addUnchecked(PolicyProposed{custody::simplePolicy("weak", 2, 3).canonical()});
        REFUSED(anchored(), "recordBroken", "after the founding");
    }

    void sharesAreProvenByTheirHolder() {
        sample().found();
        sample().prepareSet(custody::SetKind::soPin);
        ShareProven body = sample().shareProof("so-pin.1", "officer-1");
        body.signature = sample().shareProof("so-pin.1", "officer-2").signature;
        sample().add(body);
        REFUSED(anchored(), "signatureInvalid", "(share_proven)");
    }
    void aProofIsNotShownTwice() {
        sample().found();
        sample().prepareSet(custody::SetKind::soPin);
        const ShareProven body = sample().shareProof("so-pin.1", "officer-1");
        sample().add(body);
        ACCEPTED(anchored());
        sample().add(body);
        REFUSED(anchored(), "recordBroken", "not fresh");
    }
    void anEnvelopeThatIsAlteredOrMissing() {
        sample().found();
        sample().prepareSet(custody::SetKind::soPin);
        const std::string name = "envelopes/so-pin.1/3.der";
        Bytes envelope = *base_io::readRegularFile(path(name), 1 << 16);
        envelope.back() ^= 1;
        QVERIFY(base_io::replaceFile(path(name), envelope));
        REFUSED(anchored(), "digestMismatch", name);
        std::filesystem::remove(path(name));
        REFUSED(anchored(), "fileMissing", name);
    }
    void aCopyAtASizeIsWhatItsNameSays() {
        sample().foundToOpenCheckpoint();
        QTemporaryDir stick;
        const std::uint64_t size = sample().state().size;
        const std::filesystem::path root = stick.path().toStdString();
        std::filesystem::path copy = root / ("record-" + std::to_string(size));
        std::filesystem::copy(folder(), copy, std::filesystem::copy_options::recursive);
        QCOMPARE(outcome(verifyFolder(copy, anchored())), std::string("ok"));
        QCOMPARE(outcome(verifyFolder(copy / "", anchored())), std::string("ok"));
        const auto refusedAs = [&](const std::string& name, const char* code, const std::string& words) {
            std::filesystem::rename(copy, root / name);
            copy = root / name;
            const auto refused = verifyFolder(copy, anchored());
            QCOMPARE(outcome(refused), std::string(code));
            QVERIFY2(refused.error().detail.find(words) != std::string::npos, refused.error().detail.c_str());
        };
        refusedAs("record-0", "recordBroken", "a folder named record-0 holds a record of");
        refusedAs("record-" + std::to_string(size + 1), "recordBroken", "not what its name says");
        // It excuses no file that is missing, and is nothing without its note.
        std::filesystem::remove(copy / "envelopes/so-pin.1/3.der");
        refusedAs("record-" + std::to_string(size), "fileMissing", "envelopes/so-pin.1/3.der");
        std::filesystem::remove(copy / notePath(size));
        refusedAs("record-" + std::to_string(size), "fileMissing", notePath(size));
        // Another name says nothing.
        refusedAs("record-keeping", "fileMissing", "envelopes/so-pin.1/3.der");
    }
    void nothingInTheFolderLeadsElsewhere() {
        sample().foundToOpenCheckpoint();
        QTemporaryDir elsewhere;
        const std::filesystem::path outside = elsewhere.path().toStdString();
        ACCEPTED(anchored());
        for (const char* name : {"envelopes", "checkpoints", "envelopes/so-pin.1"}) {
            std::filesystem::rename(path(name), outside / "moved");
            std::filesystem::create_directory_symlink(outside / "moved", path(name));
            REFUSED(anchored(), "notRegularFile", name);
            std::filesystem::remove(path(name));
            std::filesystem::rename(outside / "moved", path(name));
            ACCEPTED(anchored());
        }
        for (const char* name : {"transcripts", "manifests", "objects", "plans", "aside", "anything"}) {
            std::filesystem::create_directory_symlink(outside, path(name));
            REFUSED(anchored(), "notRegularFile", name);
            std::filesystem::remove(path(name));
        }
    }
    void whatNoEntryNamesIsTold() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().signCertificate();
        const auto write = [&](const std::string& name) {
            std::filesystem::create_directories(path(name).parent_path());
            QVERIFY(base_io::replaceFile(path(name), base::viewOf("stray")));
        };
        for (const char* name : {"lock", "aside/torn", "checkpoints/.part-9.note", "manifests/.part-2.json"})
            write(name);
        const auto clean = verifyFolder(folder(), anchored());
        QVERIFY2(clean, clean ? "" : clean.error().detail.c_str());
        QVERIFY2(clean->warnings.empty(), clean->warnings.empty() ? "" : clean->warnings[0].c_str());
        const std::vector<std::string> strays{"certificates/sub.der",
                                              "crls/x.pem",
                                              "envelopes/evil.der",
                                              "envelopes/so-pin.1/6.der",
                                              "manifests/3.json",
                                              "notes.txt",
                                              "objects/" + std::string(64, '0'),
                                              "plans/x/y.yaml",
                                              "requests/a.csr",
                                              "transcripts/0001-found-root-3.txt"};
        for (const std::string& name : strays)
            write(name);
        const auto told = verifyFolder(folder(), anchored());
        QVERIFY2(told, told ? "" : told.error().detail.c_str());
        QCOMPARE(told->warnings.size(), strays.size());
        for (std::size_t i = 0; i < strays.size(); ++i)
            QVERIFY2(told->warnings[i].find("the file " + strays[i] + " is named by no entry") == 0,
                     told->warnings[i].c_str());
    }
    void anEnvelopeForAnotherCard() {
        sample().found();
        sample().prepareSet(custody::SetKind::soPin);
        // The next set's envelopes in each other's place, with the digests to match.
        ShareSetPrepared body = sample().state().sets.at("so-pin.1").prepared;
        body.set = "so-pin.2";
        std::swap(body.members[0].envelope, body.members[1].envelope);
        std::filesystem::create_directories(path("envelopes/so-pin.2"));
        for (int i = 1; i <= 5; ++i)
            std::filesystem::copy_file(path("envelopes/so-pin.1/" +
                                            std::to_string(i == 1   ? 2
                                                           : i == 2 ? 1
                                                                    : i) +
                                            ".der"),
                                       path("envelopes/so-pin.2/" + std::to_string(i) + ".der"));
        sample().add(body);
        REFUSED(anchored(), "recordBroken", "not sealed to the card of officer-1");
    }

    void aKeyProvesItself() {
        sample().found();
        sample().makeToken();
        sample().generateKey("root-key", "ca", "P-384");
        KeyGenerated body = std::get<KeyGenerated>(sample().state().ceremony->steps.at("3.1.1").back().body);
        sample().add(KeyGenerationIntended{"other", "ca", "P-384", "0b", "other", "5a3f000000000001"});
        body.key = "other";
        body.ckaId = "0b";
        body.proof.nonce = sample().nonce();
        sample().add(body);
        REFUSED(anchored(), "signatureInvalid", "(key_generated)");
    }

    void theRecordKeyIsIntroducedByTheRecordQuorum() {
        sample().found();
        sample().makeToken();
        sample().generateKey("record-key", "record", "P-256");
        sample().introduceRecordKey({"officer-1", "officer-2", "officer-3"}); // no witness
        REFUSED(anchored(), "recordBroken", "witness");
    }
    void noCardIntroducesTwice() {
        sample().found();
        sample().makeToken();
        sample().generateKey("record-key", "record", "P-256");
        sample().introduceRecordKey({"officer-1", "officer-2", "officer-2", "witness-1"});
        REFUSED(anchored(), "recordBroken", "twice");
    }
    void aCaKeyIsNoRecordKey() {
        sample().found();
        sample().makeToken();
        sample().generateKey("record-key", "ca", "P-256");
        sample().introduceRecordKey();
        REFUSED(anchored(), "recordBroken", "not generated as one");
    }

    void aNoteWithoutItsQuorum() {
        sample().foundToOpenCheckpoint();
        const std::uint64_t size = sample().state().size;
        const audit::Checkpoint checkpoint = sample().checkpointNow(CheckpointKind::open);
        replaceNote(sample().noteOf(checkpoint, {"officer-1", "officer-2", "witness-1"}), size);
        REFUSED(anchored(), "denied", notePath(size));
        replaceNote(sample().noteOf(checkpoint, {"officer-1", "officer-2", "officer-3"}), size);
        REFUSED(anchored(), "denied", "witness");
        base::Note note = sample().noteOf(checkpoint, SampleAuthority::recordQuorum);
        note.signatures.erase(note.signatures.begin());
        replaceNote(note, size);
        REFUSED(anchored(), "signatureInvalid", "lacks the signature of the record key");
        // A card under the record key's name and key id.
        note.signatures.insert(note.signatures.begin(), note.signatures.front());
        note.signatures.front().name = audit::recordKeyName(sample().state().authority);
        note.signatures.front().keyId = audit::recordKeyId(sample().key("record-key").publicKey().spki());
        replaceNote(note, size);
        REFUSED(anchored(), "signatureInvalid", "/record");
        // And under its own key id.
        note.signatures.front().keyId = audit::recordKeyId(sample().card("officer-1").officer.signSpki);
        replaceNote(note, size);
        REFUSED(anchored(), "signatureInvalid", "name and key id are not of one key");
        // Or left out.
        note.signatures.erase(note.signatures.begin());
        replaceNote(note, size);
        REFUSED(anchored(), "signatureInvalid", "lacks the signature of the record key");
    }
    void aForeignCardDoesNotCount() {
        sample().foundToOpenCheckpoint();
        const std::uint64_t size = sample().state().size;
        const ossl::PrivateKey foreign = *ossl::PrivateKey::generate("P-256");
        base::Note note = sample().noteOf(sample().checkpointNow(CheckpointKind::open),
                                          {"officer-1", "officer-2", "witness-1"});
        note.signatures.push_back(
            *audit::signAsCard(sample().state().authority, note.text, foreign, "ecdsa-with-SHA256"));
        replaceNote(note, size);
        REFUSED(anchored(), "denied", notePath(size));
        // Beside a full quorum it is passed over, but told.
        note.signatures.push_back(*audit::signAsCard(sample().state().authority, note.text,
                                                     sample().card("officer-4").sign, "ecdsa-with-SHA256"));
        replaceNote(note, size);
        const auto report = verifyFolder(folder(), anchored());
        QVERIFY(report && report->warnings.size() == 1);
    }
    void aNoteOfAnotherRecordOrSize() {
        sample().foundToOpenCheckpoint();
        const std::uint64_t size = sample().state().size;
        const auto expectRefused = [&](auto change, const char* words) {
            audit::Checkpoint checkpoint = sample().checkpointNow(CheckpointKind::open);
            change(checkpoint);
            replaceNote(sample().noteOf(checkpoint, SampleAuthority::recordQuorum), size);
            const auto refused = verifyFolder(folder(), anchored());
            QVERIFY2(!refused, words);
            QVERIFY2(refused.error().detail.find(words) != std::string::npos, refused.error().detail.c_str());
            QVERIFY2(refused.error().detail.find(notePath(size)) != std::string::npos,
                     refused.error().detail.c_str());
        };
        expectRefused([](auto& one) { one.root.bytes[0] ^= 1; }, "other entries");
        expectRefused([](auto& one) { one.chain.bytes[0] ^= 1; }, "other entries");
        expectRefused([](auto& one) { one.authority.bytes[0] ^= 1; }, "another authority");
        expectRefused([](auto& one) { one.size -= 1; }, "not its name");
        expectRefused([](auto& one) { one.mode = Mode::production; }, "another mode");
        expectRefused([](auto& one) { one.ceremony = "0002-found-root"; }, "ceremony");
        expectRefused([](auto& one) { one.kind = CheckpointKind::close; }, "ceremony_closed");
        expectRefused([](auto& one) { one.time.seconds -= 1; }, "before its last entry");
    }
    void sizesRiseAndEndWithTheRecord() {
        sample().foundToOpenCheckpoint();
        const std::uint64_t size = sample().state().size;
        // The same note again under a later name: its size does not rise.
        sample().prepareSet(custody::SetKind::mbk);
        std::filesystem::copy_file(path(notePath(size)), path(notePath(size + 1)));
        REFUSED(anchored(), "recordBroken", "not its name");
        std::filesystem::rename(path(notePath(size + 1)), path(notePath(size + 5)));
        REFUSED(anchored(), "recordBroken", "entries were cut from its end");
        std::filesystem::rename(path(notePath(size + 5)), path("checkpoints/latest.note"));
        REFUSED(anchored(), "recordBroken", "latest.note");
    }
    void anOpenNoteFollowsTheRecordKey() {
        sample().found();
        sample().checkpoint(CheckpointKind::open);
        REFUSED(anchored(), "recordBroken", "before a record key");
    }
    void anOpenNoteIsOwedForARecordKey() {
        sample().foundToOpenCheckpoint();
        const std::string note = notePath(sample().state().size);
        const std::string introduced = std::to_string(sample().state().size - 1);
        const Bytes bytes = *base_io::readRegularFile(path(note), 1 << 20);
        // As long as its step goes on, it may still come.
        std::filesystem::remove(path(note));
        ACCEPTED(anchored());
        sample().add(Resumed{});
        ACCEPTED(anchored());
        sample().backUp();
        REFUSED(anchored(), "recordBroken", "follows the record key of entry " + introduced + ", is missing");
        QVERIFY(base_io::replaceFile(path(note), bytes));
        ACCEPTED(anchored());
    }
    void theFirstNoteOfARecordKeyIsOpen() {
        sample().found();
        sample().makeToken();
        sample().generateKey("root-key", "ca", "P-384");
        sample().generateKey("record-key", "record", "P-256");
        sample().introduceRecordKey();
        sample().checkpoint(CheckpointKind::suspend);
        REFUSED(anchored(), "recordBroken", "is not `open`");
    }
    void aCeremonyThatStandsUnsealedIsTold() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().erase();
        sample().close();
        const std::uint64_t closing = sample().state().size - 2;
        std::filesystem::remove(path(notePath(closing)));
        const auto report = verifyFolder(folder(), anchored());
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
        QVERIFY(!report->closed && report->warnings.size() == 1);
        QVERIFY2(report->warnings[0].find("(entry " + std::to_string(closing - 1) + ") stands unsealed") !=
                     std::string::npos,
                 report->warnings[0].c_str());
    }
    void aLostCardNoLongerCosigns() {
        sample().foundToOpenCheckpoint();
        sample().add(CardLost{"officer-3", sample().card("officer-3").officer.card(), {"officer-1"}});
        sample().checkpoint(CheckpointKind::suspend);
        REFUSED(anchored(), "denied", notePath(sample().state().size));
    }
    void afterTheEraseCardsAlone() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().erase();
        sample().close();
        const auto report = verifyFolder(folder(), anchored());
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
        QVERIFY(report->warnings.empty());
    }

    void approvalsAreSignedOverTheRequest() {
        sample().foundToOpenCheckpoint();
        const base::Subject subject{"erase-order", 3, ossl::sha256(base::viewOf("abc"))};
        const auto asked = sample().request(base::Operation::erase, subject);
        ApprovalGiven body = sample().approval(asked, "officer-1");
        body.decision = "decline";
        sample().add(body);
        REFUSED(anchored(), "signatureInvalid", "(approval_given)");
    }
    void aWitnessNeverApproves() {
        sample().foundToOpenCheckpoint();
        const auto asked = sample().request(base::Operation::erase, {"erase-order", 3, {}});
        sample().addUnchecked(sample().approval(asked, "witness-1"));
        REFUSED(anchored(), "recordBroken", "witness");
    }
    void anActNeedsItsQuorumAndItsOwnRequest() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        EraseIntended erase = sample().prepareErase();
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request, {"officer-1", "officer-2"});
        sample().addUnchecked(erase);
        REFUSED(anchored(), "recordBroken", "2 of 3");
    }
    void aRequestServesOneAct() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        EraseIntended erase = sample().prepareErase();
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request);
        sample().add(erase);
        sample().add(IntentSettled{sample().state().headReference().seq, "not-done", ""});
        sample().addUnchecked(erase);
        REFUSED(anchored(), "recordBroken", "open request");
    }
    void aRequestForOneThingIsNotForAnother() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        EraseIntended erase = sample().prepareErase();
        erase.request = sample().request(base::Operation::destroy, {"destroy-order", 3, {}});
        sample().approve(erase.request);
        sample().addUnchecked(erase);
        REFUSED(anchored(), "recordBroken", "a request for 'destroy'");
    }
    void anEraseIsExactlyWhatWasApproved() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        EraseIntended erase = sample().prepareErase();
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request);
        erase.copies.pop_back();
        sample().addUnchecked(erase);
        REFUSED(anchored(), "recordBroken", "another erase-order than was approved");
    }
    void anEraseIsLockedUntilTwoMediaWereDrilled() {
        sample().foundToOpenCheckpoint();
        EraseIntended erase = sample().prepareErase();
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request);
        sample().addUnchecked(erase);
        REFUSED(anchored(), "recordBroken", "two media whose drill passed");
    }
    void anEraseIsLockedUntilTwoMediaCarryTheRecord() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        EraseIntended erase = sample().prepareErase();
        erase.copies.pop_back();
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request);
        sample().addUnchecked(erase);
        REFUSED(anchored(), "recordBroken", "two media carry the record");
    }
    void anEraseNamesItsCheckpoint() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        EraseIntended erase = sample().prepareErase();
        erase.checkpoint.back() = erase.checkpoint.back() == '0' ? '1' : '0';
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request);
        sample().addUnchecked(erase);
        REFUSED(anchored(), "recordBroken", "checkpoint");
    }
    void nothingIsApprovedThatIsNotOnRecord() {
        sample().foundToOpenCheckpoint();
        sample().request(base::Operation::signCertificate, {"tbs-certificate", 3, {}});
        REFUSED(anchored(), "recordBroken", "not on record");
    }
    void aQuorumIsThePolicysOwn() {
        sample().foundToOpenCheckpoint();
        sample().addUnchecked(ApprovalRequested{"erase", base::Subject{"erase-order", 3, {}}.text(), "-", "-",
                                                "-", sample().nonce(), 1});
        REFUSED(anchored(), "recordBroken", "another quorum");
    }
    void theObjectIsWhatWasApproved() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().signCertificate();
        ACCEPTED(anchored());
        // The next certificate's approval, and the first one's bytes as its outcome.
        ObjectSigned first;
        for (const Recorded& recorded : sample().state().ceremony->steps.at("5.1.1"))
            if (const auto* body = std::get_if<ObjectSigned>(&recorded.body))
                first = *body;
        TbsPrepared prepared;
        prepared.kind = "tbs-certificate";
        prepared.object = "root";
        prepared.number = "1268";
        prepared.algorithm = "ecdsa-with-SHA384";
        prepared.key = sample().state().keys.at("root-key").key;
        prepared.bytes = sample().state().prepared.front().prepared.bytes;
        const Bytes serial{0x02, 0x02, 0x12, 0x67};
        const auto at =
            std::search(prepared.bytes.begin(), prepared.bytes.end(), serial.begin(), serial.end());
        QVERIFY(at != prepared.bytes.end());
        at[3] = 0x68;
        prepared.digest = ossl::sha256(prepared.bytes);
        sample().add(prepared);
        const std::string lint = ossl::sha256(base::viewOf("{}")).hex();
        const auto asked = sample().request(base::Operation::signCertificate,
                                            {"tbs-certificate", prepared.bytes.size(), prepared.digest},
                                            prepared.key.hex(), prepared.algorithm, lint);
        sample().approve(asked);
        first.intent = sample().add(SignatureIntended{asked, prepared.digest}).seq;
        ACCEPTED(anchored());
        sample().addUnchecked(first);
        REFUSED(anchored(), "recordBroken", "does not hold the bytes that were approved");
    }
    void aCopyOfAnArtefactIsCompared() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().signCertificate();
        const std::string name = "certificates/root.der";
        QVERIFY(base_io::replaceFile(path(name), base::viewOf("another")));
        REFUSED(anchored(), "digestMismatch", name);
        std::filesystem::remove(path(name));
        const auto report = verifyFolder(folder(), anchored());
        QVERIFY(report && report->warnings.size() == 1);
        sample().add(ArtefactWritten{"../elsewhere", "-", {}});
        REFUSED(anchored(), "badFormat", "out of the folder");
    }
    // What people read as much as what cards sign; a copy that is gone is named, as the record has it all.
    void aTranscriptIsComparedAsJsonAndAsText() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().erase();
        const std::string name = "transcripts/0001-found-root-" + std::to_string(sample().state().size);
        sample().close();
        for (const char* ending : {".json", ".txt"}) {
            const std::string file = name + ending;
            const Bytes good = *base_io::readRegularFile(path(file), 1 << 16);
            Bytes altered = good;
            altered.back() ^= 0x20;
            QVERIFY(base_io::replaceFile(path(file), altered));
            REFUSED(anchored(), "digestMismatch", file);
            std::filesystem::remove(path(file));
            const auto report = verifyFolder(folder(), anchored());
            QVERIFY(report && report->warnings.size() == 1);
            QVERIFY2(report->warnings[0].find(file) != std::string::npos, report->warnings[0].c_str());
            QVERIFY(base_io::replaceFile(path(file), good));
            const auto restored = verifyFolder(folder(), anchored());
            QVERIFY(restored && restored->warnings.empty());
        }
    }
    void aPolicyIsChangedByItsQuorum() {
        sample().foundToOpenCheckpoint();
        custody::Policy policy = custody::simplePolicy("second", 4, 5);
        const base::Value value = policy.canonical();
        const std::string bytes = base::writeCanonical(value);
        const auto asked = sample().request(base::Operation::policy,
                                            {"policy", bytes.size(), ossl::sha256(base::viewOf(bytes))});
        sample().approve(asked);
        sample().add(PolicyChanged{asked, value});
        ACCEPTED(anchored());
        QVERIFY(*sample().state().policy == policy);
        const auto more = sample().request(base::Operation::policy, {"policy", 3, {}});
        sample().approve(more, {"officer-1", "officer-2", "officer-3", "officer-4"});
        sample().add(PolicyChanged{more, custody::simplePolicy("third", 3, 5).canonical()});
        REFUSED(anchored(), "recordBroken", "another policy than was approved");
    }

    void aMemberOfFewWordsHasNoOther() {
        sample().foundToOpenCheckpoint();
        const std::string serial = sample().state().tokens.at("hsm-1").serial;
        const std::vector<EntryBody> wrong{
            BlankProven{"hsm-1", "0", "-"},
            PinSwitchIntended{"C_InitTokenx", "hsm-1", serial, "so-pin.1", "-"},
            TokenReset{serial, "hammer"},
            EmptinessProven{serial, "resetx", "b"},
            IntentSettled{3, "perhaps", ""},
            ExceptionRaised{"joke", "", "", "", {}},
            CeremonyClosed{"completex"}};
        for (const EntryBody& body : wrong) {
            // Each on the same record, as its newest entry.
            QTemporaryDir other;
            SampleAuthority copy(other.path().toStdString());
            copy.foundToOpenCheckpoint();
            copy.addUnchecked(body);
            const auto refused = verifyFolder(copy.folder(), {});
            QCOMPARE(outcome(refused), std::string("badFormat"));
            QVERIFY2(refused.error().detail.find("cannot be") != std::string::npos,
                     refused.error().detail.c_str());
        }
    }
    void aSessionIsOpenedByItsQuorumAndClosedOnce() {
        const auto refused = [&](const EntryBody& body, const char* words) {
            init();
            sample().found();
            sample().makeToken();
            ACCEPTED(anchored());
            sample().addUnchecked(body);
            REFUSED(anchored(), "recordBroken", words);
        };
        init();
        sample().found();
        sample().makeToken();
        const std::string serial = sample().state().tokens.at("hsm-1").serial;
        sample().add(SessionClosed{"hsm-1", serial, "closed"});
        ACCEPTED(anchored());
        sample().add(SessionClosed{"hsm-1", serial, "closed"});
        REFUSED(anchored(), "recordBroken", "was not open");
        refused(SessionClosed{"hsm-1", "another", "closed"}, "another token");
        refused(SessionClosed{"hsm-2", serial, "closed"}, "another token");
        refused(SessionOpened{"hsm-1", serial, "user-pin.1", {"officer-1", "officer-2"}}, "fewer than");
        refused(SessionOpened{"hsm-1", serial, "user-pin.1", {"officer-1", "officer-2", "officer-2"}},
                "officer-2 twice");
        refused(SessionOpened{"hsm-1", serial, "user-pin.1", {"officer-1", "officer-2", "officer-4"}},
                "officer-4, who opened no share");
    }
    void allIsDestroyedThatTheInventoryNamed() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        EraseIntended erase = sample().prepareErase();
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request);
        sample().add(erase);
        const std::uint64_t size = std::filesystem::file_size(path("record.jsonl"));
        sample().addUnchecked(ObjectsDestroyed{erase.token, {erase.inventory.front()}});
        REFUSED(anchored(), "recordBroken", "was not destroyed");
        std::filesystem::resize_file(path("record.jsonl"), size);
        ACCEPTED(anchored());
    }
    void nothingElseIsDestroyed() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        EraseIntended erase = sample().prepareErase();
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request);
        sample().add(erase);
        std::vector<std::string> more = erase.inventory;
        more.push_back("private:03:another");
        sample().addUnchecked(ObjectsDestroyed{erase.token, more});
        REFUSED(anchored(), "recordBroken", "does not name");
    }
    // An erase that was cut short begins again under a new request; what is gone is gone.
    void anEraseThatBeginsAgainFindsLess() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        EraseIntended erase = sample().prepareErase();
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request);
        const std::uint64_t intent = sample().add(erase).seq;
        sample().add(IntentSettled{intent, "not-done", ""});
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request);
        sample().add(erase);
        sample().add(ObjectsDestroyed{erase.token, {erase.inventory.back()}});
        ACCEPTED(anchored());
    }
    void theNextCeremonyNamesTheCloseNote() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().erase();
        sample().close();
        const std::uint64_t closing = sample().state().size - 2;
        sample().openNext();
        ACCEPTED(anchored());
        std::filesystem::remove(path(notePath(closing)));
        REFUSED(anchored(), "recordBroken", "no valid close checkpoint");
    }
};

STRONGROOM_TEST_MAIN(TestVerify)
#include "tst_verify.moc"

// What verifyFolder says of checkpoints: who signed them, what they are about, which are owed.
#include "tests/support/verified_sample.h"

using namespace strongroom;
using namespace strongroom::authority;
using namespace strongroom::tests;
using audit::CheckpointKind;

class TestVerifyNotes : public VerifiedSample {
    Q_OBJECT

private slots:
    void init() { begin(); }

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

STRONGROOM_TEST_MAIN(TestVerifyNotes)
#include "tst_verify_notes.moc"

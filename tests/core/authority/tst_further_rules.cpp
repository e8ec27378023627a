// The rules for a further ceremony on a whole record made with keys in memory: opening, blank by the old SO
// set, the change of the SO PIN, restore, the record key of the second life. Each test adds one wrong entry
// to a right record.
#include "tests/support/verified_sample.h"

using namespace strongroom;
using namespace strongroom::authority;
using namespace strongroom::tests;

namespace {

const std::vector<std::string> restored{"SENSITIVE=1", "PRIVATE=1", "EXTRACTABLE=0", "SIGN=1"};

}

class TestFurtherRules : public VerifiedSample {
    Q_OBJECT

private slots:
    void init() {
        begin();
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().erase();
        sample().close();
    }

    void aWholeSecondLife() {
        sample().openNext();
        activate();
        ACCEPTED(anchored());
        restore();
        ACCEPTED(anchored());
        const KeyState& root = sample().state().keys.at("root-key");
        QVERIFY(root.token == serial() && !root.extractable && root.drilledMedia.size() == 2);
        sample().generateKey("record-key", "record", "P-256");
        sample().introduceRecordKey();
        sample().checkpoint(audit::CheckpointKind::open);
        ACCEPTED(anchored());
        const auto replayed = replay(folder() / "record.jsonl");
        QVERIFY(replayed && *replayed == sample().state());
    }

    void anOpeningNamesWhatItGoesOnFrom_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("words");
        QTest::newRow("typed by one") << 0 << "was not typed by two persons";
        QTest::newRow("tail confirmed by one") << 1 << "not confirmed, by two persons";
        QTest::newRow("another tail") << 2 << "another tail";
        QTest::newRow("not among the candidates") << 3 << "none of the candidates";
        QTest::newRow("another note") << 4 << "after another checkpoint";
        QTest::newRow("no note") << 5 << "another checkpoint";
    }
    void anOpeningNamesWhatItGoesOnFrom() {
        QFETCH(int, which);
        QFETCH(QString, words);
        const base::EntryReference last = sample().state().headReference();
        sample().openNext();
        // The same opening once more, on a copy of the record without it, with one thing wrong.
        CeremonyOpened opened = sample().state().ceremony->opened;
        QTemporaryDir other;
        SampleAuthority wrong(other.path().toStdString());
        wrong.foundToOpenCheckpoint();
        wrong.backUp();
        wrong.erase();
        wrong.close();
        opened.previous = noteBefore(wrong);
        opened.candidates = {{"disk", audit::toText({wrong.state().size, wrong.state().head})}};
        QCOMPARE(last.seq + 1, wrong.state().size);
        if (which == 0)
            opened.headTypedBy = {"officer-1", "officer-1"};
        else if (which == 1)
            opened.tailConfirmedBy = {"officer-1"};
        else if (which == 2)
            opened.tailSize = 1;
        else if (which == 3)
            opened.candidates.front().head = audit::toText({wrong.state().size - 1, wrong.state().head});
        else if (which == 4)
            opened.previous = ossl::sha256(base::viewOf("another note"));
        else
            opened.previous = {};
        wrong.beginCeremony("0002-sign-crl");
        wrong.addUnchecked(opened);
        VerifyOptions options;
        options.anchor = wrong.state().anchor;
        const auto refused = verifyFolder(wrong.folder(), options);
        QVERIFY(!refused);
        QVERIFY2(refused.error().detail.find(words.toStdString()) != std::string::npos,
                 refused.error().detail.c_str());
    }

    void blankIsProvenByTheOldSet() {
        sample().openNext();
        identify();
        open("so-pin.1", {"officer-1", "officer-2"});
        sample().addUnchecked(BlankProven{"hsm-1", "b", "so-pin.1"});
        REFUSED(anchored(), "recordBroken", "only 2 of 3 holders opened");
    }
    void blankIsProvenByNoOtherSet() {
        sample().openNext();
        identify();
        open("so-pin.1");
        sample().addUnchecked(BlankProven{"hsm-1", "b", "mbk.1"});
        REFUSED(anchored(), "recordBroken", "only 0 of 3 holders");
    }

    void blankIsNotProvenByADeadSet() {
        sample().openNext();
        identify();
        open("so-pin.1");
        sample().add(ShareSetDead{"so-pin.1", "test"});
        sample().addUnchecked(BlankProven{"hsm-1", "b", "so-pin.1"});
        REFUSED(anchored(), "recordBroken", "share set so-pin.1 is dead");
    }
    void oneHsmHasOneName() {
        sample().openNext();
        sample().addUnchecked(TokenIdentified{"hsm-2", "/usr/lib/module.so", "slot 0", "Sample", "Model 1",
                                              serial(), "1.0", ossl::sha256(base::viewOf("module"))});
        REFUSED(anchored(), "recordBroken", "the HSM 'hsm-1' was identified as 'hsm-2', too");
    }

    void theTokenIsInitialisedWithTheOldSet() {
        sample().openNext();
        prepare();
        open("so-pin.1"), open("so-pin.2");
        sample().addUnchecked(PinSwitchIntended{"C_InitToken", "hsm-1", serial(), "so-pin.2", "sample"});
        REFUSED(anchored(), "recordBroken", "another SO set than the one that opens it");
    }

    void theNewSoPinNeedsBothQuorums() {
        sample().openNext();
        prepare();
        open("so-pin.1"), open("so-pin.2", {"officer-4", "officer-5"});
        initialiseToken();
        sample().addUnchecked(PinSwitchIntended{"C_SetPIN", "hsm-1", serial(), "so-pin.2", "-"});
        REFUSED(anchored(), "recordBroken", "only 2 of 3 holders opened their share of so-pin.2");
    }

    void theOldSetIsRetiredAfterTheNewOneIsActive() {
        sample().openNext();
        prepare();
        sample().addUnchecked(ShareSetRetired{"so-pin.1", "so-pin.2"});
        REFUSED(anchored(), "recordBroken", "retired before another one was active");
    }

    void aRestoreNeedsItsQuorumsAndItsOrder_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("words");
        QTest::newRow("shares from the disk") << 0 << "only 0 of 3 holders opened their share of mbk.1";
        QTest::newRow("too few approvals") << 1 << "before its quorum approved";
        QTest::newRow("another medium") << 2 << "another restore-order";
        QTest::newRow("another key") << 3 << "a key that the backup does not hold";
        QTest::newRow("no backup") << 4 << "nobody prepared";
    }
    void aRestoreNeedsItsQuorumsAndItsOrder() {
        QFETCH(int, which);
        QFETCH(QString, words);
        sample().openNext();
        activate();
        const auto asked = askRestore("backup-a");
        sample().approve(asked, which == 1 ? SampleAuthority::Persons{"officer-1", "officer-2"}
                                           : SampleAuthority::quorum);
        const std::string medium = which == 2 ? "backup-b" : "backup-a";
        open("mbk.1", SampleAuthority::quorum, which == 0 ? "disk" : medium);
        sample().addUnchecked(
            RestoreIntended{serial(), medium, which == 3 ? "00ff" : rootId(), which == 4 ? 7u : 1u, asked});
        REFUSED(anchored(), "recordBroken", words.toStdString());
    }

    void oneOrderRestoresAKeyOnce() {
        sample().openNext();
        activate();
        const auto asked = restore();
        sample().addUnchecked(RestoreIntended{serial(), "backup-a", rootId(), 1, asked});
        REFUSED(anchored(), "recordBroken", "a key that is in an HSM");
    }

    void aRestoreThatWasCutShortIsApprovedAnew() {
        sample().openNext();
        activate();
        const auto asked = approvedRestore();
        const auto intent = sample().add(RestoreIntended{serial(), "backup-a", rootId(), 1, asked});
        sample().add(IntentSettled{intent.seq, "undone", "half a key"});
        ACCEPTED(anchored());
        sample().addUnchecked(RestoreIntended{serial(), "backup-a", rootId(), 1, asked});
        REFUSED(anchored(), "recordBroken", "without an open request");
    }

    void aRestoredKeyIsTheOneGenerated_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("words");
        QTest::newRow("another purpose") << 0 << "in its proof";
        QTest::newRow("another medium") << 1 << "in its proof";
        QTest::newRow("extractable") << 2 << "without EXTRACTABLE=0";
        QTest::newRow("another key") << 3 << "not the one generated";
        QTest::newRow("without intent") << 4 << "without its intent";
    }
    void aRestoredKeyIsTheOneGenerated() {
        QFETCH(int, which);
        QFETCH(QString, words);
        sample().openNext();
        activate();
        const auto asked = approvedRestore();
        if (which != 4)
            sample().add(RestoreIntended{serial(), "backup-a", rootId(), 1, asked});
        KeyRestored body{
            serial(), rootId(), sample().state().keys.at("root-key").key, restored,
            sample().proofOf("root-key",
                             which == 0 ? base::ProofPurpose::drill : base::ProofPurpose::restored,
                             which == 1 ? "backup-b" : "backup-a")};
        if (which == 2)
            body.attributes[2] = "EXTRACTABLE=1";
        if (which == 3)
            body.key = sample().state().keys.at("record-key").key;
        sample().addUnchecked(body);
        REFUSED(anchored(), which < 2 ? "signatureInvalid" : "recordBroken", words.toStdString());
    }

    void noKeyIsGeneratedTwice() {
        sample().openNext();
        activate();
        const std::string id = "0102030405060708090a0b0c0d0e0f1011121314";
        sample().add(KeyGenerationIntended{"root-key", "ca", "P-384", id, "root-key", serial()});
        sample().addUnchecked(
            KeyGenerated{"root-key",
                         id,
                         sample().state().keys.at("root-key").spki,
                         {"SENSITIVE=1"},
                         sample().proofOf("root-key", base::ProofPurpose::generated, std::nullopt)});
        REFUSED(anchored(), "recordBroken", "was generated twice");
    }
    void noKeyHasTheIdOfAnother() {
        sample().openNext();
        activate();
        sample().addUnchecked(
            KeyGenerationIntended{"other-key", "ca", "P-384", rootId(), "other-key", serial()});
        REFUSED(anchored(), "recordBroken", "which another one has");
    }

private:
    std::string serial() { return sample().state().tokens.at("hsm-1").serial; }
    std::string rootId() { return sample().state().keys.at("root-key").intended.ckaId; }

    static Digest noteBefore(const SampleAuthority& sample) {
        const authority::CeremonyState& ceremony = *sample.state().ceremony;
        return sample.noteDigest(ceremony.closing.seq + 1);
    }

    void open(const std::string& set, const SampleAuthority::Persons& persons = SampleAuthority::quorum,
              const std::string& source = "disk") {
        for (const std::string& person : persons)
            sample().add(ShareOpened{set, person, sample().state().sets.at(set).set.memberOf(person)->member,
                                     sample().card(person).officer.card(), source});
    }
    void identify() {
        sample().add(TokenIdentified{"hsm-1", "/usr/lib/module.so", "slot 0", "Sample", "Model 1", serial(),
                                     "1.0", ossl::sha256(base::viewOf("module"))});
    }
    // Blank, and new sets that every holder proved.
    void prepare() {
        identify();
        open("so-pin.1");
        sample().add(BlankProven{"hsm-1", "b", "so-pin.1"});
        for (const auto kind : {custody::SetKind::soPin, custody::SetKind::userPin}) {
            sample().prepareSet(kind);
            const std::string set = custody::SetId{kind, 2}.text();
            for (const custody::ShareMember& member : sample().state().sets.at(set).set.members) {
                const std::string person = member.person;
                sample().prove(set, person);
            }
        }
    }
    void initialiseToken() {
        sample().add(PinSwitchIntended{"C_InitToken", "hsm-1", serial(), "so-pin.1", "sample"});
        sample().add(TokenInitialised{"hsm-1", serial(), "so-pin.1"});
    }
    // Up to a user PIN of the second life.
    void activate() {
        prepare();
        for (const char* set : {"so-pin.1", "so-pin.2", "user-pin.2"})
            open(set);
        initialiseToken();
        sample().add(PinSwitchIntended{"C_SetPIN", "hsm-1", serial(), "so-pin.2", "-"});
        sample().add(ShareSetActive{"so-pin.2", serial()});
        sample().add(ShareSetRetired{"so-pin.1", "so-pin.2"});
        sample().add(PinSwitchIntended{"C_InitPIN", "hsm-1", serial(), "user-pin.2", "-"});
        sample().add(ShareSetActive{"user-pin.2", serial()});
    }
    base::EntryReference askRestore(const std::string& medium) {
        const Bytes order = restoreOrder(sample().state().backups.at(1).manifest.digest(), medium, serial());
        return sample().request(base::Operation::restore,
                                {"restore-order", order.size(), ossl::sha256(order)});
    }
    // From backup-a, with the shares on it opened.
    base::EntryReference approvedRestore() {
        const auto asked = askRestore("backup-a");
        sample().approve(asked);
        open("mbk.1", SampleAuthority::quorum, "backup-a");
        return asked;
    }
    base::EntryReference restore() {
        const auto asked = approvedRestore();
        sample().add(RestoreIntended{serial(), "backup-a", rootId(), 1, asked});
        sample().add(KeyRestored{serial(), rootId(), sample().state().keys.at("root-key").key, restored,
                                 sample().proofOf("root-key", base::ProofPurpose::restored, "backup-a")});
        return asked;
    }
};

STRONGROOM_TEST_MAIN(TestFurtherRules)
#include "tst_further_rules.moc"

// What verifyFolder says of outcomes: each is that of its intent, and of the one that is open.
#include "tests/support/verified_sample.h"

using namespace strongroom;
using namespace strongroom::authority;
using namespace strongroom::tests;

namespace {

constexpr const char* serial = "5a3f000000000001";

}

class TestOutcomes : public VerifiedSample {
    Q_OBJECT

private slots:
    void init() { begin(); }

    void aCardIsMadeForThePersonIntended() {
        sample().open();
        sample().addUnchecked(CardInitialised{"officer-1", "01"});
        REFUSED(VerifyOptions(), "recordBroken", "initialised without its intent");
    }
    void aCardsKeysAreThoseIntended_data() {
        QTest::addColumn<QString>("person");
        QTest::addColumn<bool>("decrypts");
        QTest::newRow("another person") << "officer-2" << true;
        QTest::newRow("no key to decrypt") << "officer-1" << false;
    }
    void aCardsKeysAreThoseIntended() {
        QFETCH(QString, person);
        QFETCH(bool, decrypts);
        sample().open();
        sample().add(CardKeysIntended{"officer-1", "0123", "01", "02"});
        const custody::Officer& officer = SampleAuthority::card("officer-1").officer;
        sample().addUnchecked(CardKeysGenerated{person.toStdString(), officer.signSpki,
                                                decrypts ? Bytes(officer.decryptSpki) : Bytes()});
        REFUSED(VerifyOptions(), "recordBroken", "keys of a card were generated without their intent");
    }
    void aTokenIsInitialisedAsIntended_data() {
        QTest::addColumn<int>("which");
        QTest::newRow("without intent") << 0;
        QTest::newRow("another set") << 1;
        QTest::newRow("another call") << 2;
    }
    void aTokenIsInitialisedAsIntended() {
        QFETCH(int, which);
        prepareSets();
        if (which == 1)
            sample().add(PinSwitchIntended{"C_InitToken", "hsm-1", "-", "so-pin.1", "sample"});
        if (which == 2)
            sample().add(PinSwitchIntended{"C_InitPIN", "hsm-1", "-", "user-pin.1", "-"});
        sample().addUnchecked(TokenInitialised{"hsm-1", serial, which == 0 ? "so-pin.1" : "user-pin.1"});
        REFUSED(anchored(), "recordBroken", "a token was initialised without its intent");
    }
    void aSetIsActiveWhenTheTokenHasItsPin_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("words");
        QTest::newRow("not initialised") << 0 << "was not initialised";
        QTest::newRow("no intent") << 1 << "no token was given";
        QTest::newRow("settled, not done") << 2 << "without its intent";
        QTest::newRow("another token") << 3 << "was not initialised";
        QTest::newRow("an MBK ends no switch") << 4 << "every medium was drilled";
    }
    void aSetIsActiveWhenTheTokenHasItsPin() {
        QFETCH(int, which);
        QFETCH(QString, words);
        prepareSets();
        if (which != 0)
            initialise();
        if (which == 2) {
            for (const char* set : {"so-pin.1", "user-pin.1"})
                openShares(set);
            const auto intent =
                sample().add(PinSwitchIntended{"C_InitPIN", "hsm-1", serial, "user-pin.1", "-"});
            sample().add(IntentSettled{intent.seq, "not-done", ""});
        }
        if (which == 4)
            sample().prepareSet(custody::SetKind::mbk);
        sample().addUnchecked(
            ShareSetActive{which == 4 ? "mbk.1" : "user-pin.1", which == 3 ? "SAMPLE-9" : serial});
        REFUSED(anchored(), "recordBroken", words.toStdString());
    }
    void whatIsSettledIsWhatIsOpen_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("words");
        QTest::newRow("another") << 0 << "settled that is not open";
        QTest::newRow("none open") << 1 << "settled that is not open";
        QTest::newRow("failed, another") << 2 << "not intended";
        QTest::newRow("failed, none open") << 3 << "not intended";
    }
    void whatIsSettledIsWhatIsOpen() {
        QFETCH(int, which);
        QFETCH(QString, words);
        sample().foundToOpenCheckpoint();
        std::uint64_t intent = 3;
        if (which % 2 == 0)
            intent = sample().add(MediumWriteIntended{"backup-a", "record-9"}).seq - 1;
        if (which < 2)
            sample().addUnchecked(IntentSettled{intent, "not-done", ""});
        else
            sample().addUnchecked(ActFailed{intent, "ioFailed", "full", "-"});
        REFUSED(anchored(), "recordBroken", words.toStdString());
    }
    void aBackupGoesOntoItsOwnMediaWhenSigned_data() {
        QTest::addColumn<QString>("medium");
        QTest::addColumn<QString>("into");
        QTest::addColumn<QString>("words");
        QTest::newRow("another medium") << "evil"
                                        << "keys-1"
                                        << "to another medium";
        QTest::newRow("nobody prepared") << "backup-a"
                                         << "keys-2"
                                         << "nobody prepared";
        QTest::newRow("another spelling") << "backup-a"
                                          << "keys-01"
                                          << "nobody prepared";
    }
    void aBackupGoesOntoItsOwnMediaWhenSigned() {
        QFETCH(QString, medium);
        QFETCH(QString, into);
        QFETCH(QString, words);
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().addUnchecked(MediumWriteIntended{medium.toStdString(), into.toStdString()});
        REFUSED(anchored(), "recordBroken", words.toStdString());
    }
    void aDrillIsOfABackupThatLiesThere() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        sample().addUnchecked(DrillIntended{"backup-c", "mbk.1", 1});
        REFUSED(anchored(), "recordBroken", "was not written");
    }
    void anHsmIsOpenedByWhatIsInUseThere() {
        sample().foundToOpenCheckpoint();
        sample().backUp();
        openShares("mbk.1");
        sample().addUnchecked(SessionOpened{"hsm-1", serial, "mbk.1", SampleAuthority::quorum});
        REFUSED(anchored(), "recordBroken", "not in use there");
    }

private:
    void prepareSets() {
        sample().found();
        for (const auto kind : {custody::SetKind::soPin, custody::SetKind::userPin}) {
            sample().prepareSet(kind);
            for (const std::string& person : SampleAuthority::everybody)
                if (SampleAuthority::card(person).decrypt)
                    sample().prove(custody::SetId{kind, 1}.text(), person);
        }
    }
    void openShares(const std::string& set) {
        for (const std::string& person : SampleAuthority::quorum)
            sample().add(ShareOpened{set, person, sample().state().sets.at(set).set.memberOf(person)->member,
                                     SampleAuthority::card(person).officer.card(), "disk"});
    }
    void initialise() {
        sample().add(PinSwitchIntended{"C_InitToken", "hsm-1", "-", "so-pin.1", "sample"});
        sample().add(TokenInitialised{"hsm-1", serial, "so-pin.1"});
        sample().add(ShareSetActive{"so-pin.1", serial});
    }
};

STRONGROOM_TEST_MAIN(TestOutcomes)
#include "tst_outcomes.moc"

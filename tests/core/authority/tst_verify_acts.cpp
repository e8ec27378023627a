// What verifyFolder says of acts that need a quorum: each has its own request, granted for exactly this.
#include "tests/support/verified_sample.h"

using namespace strongroom;
using namespace strongroom::authority;
using namespace strongroom::tests;
using audit::CheckpointKind;

class TestVerifyActs : public VerifiedSample {
    Q_OBJECT

private slots:
    void init() { begin(); }

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
        EraseIntended erase = approveErase();
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
        EraseIntended erase = approveErase();
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
    void allIsDestroyedThatTheInventoryNamed() {
        EraseIntended erase = approveErase();
        sample().add(erase);
        const std::uint64_t size = std::filesystem::file_size(path("record.jsonl"));
        sample().addUnchecked(ObjectsDestroyed{erase.token, {erase.inventory.front()}});
        REFUSED(anchored(), "recordBroken", "was not destroyed");
        std::filesystem::resize_file(path("record.jsonl"), size);
        ACCEPTED(anchored());
    }
    void nothingElseIsDestroyed() {
        EraseIntended erase = approveErase();
        sample().add(erase);
        std::vector<std::string> more = erase.inventory;
        more.push_back("private:03:another");
        sample().addUnchecked(ObjectsDestroyed{erase.token, more});
        REFUSED(anchored(), "recordBroken", "does not name");
    }
    // An erase that was cut short begins again under a new request; what is gone is gone.
    void anEraseThatBeginsAgainFindsLess() {
        EraseIntended erase = approveErase();
        const std::uint64_t intent = sample().add(erase).seq;
        sample().add(IntentSettled{intent, "not-done", ""});
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request);
        sample().add(erase);
        sample().add(ObjectsDestroyed{erase.token, {erase.inventory.back()}});
        ACCEPTED(anchored());
    }
    // PROTOCOL P10: each part of an erase rests on the one before it.
    void thePartsOfAnEraseComeInOrder_data() {
        QTest::addColumn<QString>("done");
        QTest::addColumn<QString>("next");
        QTest::newRow("reset, nothing destroyed") << ""
                                                  << "r";
        QTest::newRow("reset, not looked at") << "d"
                                              << "r";
        QTest::newRow("looked at, nothing destroyed") << ""
                                                      << "l";
        QTest::newRow("proven reset, not reset") << "dl"
                                                 << "p";
        QTest::newRow("proven reset at once") << ""
                                              << "p";
        QTest::newRow("destroyed twice") << "d"
                                         << "d";
        QTest::newRow("destroyed after the reset") << "dlr"
                                                   << "d";
        QTest::newRow("reset twice") << "dlr"
                                     << "r";
        QTest::newRow("further down than before") << "d!"
                                                  << "r";
        QTest::newRow("further down, not looked at") << "dlr!"
                                                     << "p";
        QTest::newRow("after the whole erase") << "dlrp!"
                                               << "r";
    }
    void thePartsOfAnEraseComeInOrder() {
        QFETCH(QString, done);
        QFETCH(QString, next);
        EraseIntended erase = approveErase();
        sample().add(erase);
        for (const QChar part : done)
            if (part == '!')
                eraseAgain(erase, !done.contains('p'));
            else
                sample().add(partOf(erase, part));
        sample().addUnchecked(partOf(erase, next.front()));
        REFUSED(anchored(), "recordBroken", "not in their order");
    }
    void anEraseBeginsAgainWhereItWas_data() {
        QTest::addColumn<QString>("done");
        QTest::newRow("whole") << "dlrp";
        QTest::newRow("from the start") << "!dlrp";
        QTest::newRow("destroyed again") << "d!dlrp";
        QTest::newRow("looked at again") << "d!lrp";
        QTest::newRow("from the reset") << "dl!rp";
        QTest::newRow("reset on record") << "dlr!rp";
        QTest::newRow("twice") << "dl!r!rp";
        QTest::newRow("with the button") << "bp";
    }
    void anEraseBeginsAgainWhereItWas() {
        QFETCH(QString, done);
        EraseIntended erase = approveErase();
        sample().add(erase);
        for (const QChar part : done)
            if (part == '!')
                eraseAgain(erase, true);
            else
                sample().add(partOf(erase, part));
        sample().close();
        ACCEPTED(anchored());
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

private:
    // d(estroyed), l(ooked at), r(eset), b(utton), p(roven reset).
    static EntryBody partOf(const EraseIntended& erase, QChar part) {
        if (part == 'd')
            return ObjectsDestroyed{erase.token, erase.inventory};
        if (part == 'r' || part == 'b')
            return TokenReset{erase.token, part == 'b' ? "button" : "C_InitToken"};
        return EmptinessProven{erase.token, part == 'l' ? "destroyed" : "reset", "b"};
    }
    void eraseAgain(EraseIntended& erase, bool isPending) {
        if (isPending)
            sample().add(
                IntentSettled{sample().state().ceremony->pendingIntent->reference.seq, "not-done", ""});
        else
            sample().add(InventoryTaken{"hsm-1", erase.token, erase.inventory});
        erase.request = sample().requestErase(erase);
        sample().approve(erase.request);
        sample().add(erase);
    }
};

STRONGROOM_TEST_MAIN(TestVerifyActs)
#include "tst_verify_acts.moc"

// verifyFolder over whole records made with real keys: anchor and head, the founding, cards, shares and keys.
#include "tests/support/verified_sample.h"

using namespace strongroom;
using namespace strongroom::authority;
using namespace strongroom::tests;
using audit::CheckpointKind;

class TestVerify : public VerifiedSample {
    Q_OBJECT

private slots:
    void init() { begin(); }

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
        begin();
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
    void aMemberOfFewWordsHasNoOther() {
        sample().foundToOpenCheckpoint();
        const std::string serial = sample().state().tokens.at("hsm-1").serial;
        const std::vector<EntryBody> wrong{
            BlankProven{"hsm-1", "0", "-"},
            WorkstationChecked{{}, "maybe", "locked", "", {}},
            WorkstationChecked{{}, "off", "none", "", {}},
            KeyGenerationIntended{"k", "evil", "P-384", "01", "k", serial},
            ExceptionEnded{3, "banana"},
            PinSwitchIntended{"C_InitTokenx", "hsm-1", serial, "so-pin.1", "-"},
            TokenReset{serial, "hammer"},
            EmptinessProven{serial, "resetx", "b"},
            IntentSettled{3, "perhaps", ""},
            ExceptionRaised{"joke", "", "", "", {"officer-1"}},
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
    void aPersonIsARoleAndANumber() {
        const Digest card = SampleAuthority::card("officer-1").officer.card();
        const base::EntryReference head{1, {}};
        const std::vector<std::pair<EntryBody, std::string>> wrong{
            {Confirmed{"read", {}, {}}, "names nobody"},
            {Confirmed{"read", {"officer-1", "Eve"}, {}}, "not 'Eve'"},
            {ClockConfirmed{{}, {}, {"officer-01"}}, "not 'officer-01'"},
            {Suspended{"lunch", {"boss-1"}}, "not 'boss-1'"},
            {ExceptionRaised{"note", "a", "b", "c", {}}, "names nobody"},
            {CardSignedIn{"officer", card, {}, head, {}}, "not 'officer'"},
            {Refused{"act", "denied", "", "somebody"}, "not 'somebody'"}};
        for (const auto& [body, words] : wrong) {
            const auto read = readBody(typeOf(body), writeBody(body));
            QCOMPARE(outcome(read), std::string("badFormat"));
            QVERIFY2(read.error().detail.find(words) != std::string::npos, read.error().detail.c_str());
        }
        QVERIFY(readBody("refused", writeBody(Refused{"act", "denied", "", "-"})));
    }
    void theFirstCeremonyHasTheAuthoritysPlan_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("words");
        QTest::newRow("as it is") << 0 << "";
        QTest::newRow("another plan") << 1 << "another plan";
        QTest::newRow("a candidate") << 2 << "a record before it";
        QTest::newRow("a head") << 3 << "a record before it";
        QTest::newRow("a head that did not match") << 4 << "a record before it";
        QTest::newRow("a tail") << 5 << "names one before it";
    }
    void theFirstCeremonyHasTheAuthoritysPlan() {
        QFETCH(int, which);
        QFETCH(QString, words);
        const Digest plan = ossl::sha256(base::viewOf("plan"));
        CeremonyOpened opened;
        opened.planId = "found-root";
        opened.plan = which == 1 ? ossl::sha256(base::viewOf("other")) : plan;
        if (which == 2)
            opened.candidates = {{"disk", audit::toText({1, plan})}};
        if (which == 3)
            opened.headTypedBy = {"officer-1", "officer-2"};
        opened.mistyped = which == 4 ? 1 : 0;
        opened.tailSize = which == 5 ? 1 : 0;
        sample().addUnchecked(AuthorityCreated{1, "Sample", sample().nonce(), {}, plan});
        sample().addUnchecked(opened);
        if (words.isEmpty())
            ACCEPTED({});
        else
            REFUSED({}, "recordBroken", words.toStdString());
    }
    void theFirstEntryHasItsFormatAndNonce() {
        AuthorityCreated created{1, "Sample", sample().nonce(), {}, {}};
        QVERIFY(readBody("authority_created", writeBody(created)));
        created.nonce.pop_back();
        QCOMPARE(outcome(readBody("authority_created", writeBody(created))), std::string("badFormat"));
        created.nonce = sample().nonce();
        created.format = 2;
        QCOMPARE(outcome(readBody("authority_created", writeBody(created))), std::string("unsupported"));
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
};

STRONGROOM_TEST_MAIN(TestVerify)
#include "tst_verify.moc"

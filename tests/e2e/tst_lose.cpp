// A card is lost in the middle of a ceremony, and replaced: the lost one does nothing any more, the new one
// opens what was split over it and nothing older; the keys come back from the new copies by programs that
// know nothing of us; what the old copies open is told until they are destroyed. Killed after each entry that
// is new here, it goes on to a valid end.
#include "kill_point.h"
#include "lost_card.h"
#include "recovery.h"
#include "rehearsal_folder.h"

#include "core/audit/chain.h"
#include "core/authority/exposure.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <set>

using namespace strongroom;
using namespace strongroom::test;

class TestLose : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        m_plan = writeLostCardPlan(m_temporary.path() + "/resources");
        QVERIFY(!m_plan.isEmpty());
        QProcessEnvironment environment = withoutFlushes(watched(folder(), "record"));
        environment.insert("KILL_POINT_TARGET", m_temporary.path() + "/copies");
        const Said said = run(strongroomProgram(), {"rehearse", m_plan, "--out", folder()}, environment);
        QVERIFY2(said.exitCode == 0, said.error.constData());
        auto rehearsal = RehearsalFolder::open(path());
        SR_VERIFY(rehearsal);
        m_types = *rehearsal->types();
    }

    void itsEndIsValid() {
        auto rehearsal = RehearsalFolder::open(path());
        SR_VERIFY(rehearsal);
        SR_VERIFY(rehearsal->checkEnd());
        const authority::AuthorityState& state = rehearsal->state();
        const Said said = run(verifierProgram(), {folder() + "/authority", "--anchor",
                                                  QString::fromStdString(state.anchor->hex())});
        QCOMPARE(said.exitCode, 0);
        QVERIFY(said.output.startsWith("VERIFIED\n"));
        QVERIFY(!said.output.contains("exposed"));
        const auto life = [&](const char* set) { return state.sets.at(set).life; };
        QVERIFY(life("mbk.1") == custody::SetState::dead && life("mbk.2") == custody::SetState::active);
        QVERIFY(life("so-pin.1") == custody::SetState::retired);
        QVERIFY(life("so-pin.2") == custody::SetState::active);
        QVERIFY(life("user-pin.1") == custody::SetState::retired);
        QCOMPARE(state.backups.at(2).manifest.previous, state.backups.at(1).manifest.digest());
        QCOMPARE(state.lostCards.size(), std::size_t(1));
        QCOMPARE(state.roster.officers().size(), std::size_t(6));
        QCOMPARE(state.roster.officers()[1].person, std::string("officer-2"));
        QVERIFY(!state.lostCards.contains(state.roster.officers()[1].card()));
    }

    // The old media are no more: nobody drills them or looks for them.
    void whatIsDueIsOfTheNewMedia() {
        const Said said = run(verifierProgram(), {"--due", folder() + "/authority"});
        QCOMPARE(said.exitCode, 0);
        const QByteArray due = said.output.mid(said.output.indexOf("\nDue "));
        for (const char* medium : {"backup-a", "backup-b"})
            QVERIFY2(!due.contains(medium), due.constData());
        for (const char* medium : {"backup-c", "backup-d"}) {
            QVERIFY2(due.contains(QByteArray("drill of medium '") + medium + "'"), due.constData());
            QVERIFY2(due.contains(QByteArray(": ") + medium + ", at safe-"), due.constData());
        }
        QVERIFY2(due.contains(": cards-1, at a place that is not on record since "), due.constData());
    }

    // Whatever names the lost card after its loss is the loss itself, and who decided on the new roster.
    void theLostCardDoesNothingAnyMore() {
        auto rehearsal = RehearsalFolder::open(path());
        SR_VERIFY(rehearsal);
        const std::string lost = rehearsal->state().lostCards.begin()->hex();
        const std::string added = rehearsal->state().roster.byPerson("officer-2")->card().hex();
        std::set<std::string> did;
        auto reader = audit::ChainReader::open(path() / "authority" / "record.jsonl");
        SR_VERIFY(reader);
        bool isLost = false, isReplaced = false;
        for (auto entry = reader->next(); entry && *entry != nullptr; entry = reader->next()) {
            const std::string body = base::writeCanonical((*entry)->body);
            if (isLost)
                QVERIFY2(body.find(lost) == std::string::npos, (*entry)->type.c_str());
            isLost = isLost || (*entry)->type == "card_lost";
            const bool isNewCards = body.find(added) != std::string::npos;
            QVERIFY2(isReplaced || !isNewCards, (*entry)->type.c_str());
            isReplaced = isReplaced || (*entry)->type == "roster_changed";
            if (isNewCards)
                did.insert((*entry)->type);
        }
        QVERIFY(isLost && isReplaced);
        for (const char* type : {"share_proven", "share_opened", "transcript_signed"})
            QVERIFY2(did.contains(type), type);
    }

    void anyThreeOfTheNewSetsOpenAndNoOneOrTwoDo() {
        auto rehearsal = RehearsalFolder::open(path());
        SR_VERIFY(rehearsal);
        auto hsm = rehearsal->token("primary");
        SR_VERIFY(hsm);
        for (std::size_t a = 0; a < 5; ++a) {
            for (const char* set : {"so-pin.2", "user-pin.2", "mbk.2"})
                SR_REFUSED(rehearsal->secret(set, {officerAt(a)}), ErrorCode::denied);
            for (std::size_t b = a + 1; b < 5; ++b) {
                for (const char* set : {"so-pin.2", "user-pin.2", "mbk.2"})
                    SR_REFUSED(rehearsal->secret(set, {officerAt(a), officerAt(b)}), ErrorCode::denied);
                for (std::size_t c = b + 1; c < 5; ++c) {
                    SR_VERIFY(rehearsal->secret("user-pin.2", {officerAt(a), officerAt(b), officerAt(c)}));
                    SR_VERIFY(rehearsal->secret("mbk.2", {officerAt(a), officerAt(b), officerAt(c)}));
                    auto secret = rehearsal->secret("so-pin.2", {officerAt(c), officerAt(a), officerAt(b)});
                    SR_VERIFY(secret);
                    SR_VERIFY(opens(*rehearsal, **hsm, "so-pin.2", *secret));
                }
            }
        }
        // The old SO PIN opens nothing any more.
        auto old = rehearsal->secret("so-pin.1", {"officer-1", "officer-3", "officer-4"});
        SR_VERIFY(old);
        SR_REFUSED(opens(*rehearsal, **hsm, "so-pin.1", *old), ErrorCode::pinWrong);
    }

    void theNewCardOpensNoOldEnvelope() {
        auto rehearsal = RehearsalFolder::open(path());
        SR_VERIFY(rehearsal);
        for (const char* set : {"so-pin.1", "user-pin.1", "mbk.1"}) {
            auto envelope = rehearsal->envelope(set, 2);
            SR_VERIFY(envelope);
            SR_REFUSED(rehearsal->openEnvelope(set, 2, *envelope, "officer-2"), ErrorCode::keyMismatch);
        }
    }

    // From one new stick and three cards, the new one among them: npm's slip39 and OpenSSL.
    void independentProgramsRecoverTheRootKey() {
        auto rehearsal = RehearsalFolder::open(path());
        SR_VERIFY(rehearsal);
        const authority::KeyState& root = rehearsal->state().keys.at("root-key");
        for (const char* stick : {"backup-c", "backup-d"}) {
            const QString backup = backupOn(stick, 2, *rehearsal);
            QJsonArray words;
            for (const int officer : {4, 2, 1}) {
                const QByteArray bytes =
                    textOf(backup + "/envelopes/mbk.2/" + QString::number(officer) + ".der");
                auto share = rehearsal->openEnvelope("mbk.2", std::uint64_t(officer),
                                                     Bytes(bytes.begin(), bytes.end()),
                                                     "officer-" + std::to_string(officer));
                SR_VERIFY(share);
                words << QString::fromStdString(plain(*share->share.words()));
            }
            const QString secret = combinedByNpm(words);
            QCOMPARE(secret.size(), 64);
            const QString pkcs8 = m_temporary.path() + "/recovered.der";
            const QString blob = backup + "/" + QString::fromStdString(root.intended.ckaId) + ".kwp";
            const Said spki = unwrappedByOpenssl(secret, blob, pkcs8);
            QVERIFY2(spki.exitCode == 0, spki.error.constData());
            QVERIFY(Bytes(spki.output.begin(), spki.output.end()) == root.spki);
            QVERIFY(QFile::remove(pkcs8));
        }
    }

    // Between the retirement of the old backup key and the end of its last copy.
    void whatTheOldCopiesOpenIsTold() {
        const int retired = countOf("share_set_retired", 3), first = countOf("medium_destroyed", 1);
        QVERIFY(retired < first && countOf("share_set_dead", 1) > countOf("medium_destroyed", 2));
        auto before = RehearsalFolder::open(copy(retired).toStdString());
        SR_VERIFY(before);
        const std::vector<authority::Exposure> exposed = authority::exposureOf(before->state());
        QCOMPARE(exposed.size(), std::size_t(1));
        QCOMPARE(exposed[0].copies.size(), std::size_t(2));
        QCOMPARE(exposed[0].lostShares(), std::uint64_t(1));
        QCOMPARE(
            exposed[0].sentence(),
            std::string("mbk.1: any 3 of its 5 shares (officer-1, officer-2 on a lost card, officer-3, "
                        "officer-4, officer-5) open root-key from backup-a (backup 1), backup-b (backup 1)"));
        const Said said = run(verifierProgram(), {copy(first) + "/authority"});
        QCOMPARE(said.exitCode, 0);
        QVERIFY2(said.output.contains("\nexposed    mbk.1: any 3 ") &&
                     said.output.contains("open root-key from backup-b (backup 1)\n"),
                 said.output.constData());
        auto after = RehearsalFolder::open(copy(countOf("share_set_dead", 1)).toStdString());
        SR_VERIFY(after);
        QVERIFY(authority::exposureOf(after->state()).empty());
    }

    void itGoesOnAfterAKill_data() {
        QTest::addColumn<int>("entries");
        const auto row = [&](const char* name, const char* type, int which) {
            QTest::newRow(name) << countOf(type, which);
        };
        row("card lost", "card_lost", 1);
        row("new card begun", "card_init_intended", 7);
        row("new card's keys", "card_keys_generated", 7);
        row("roster proposed", "roster_proposed", 1);
        row("roster changed", "roster_changed", 1);
        row("SO PIN to be changed", "pin_switch_intended", 3);
        row("SO set active", "share_set_active", 4);
        row("SO set retired", "share_set_retired", 1);
        row("user PIN to be changed", "pin_switch_intended", 4);
        row("to be wrapped again", "wrap_intended", 2);
        row("wrapped again", "keys_wrapped", 2);
        row("new backup key active", "share_set_active", 6);
        row("old backup key retired", "share_set_retired", 3);
        row("medium destroyed", "medium_destroyed", 1);
        row("last medium destroyed", "medium_destroyed", 2);
        row("old backup key dead", "share_set_dead", 1);
    }
    void itGoesOnAfterAKill() {
        QFETCH(int, entries);
        const QString place = copy(entries);
        const Said said =
            run(strongroomProgram(), {"rehearse", m_plan, "--continue", place}, withoutFlushes());
        QVERIFY2(said.exitCode == 0, said.error.constData());
        const Said inspected = run(INSPECT_REHEARSAL, {place}, withoutFlushes());
        QVERIFY2(inspected.exitCode == 0, inspected.output.constData());
        auto rehearsal = RehearsalFolder::open(place.toStdString());
        SR_VERIFY(rehearsal);
        const authority::AuthorityState& state = rehearsal->state();
        QVERIFY(state.ceremony->lastResumed >= std::uint64_t(entries));
        QVERIFY(!state.lostCards.contains(state.roster.byPerson("officer-2")->card()));
        QVERIFY(authority::exposureOf(state).empty());
        QCOMPARE(state.keys.at("root-key").drilledMedia, (std::set<std::string>{"backup-c", "backup-d"}));
    }

private:
    static Result<void> opens(const RehearsalFolder& rehearsal, hsm::Token& hsm, const std::string& set,
                              const Secret& secret) {
        SR_ASSIGN(const Secret pin, rehearsal.pin(set, secret));
        SR_ASSIGN(hsm::Session session, hsm.openSession(hsm::Access::readWrite));
        SR_TRY(session.login(hsm::Role::securityOfficer, pin));
        return session.close();
    }

    // So many entries up to the n-th of this type; 0 when there are fewer.
    int countOf(const std::string& type, int which) const {
        for (std::size_t i = 0; i < m_types.size(); ++i)
            if (m_types[i] == type && --which == 0)
                return int(i) + 1;
        return 0;
    }

    QString folder() const { return m_temporary.path() + "/whole"; }
    std::filesystem::path path() const { return folder().toStdString(); }
    QString copy(int entries) const { return m_temporary.path() + "/copies/" + QString::number(entries); }

    QTemporaryDir m_temporary;
    QString m_plan;
    std::vector<std::string> m_types;
};

STRONGROOM_TEST_MAIN(TestLose)
#include "tst_lose.moc"

// One whole rehearsal, looked at from outside: the record replays, the note holds, the HSM has what the
// record says; fewer than M cards open nothing; an independent program recovers.
#include "program.h"
#include "recovery.h"
#include "rehearsal_folder.h"

#include "core/audit/chain.h"
#include "core/authority/replay.h"
#include "core/base_io/file_layer.h"
#include "core/engine/intake.h"
#include "core/ossl/digest.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QTemporaryDir>
#include <array>

using namespace strongroom;
using namespace strongroom::test;

namespace {

constexpr std::array everySet{"so-pin.1", "user-pin.1", "mbk.1"};

} // namespace

class TestRehearse : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        // A folder for temporary files of its own: whatever is left there is seen.
        QVERIFY(QDir(m_temporary.path()).mkdir("tmp"));
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("TMPDIR", m_temporary.path() + "/tmp");
        m_said = run(strongroomProgram(), {"rehearse", foundRoot(), "--out", folder()}, environment);
        QVERIFY2(m_said.exitCode == 0, m_said.error.constData());
        QVERIFY(m_said.error.isEmpty());
    }

    void itsEndIsValid() {
        auto rehearsal = RehearsalFolder::open(path());
        SR_VERIFY(rehearsal);
        SR_VERIFY(rehearsal->checkEnd());
        const std::string head = rehearsal->state().head.hex();
        QVERIFY(m_said.output.contains(head.c_str()));
        QFile paper(folder() + "/simulator/paper/head-1.txt");
        QVERIFY(paper.open(QIODevice::ReadOnly));
        QVERIFY(m_said.output.contains("On paper, its head: " + paper.readAll()));
        QVERIFY(QDir(m_temporary.path() + "/tmp").isEmpty());
    }

    void goingOnAfterTheEndOnlyRecordsThatItWasStarted() {
        auto before = RehearsalFolder::open(path());
        SR_VERIFY(before);
        std::vector<std::string> expected = *before->types();
        const Said said = goOn(folder());
        QVERIFY2(said.exitCode == 0, said.error.constData());
        expected.push_back("resumed");
        auto after = RehearsalFolder::open(path());
        SR_VERIFY(after);
        QCOMPARE(*after->types(), expected);
        SR_VERIFY(after->checkEnd());
    }

    void oneAndTwoCardsOpenNothingAndAnyThreeOpenTheHsm() {
        auto rehearsal = RehearsalFolder::open(path());
        SR_VERIFY(rehearsal);
        auto hsm = rehearsal->token("primary");
        SR_VERIFY(hsm);
        int ones = 0, twos = 0, threes = 0;
        for (std::size_t a = 0; a < 5; ++a) {
            ++ones;
            for (const char* set : everySet)
                SR_REFUSED(rehearsal->secret(set, {officerAt(a)}), ErrorCode::denied);
            for (std::size_t b = a + 1; b < 5; ++b) {
                ++twos;
                for (const char* set : everySet) {
                    SR_REFUSED(rehearsal->secret(set, {officerAt(a), officerAt(b)}), ErrorCode::denied);
                    // Once more the same card makes no third.
                    SR_REFUSED(rehearsal->secret(set, {officerAt(a), officerAt(b), officerAt(b)}),
                               ErrorCode::denied);
                }
                for (std::size_t c = b + 1; c < 5; ++c) {
                    ++threes;
                    for (const char* set : everySet)
                        SR_VERIFY(rehearsal->secret(set, {officerAt(c), officerAt(a), officerAt(b)}));
                    // The erased HSM has no user any more; its security officer's PIN is the old one.
                    auto secret = rehearsal->secret("so-pin.1", {officerAt(c), officerAt(a), officerAt(b)});
                    SR_VERIFY(secret);
                    auto pin = rehearsal->pin("so-pin.1", *secret);
                    SR_VERIFY(pin);
                    auto session = (*hsm)->openSession(hsm::Access::readWrite);
                    SR_VERIFY(session);
                    SR_VERIFY(session->login(hsm::Role::securityOfficer, *pin));
                    SR_VERIFY(session->close());
                }
            }
        }
        QCOMPARE(ones, 5);
        QCOMPARE(twos, 10);
        QCOMPARE(threes, 10);
    }

    void aForeignOrAlteredEnvelopeIsNamed() {
        auto rehearsal = RehearsalFolder::open(path());
        SR_VERIFY(rehearsal);
        auto own = rehearsal->envelope("user-pin.1", 2);
        auto foreign = rehearsal->envelope("user-pin.1", 3);
        auto otherSet = rehearsal->envelope("so-pin.1", 2);
        SR_VERIFY(own);
        SR_VERIFY(rehearsal->openEnvelope("user-pin.1", 2, *own, "officer-2"));
        for (const Bytes& wrong : {*foreign, *otherSet}) {
            const auto opened = rehearsal->openEnvelope("user-pin.1", 2, wrong, "officer-2");
            SR_REFUSED(opened, ErrorCode::digestMismatch);
            QVERIFY(opened.error().detail.find("officer-2") != std::string::npos);
        }
        for (const std::size_t at : {std::size_t(0), own->size() / 2, own->size() - 1}) {
            Bytes altered = *own;
            altered[at] ^= 1;
            const auto opened = rehearsal->openEnvelope("user-pin.1", 2, altered, "officer-2");
            SR_REFUSED(opened, ErrorCode::digestMismatch);
            QVERIFY(opened.error().detail.find("officer-2") != std::string::npos);
        }
        // The right envelope, but another officer's card.
        const auto opened = rehearsal->openEnvelope("user-pin.1", 2, *own, "officer-4");
        SR_REFUSED(opened, ErrorCode::keyMismatch);
    }

    // From one stick and three cards, without our program: npm's slip39 combines the words, OpenSSL unwraps.
    void independentProgramsRecoverTheRootKey() {
        auto rehearsal = RehearsalFolder::open(path());
        SR_VERIFY(rehearsal);
        const authority::KeyState& root = rehearsal->state().keys.at("root-key");
        for (const char* stick : {"backup-a", "backup-b"}) {
            const QString backup = backupOn(stick, 1, *rehearsal);
            QJsonArray words;
            for (const int officer : {5, 2, 3}) {
                const QByteArray share = openedByOpenssl(
                    backup + "/envelopes/mbk.1/" + QString::number(officer) + ".der", officer, *rehearsal);
                const qsizetype at = share.indexOf("\nwords: ");
                QVERIFY(at > 0);
                words << QString::fromLatin1(share.mid(at + 8).split('\n').front());
            }
            const QString secret = combinedByNpm(words);
            QCOMPARE(secret.size(), 64);
            const QString blob = backup + "/" + QString::fromStdString(root.intended.ckaId) + ".kwp";
            const QString pkcs8 = m_temporary.path() + "/recovered.der";
            const Said spki = unwrappedByOpenssl(secret, blob, pkcs8);
            QVERIFY2(spki.exitCode == 0, spki.error.constData());
            QVERIFY(Bytes(spki.output.begin(), spki.output.end()) == root.spki);
            QVERIFY(QFile::remove(pkcs8));
        }
    }

    // The PIN too (PROTOCOL P7): from words on paper to the characters that the HSM wants.
    void anIndependentProgramCombinesThePinsSecret() {
        auto rehearsal = RehearsalFolder::open(path());
        SR_VERIFY(rehearsal);
        auto secret = rehearsal->secret("user-pin.1", {"officer-1", "officer-2", "officer-4"});
        SR_VERIFY(secret);
        QJsonArray words;
        for (const char* person : {"officer-5", "officer-2", "officer-3"}) {
            auto share = rehearsal->openShare("user-pin.1", person);
            SR_VERIFY(share);
            words << QString::fromStdString(plain(*share->share.words()));
        }
        QVERIFY(combinedByNpm(words) == QString(QByteArray::fromStdString(plain(*secret)).toHex()));
    }

    // What replay makes of a line is all that the line says: written again, it is the same.
    void everyEntryIsReadWhole() {
        auto reader = audit::ChainReader::open(path() / "authority" / "record.jsonl");
        SR_VERIFY(reader);
        std::size_t entries = 0;
        while (true) {
            auto entry = reader->next();
            SR_VERIFY(entry);
            if (*entry == nullptr)
                break;
            auto body = authority::readBody((*entry)->type, (*entry)->body);
            SR_VERIFY(body);
            QVERIFY(base::writeCanonical(authority::writeBody(*body)) ==
                    base::writeCanonical((*entry)->body));
            ++entries;
        }
        QVERIFY(entries > 200);
    }

    // Whoever has the record alone has the plan that was walked.
    void thePlanIsKeptWithItsFiles() {
        const auto plan = engine::loadPlan(foundRoot().toStdString());
        SR_VERIFY(plan);
        const QDir kept(folder() + "/authority/plans/" + QString::fromStdString(plan->digest.hex()));
        QCOMPARE(std::size_t(kept.entryList(QDir::Files).size()), plan->copies.size());
        QCOMPARE(plan->copies.size(), std::size_t(6)); // plan, policy, three profiles, and their digests
        for (const auto& [name, bytes] : plan->copies)
            QVERIFY(*base_io::readRegularFile(kept.filePath(QString::fromStdString(name)).toStdString(),
                                              1 << 20) == bytes);
        QVERIFY(ossl::sha256(plan->copies.at("files")) == plan->digest);
    }

    void whatItMadeIsHandedOut() {
        const QDir out(folder() + "/out");
        for (const char* kind : {"certificates", "crls", "transcripts"}) {
            const QDir made(folder() + "/authority/" + kind);
            const QStringList names = made.entryList(QDir::Files);
            QVERIFY(!names.isEmpty());
            for (const QString& name : names)
                QVERIFY(*base_io::readRegularFile(made.filePath(name).toStdString(), 1 << 24) ==
                        *base_io::readRegularFile(out.filePath(name).toStdString(), 1 << 24));
        }
    }

    // The signed transcript is canonical JSON; the text beside it is the same document.
    void theTranscriptTellsEveryEntry() {
        const QDir transcripts(folder() + "/authority/transcripts");
        const QStringList names = transcripts.entryList(QDir::Files);
        QCOMPARE(names.size(), 2);
        QFile text(transcripts.filePath(names.filter(".txt").front()));
        QVERIFY(text.open(QIODevice::ReadOnly));
        const QByteArray shown = text.readAll();
        QVERIFY(shown.contains("TRAINING"));
        QVERIFY(shown.contains("SIMULATED HSM"));
        auto rehearsal = RehearsalFolder::open(path());
        const std::vector<std::string> types = *rehearsal->types();
        const auto made = std::find(types.begin(), types.end(), "transcript_made");
        QVERIFY(made != types.end());
        for (auto type = types.begin() + 1; type != made; ++type)
            QVERIFY2(shown.contains(type->c_str()), type->c_str());
    }

private:
    QString folder() const { return m_temporary.path() + "/room"; }
    std::filesystem::path path() const { return folder().toStdString(); }

    QTemporaryDir m_temporary;
    Said m_said;
};

STRONGROOM_TEST_MAIN(TestRehearse)
#include "tst_rehearse.moc"

// The hunt for secrets in what the three shipped ceremonies, one after another on one folder, left and did:
// every file of the room, temporary files, what the program said, and the arguments and environments of every
// process that it started. Hunted are every share set there ever was, with its secret, its PIN, its shares
// and their words, and the root key itself. Cannot do: look into the memory of a process.
#include "files.h"
#include "program.h"
#include "recovery.h"
#include "rehearsal_folder.h"
#include "secret_hunt.h"

#include "core/base/hex.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QTemporaryDir>
#include <fstream>
#include <set>

using namespace strongroom;
using namespace strongroom::test;

class TestSecrets : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(QDir(m_temporary.path()).mkdir("tmp")); }

    // The hunt proves itself on what is no secret: given to a program under the same strace, and planted.
    void theHuntFindsWhatIsThere() {
        const SecretHunt control(formsOf("a control", "it is no secret, and 33 bytes long"));
        QStringList arguments;
        QProcessEnvironment environment;
        for (std::size_t i = 0; i < control.needles().size(); ++i) {
            const QString form = QString::fromStdString(control.needles()[i].bytes);
            arguments << "before " + form + "\nafter";
            environment.insert(QString("CONTROL_%1").arg(i), form);
        }
        QCOMPARE(traced("/bin/true", arguments, QProcessEnvironment::systemEnvironment()).exitCode, 0);
        QCOMPARE(control.in("the trace", processes()).size(), control.needles().size());
        QCOMPARE(traced("/bin/true", {}, environment).exitCode, 0);
        QCOMPARE(control.in("the trace", processes()).size(), control.needles().size());
        QCOMPARE(traced("/bin/true", {}, QProcessEnvironment::systemEnvironment()).exitCode, 0);
        QVERIFY(control.in("the trace", processes()).empty());
    }

    void leavesNone_data() {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QStringList>("sets");
        QTest::newRow("found-root") << "--out" << QStringList{"mbk.1", "so-pin.1", "user-pin.1"};
        QTest::newRow("sign-subordinate") << "--continue" << QStringList{"so-pin.2", "user-pin.2"};
        QTest::newRow("lose-a-card") << "--continue" << QStringList{"mbk.2", "so-pin.3", "user-pin.3"};
    }
    void leavesNone() {
        QFETCH(QString, how);
        QFETCH(QStringList, sets);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("TMPDIR", m_temporary.path() + "/tmp");
        const QString plan = shippedPlan(QTest::currentDataTag());
        const Said said = traced(strongroomProgram(), {"rehearse", plan, how, room()}, environment);
        QVERIFY2(said.exitCode == 0, said.error.constData());
        const std::string started = processes();
        QVERIFY(started.find("strongroom-helper") != std::string::npos);
        m_said += said.output.toStdString() + said.error.toStdString();
        m_started += started;

        // While the cards are at hand that open them: a lost one is not.
        learn(sets);
        if (QTest::currentTestFailed())
            return;
        const SecretHunt hunt(m_needles);
        proveOnACopy(hunt);

        std::vector<std::string> found = hunt.below(room().toStdString());
        for (const std::vector<std::string>& more :
             {hunt.below(m_temporary.path().toStdString() + "/tmp"), hunt.in("what was said", m_said),
              hunt.in("a process's arguments or environment", m_started)})
            found.insert(found.end(), more.begin(), more.end());
        // The find is told by its kind alone: the secret itself does not go into a test's log.
        QVERIFY2(found.empty(), found.empty() ? "" : found.front().c_str());
        qInfo("%zu needles", m_needles.size());
    }

private:
    QString room() const { return m_temporary.path() + "/room"; }
    QString trace() const { return m_temporary.path() + "/trace"; }

    // Every string in hex: none is cut short or altered.
    Said traced(const QString& program, const QStringList& arguments,
                const QProcessEnvironment& environment) const {
        const QStringList options{
            "-f", "-qq",   "-v",   "-xx", "--seccomp-bpf", "-s", "4096", "-e", "trace=execve,execveat",
            "-o", trace(), program};
        return run("strace", options + arguments, environment);
    }
    // What strace told of them, as the bytes that were given.
    std::string processes() const {
        const QByteArray told = textOf(trace());
        std::string bytes;
        for (qsizetype at = 0; at < told.size(); ++at) {
            bool isByte = false;
            const int value = told.mid(at, 2) == "\\x" ? told.mid(at + 2, 2).toInt(&isByte, 16) : 0;
            bytes.push_back(isByte ? static_cast<char>(value) : told[at]);
            at += isByte ? 3 : 0;
        }
        return bytes;
    }

    void add(const std::string& what, const std::string& secret) {
        for (Needle& needle : formsOf(what, secret))
            m_needles.push_back(std::move(needle));
    }

    // Every set on record that is not known yet; they are those that were expected.
    void learn(const QStringList& expected) {
        auto rehearsal = RehearsalFolder::open(room().toStdString());
        SR_VERIFY(rehearsal);
        QStringList learned;
        for (const auto& [set, state] : rehearsal->state().sets) {
            if (!m_known.insert(set).second)
                continue;
            learned << QString::fromStdString(set);
            auto secret = rehearsal->secret(set, {"officer-1", "officer-2", "officer-3"});
            SR_VERIFY(secret);
            add("the secret of " + set, plain(*secret));
            if (state.set.id.kind != custody::SetKind::mbk) {
                auto pin = rehearsal->pin(set, *secret);
                SR_VERIFY(pin);
                add("the PIN of " + set, plain(*pin));
            } else if (set == "mbk.1") {
                learnRootKey(*rehearsal, *secret);
            }
            QCOMPARE(state.set.members.size(), std::size_t(5));
            for (const custody::ShareMember& member : state.set.members)
                learnShare(*rehearsal, set, member.person);
        }
        QCOMPARE(learned, expected);
    }

    void learnShare(RehearsalFolder& rehearsal, const std::string& set, const std::string& person) {
        auto share = rehearsal.openShare(set, person);
        SR_VERIFY(share);
        const std::string whose = " of " + person + "'s share of " + set;
        add("the value" + whose, plain(*share->share.value()));
        // The first four words are the header and may stand anywhere; of the others three in a row are enough
        // to know the share by.
        const std::string words = plain(*share->share.words());
        const QStringList list = QString::fromStdString(words).split(' ');
        QCOMPARE(list.size(), 33);
        for (qsizetype at = 4; at + 3 <= list.size(); ++at)
            for (const char* between : {" ", "\n", ",", "\", \"", "\",\""})
                m_needles.push_back({"words" + whose, list.mid(at, 3).join(between).toStdString()});
        add("the words" + whose, words.substr(words.find(' ')));
    }

    // From a stick, by OpenSSL: the private number in the PKCS#8 file.
    void learnRootKey(const RehearsalFolder& rehearsal, const Secret& secret) {
        const QString blob = backupOn("backup-a", 1, rehearsal) + "/" +
                             QString::fromStdString(rehearsal.state().keys.at("root-key").intended.ckaId) +
                             ".kwp";
        QTemporaryDir apart;
        const QString hex = QByteArray::fromStdString(plain(secret)).toHex();
        const Said spki = unwrappedByOpenssl(hex, blob, apart.path() + "/key");
        QVERIFY2(spki.exitCode == 0, spki.error.constData());
        const QByteArray pkcs8 = textOf(apart.path() + "/key"), start("\x02\x01\x01\x04\x30", 5);
        const qsizetype at = pkcs8.indexOf(start);
        QVERIFY(at > 0);
        add("the root key", pkcs8.mid(at + start.size(), 48).toStdString());
    }

    // Each of them is found where it was planted.
    static void proveOnACopy(const SecretHunt& hunt) {
        QTemporaryDir planted;
        {
            std::ofstream file(planted.path().toStdString() + "/planted", std::ios::binary);
            for (const Needle& needle : hunt.needles()) {
                QVERIFY(needle.bytes.size() >= 12);
                file << "some bytes before " << needle.bytes << " and after\n";
            }
        }
        QCOMPARE(hunt.below(planted.path().toStdString()).size(), hunt.needles().size());
    }

    QTemporaryDir m_temporary;
    std::vector<Needle> m_needles;
    std::set<std::string> m_known; // share sets
    std::string m_said, m_started; // of all ceremonies so far
};

STRONGROOM_TEST_MAIN(TestSecrets)
#include "tst_secrets.moc"

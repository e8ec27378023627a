// A rehearsal killed when it has just written an entry, once for each type of entry that the three shipped
// ceremonies, run one after another, have in their record, and for those that only a disturbed one has; then
// gone on with. Each run leaves a copy of its whole folder, the HSM's and the cards' stores with it, after
// every entry: what a SIGKILL there leaves. One SIGKILL is real. (kill_loop does it at every file operation.)
#include "files.h"
#include "kill_point.h"
#include "rehearsal_folder.h"

#include "core/authority/entries.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QTemporaryDir>
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

using namespace strongroom;
using namespace strongroom::test;

namespace {

// Of no undisturbed rehearsal: those with a case here; those after which tst_room leaves the room; those that
// no step writes yet.
const std::set<QByteArray> disturbed{"resumed", "intent_settled",   "act_failed",
                                     "refused", "exception_raised", "exception_ended"};
const std::set<QByteArray> elsewhere{"suspended", "suspension_ended"};
const std::set<QByteArray> unwritten{"signature_unknown_not_released",
                                     "hsm_lost",
                                     "policy_changed",
                                     "printed",
                                     "ink_signed",
                                     "sealed",
                                     "custody_moved"};

} // namespace

class TestKilled : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        for (const auto& [plan, types] :
             {std::pair("found-root", 54), {"sign-subordinate", 5}, {"lose-a-card", 5}}) {
            const bool founds = m_rows.empty();
            const Said said = rehearseWithCopyOfEachType(shippedPlan(plan), founds ? "--out" : "--continue",
                                                         whole(), copies(plan));
            QVERIFY2(said.exitCode == 0, said.error.constData());
            addRows(plan, std::size_t(types));
            if (founds)
                copyFolder(whole(), here("founded"));
        }
    }

    // No type that there is goes without a case but those above.
    void everyTypeHasItsCase() {
        std::set<QByteArray> all;
        for (const std::string_view type : authority::entryTypes())
            all.insert(QByteArray(type.data(), qsizetype(type.size())));
        std::set<QByteArray> told = m_seen;
        for (const std::set<QByteArray>& others : {disturbed, elsewhere, unwritten})
            for (const QByteArray& type : others)
                QVERIFY2(told.insert(type).second, type.constData());
        QVERIFY(told == all);
        QCOMPARE(m_seen.size(), std::size_t(64));
        QCOMPARE(m_rows.size(), m_seen.size());
    }

    // The record is there and has no entry yet.
    void itGoesOnBeforeTheFirstEntry() {
        const QString before = copies("found-root") + "/0";
        QVERIFY(linesOf(before).isEmpty());
        const Said said = goOn(before);
        QVERIFY2(said.exitCode == 0, said.error.constData());
        endsWell("found-root", before);
    }

    void itGoesOnAfterARealKill() {
        const auto last = std::find_if(m_rows.rbegin(), m_rows.rend(),
                                       [](const Row& row) { return row.plan == "found-root"; });
        QVERIFY(last != m_rows.rend());
        const QString folder = here("killed");
        QCOMPARE(rehearseKilled(folder, "record", int(last->before.size())).exitCode, -1);
        QCOMPARE(linesOf(folder).size(), last->before.size());
        const Said said = goOn(folder);
        QVERIFY2(said.exitCode == 0, said.error.constData());
        endsWell("found-root", folder);
    }

    // A file is written beside its name first; what is left of one goes aside, and nothing trips over it.
    void aFileThatWasCutShortGoesAside() {
        const QString folder = here("cut-short");
        copyFolder(rowOf("manifest_signed").folder, folder);
        const std::vector<QString> cut{"checkpoints/.part-85.note", "manifests/.part-2.json",
                                       "envelopes/mbk.1/.part-9.der", ".part-record"};
        for (const QString& name : cut)
            QVERIFY(QFile(folder + "/authority/" + name).open(QIODevice::NewOnly));
        const Said said = goOn(folder);
        QVERIFY2(said.exitCode == 0, said.error.constData());
        endsWell("found-root", folder);
        for (const QString& name : cut) {
            QVERIFY(!QFile::exists(folder + "/authority/" + name));
            QVERIFY(QFile::exists(folder + "/authority/aside/" + QFileInfo(name).fileName() + ".1"));
        }
    }

    // Killed a second time, in the run that goes on after a kill.
    void itIsKilledAgain() {
        for (const QString type : {"resumed", "intent_settled"}) {
            const QString folder = here(type);
            copyFolder(rowOf("key_generation_intended").folder, folder);
            QCOMPARE(goOnKilledAfter(type, foundRoot(), folder).exitCode, -1);
            addRow("found-root", type, folder);
        }
    }

    // A medium that takes no byte more, after the intent to write to it.
    void itIsKilledAfterAnActFailed() {
        const QString folder = here("failed");
        copyFolder(rowOf("medium_write_intended").folder, folder);
        const QString medium = QFileInfo(folder).canonicalFilePath() + "/media/backup-a";
        QCOMPARE(goOnKilledAfter("act_failed", foundRoot(), folder, medium).exitCode, -1);
        addRow("found-root", "act_failed", folder);
    }

    // A medium was damaged between two ceremonies; people take the other one.
    void itIsKilledWhenPeopleDecided() {
        for (const QString type : {"refused", "exception_ended"}) {
            const QString folder = here(type);
            copyDamaged(folder);
            QCOMPARE(goOnKilledAfter(type, shippedPlan("sign-subordinate"), folder).exitCode, -1);
            addRow("sign-subordinate", type, folder);
        }
    }

    // What was begun and not decided is not decided by a program.
    void itIsKilledBeforePeopleDecided() {
        const QString folder = here("undecided"), plan = shippedPlan("sign-subordinate");
        copyDamaged(folder);
        QCOMPARE(goOnKilledAfter("exception_raised", plan, folder).exitCode, -1);
        QCOMPARE(typeOf(linesOf(folder).back()), QByteArray("exception_raised"));
        const Said asked = run(strongroomProgram(), {"rehearse", plan, "--continue", folder});
        QVERIFY2(asked.exitCode == 1 && isOneSentence(asked.error) &&
                     asked.error.contains("An exception is open"),
                 asked.error.constData());
        const Said said =
            run(strongroomProgram(), {"rehearse", plan, "--continue", folder, "--abandon", "nobody knows"});
        QVERIFY2(said.exitCode == 0 && said.output.contains("Ceremony 0002-sign-subordinate: abandoned. "),
                 said.error.constData());
        auto rehearsal = RehearsalFolder::open(folder.toStdString());
        SR_VERIFY(rehearsal);
        SR_VERIFY(rehearsal->checkRecord());
    }

    void itGoesOn_data() {
        QTest::addColumn<std::size_t>("row");
        for (std::size_t i = 0; i < m_rows.size(); ++i)
            QTest::newRow((m_rows[i].plan.toLatin1() + " " + m_rows[i].type).constData()) << i;
    }
    // The next rows' programs run beside this one's.
    void itGoesOn() {
        QFETCH(std::size_t, row);
        for (std::size_t i = row; i < std::min(row + 3, m_rows.size()); ++i)
            if (!m_rows[i].program)
                m_rows[i].program =
                    startGoingOn(shippedPlan(m_rows[i].plan), m_rows[i].folder, withoutFlushes());
        const Row& mine = m_rows[row];
        QVERIFY(mine.program->waitForFinished(60'000));
        QVERIFY2(mine.program->exitStatus() == QProcess::NormalExit && mine.program->exitCode() == 0,
                 mine.program->readAllStandardError().constData());
        QCOMPARE(linesOf(mine.folder).mid(0, mine.before.size()), mine.before);
        endsWell(mine.plan, mine.folder);
        // Nobody had opened a ceremony when the first entry was written.
        auto rehearsal = RehearsalFolder::open(mine.folder.toStdString());
        SR_VERIFY(rehearsal);
        const bool isResumed = rehearsal->state().ceremony->lastResumed >= std::uint64_t(mine.before.size());
        QCOMPARE(isResumed, mine.type != "authority_created");
    }
    void everyCaseWasTried() {
        QCOMPARE(m_rows.size(), m_seen.size() + disturbed.size() - 1); // the undecided one
        for (const Row& row : m_rows)
            QVERIFY2(row.program, row.type.constData());
    }

private:
    struct Row {
        QString plan;
        QByteArray type;
        QString folder;
        QList<QByteArray> before; // the lines of the copy when nobody had gone on with it
        std::unique_ptr<QProcess> program;
    };

    QString here(const QString& name) const { return m_temporary.path() + "/" + name; }
    QString whole() const { return here("whole"); }
    QString copies(const QString& name) const { return here("copies-" + name); }

    static QList<QByteArray> linesOf(const QString& folder) {
        QList<QByteArray> lines = textOf(folder + "/authority/record.jsonl").split('\n');
        lines.removeLast(); // what is behind the last LF
        return lines;
    }
    static QByteArray typeOf(const QByteArray& line) {
        const qsizetype at = line.lastIndexOf("\"type\":\"") + 8;
        return line.mid(at, line.indexOf('"', at) - at);
    }
    // Libraries are linked: each folder is used by processes of its own.
    static void copyFolder(const QString& from, const QString& to) {
        std::filesystem::copy(from.toStdString(), to.toStdString(), std::filesystem::copy_options::recursive);
    }

    // The copies of one run by the number of their entries.
    static std::map<qsizetype, QString> byEntries(const QString& copies) {
        std::map<qsizetype, QString> found;
        for (const QString& name : QDir(copies).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            found[linesOf(copies + "/" + name).size()] = copies + "/" + name;
        return found;
    }

    // A row for each type that no run before this one wrote.
    void addRows(const QString& plan, std::size_t expected) {
        auto rehearsal = RehearsalFolder::open(whole().toStdString());
        SR_VERIFY(rehearsal);
        m_plans[plan] = rehearsal->state().ceremony->opened.plan;
        const std::size_t before = m_rows.size();
        for (const auto& [entries, folder] : byEntries(copies(plan)))
            if (entries > 0) {
                const QByteArray type = typeOf(linesOf(folder).back());
                QVERIFY2(m_seen.insert(type).second, type.constData());
                addRow(plan, type, folder);
            }
        QCOMPARE(m_rows.size() - before, expected);
        for (const QByteArray& line : linesOf(whole()))
            QVERIFY2(m_seen.contains(typeOf(line)), line.constData());
    }
    void addRow(const QString& plan, const QString& type, const QString& folder) {
        m_rows.push_back({plan, type.toLatin1(), folder, linesOf(folder), nullptr});
        QCOMPARE(typeOf(m_rows.back().before.back()), m_rows.back().type);
    }
    // The founded room, with another first byte in a wrapped key.
    void copyDamaged(const QString& folder) const {
        copyFolder(here("founded"), folder);
        QDir medium(folder + "/media/backup-a");
        QVERIFY(medium.cd(medium.entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0) + "/keys-1"));
        QFile blob(medium.filePath(medium.entryList({"*.kwp"}).value(0)));
        QVERIFY(blob.open(QIODevice::ReadWrite));
        const QByteArray first = blob.read(1);
        QVERIFY(blob.seek(0) && blob.write(QByteArray(1, char(first.at(0) ^ 1))) == 1);
    }
    const Row& rowOf(const QByteArray& type) const {
        const auto found =
            std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.type == type; });
        if (found == m_rows.end())
            qFatal("no row is for %s", type.constData());
        return *found;
    }

    void endsWell(const QString& plan, const QString& folder) const {
        const Said said = run(INSPECT_REHEARSAL, {folder}, withoutFlushes());
        QVERIFY2(said.exitCode == 0, said.output.constData());
        auto rehearsal = RehearsalFolder::open(folder.toStdString());
        SR_VERIFY(rehearsal);
        QVERIFY(rehearsal->state().ceremony->opened.plan == m_plans.at(plan));
    }

    QTemporaryDir m_temporary;
    std::map<QString, Digest> m_plans;
    std::set<QByteArray> m_seen;
    std::vector<Row> m_rows;
};

STRONGROOM_TEST_MAIN(TestKilled)
#include "tst_killed.moc"

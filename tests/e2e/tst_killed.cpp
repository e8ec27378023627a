// A rehearsal killed when it has just written an entry, once for each type of entry there is in its record;
// then gone on with. One run leaves a copy of its whole folder, the HSM's and the cards' stores with it,
// after every entry: what a SIGKILL there leaves. One SIGKILL is real. (kill_loop does it at every file
// operation.)
#include "kill_point.h"
#include "rehearsal_folder.h"

#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <algorithm>
#include <fstream>
#include <memory>
#include <set>

using namespace strongroom;
using namespace strongroom::test;

class TestKilled : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        const Said said = rehearseWithCopies(m_temporary.path() + "/whole", copies());
        QVERIFY2(said.exitCode == 0, said.error.constData());
        auto whole = RehearsalFolder::open((m_temporary.path() + "/whole").toStdString());
        SR_VERIFY(whole);
        m_plan = whole->state().ceremony->opened.plan;
        const std::vector<std::string> types = *whole->types();
        std::set<std::string> seen;
        for (std::size_t i = 0; i < types.size(); ++i)
            if (seen.insert(types[i]).second)
                m_rows.push_back({types[i], int(i) + 1, lines(copy(int(i) + 1)), nullptr});
        QVERIFY(seen.size() >= 24);
    }

    // The record is there and has no entry yet.
    void itGoesOnBeforeTheFirstEntry() {
        QVERIFY(lines(copy(0)).empty());
        const Said said = goOn(copy(0));
        QVERIFY2(said.exitCode == 0, said.error.constData());
        checkWhole(copy(0));
    }

    void itGoesOnAfterARealKill() {
        const QString folder = m_temporary.path() + "/killed";
        const Row& last = m_rows.back();
        QCOMPARE(rehearseKilled(folder, "record", last.entries).exitCode, -1);
        QCOMPARE(lines(folder).size(), std::size_t(last.entries));
        const Said said = goOn(folder);
        QVERIFY2(said.exitCode == 0, said.error.constData());
        checkWhole(folder);
    }

    void itGoesOn_data() {
        QTest::addColumn<std::size_t>("row");
        for (std::size_t i = 0; i < m_rows.size(); ++i)
            QTest::newRow(m_rows[i].type.c_str()) << i;
    }

    // A file is written beside its name first; what is left of one goes aside, and nothing trips over it.
    void aFileThatWasCutShortGoesAside() {
        const auto isRow = [&](int entries) {
            return std::any_of(m_rows.begin(), m_rows.end(),
                               [&](const Row& row) { return row.entries == entries; });
        };
        const auto signedRow = std::find_if(m_rows.begin(), m_rows.end(),
                                            [](const Row& row) { return row.type == "manifest_signed"; });
        QVERIFY(signedRow != m_rows.end());
        int entries = signedRow->entries + 1;
        while (isRow(entries))
            ++entries;
        const std::vector<QString> cut{"checkpoints/.part-85.note", "manifests/.part-2.json",
                                       "envelopes/mbk.1/.part-9.der", ".part-record"};
        for (const QString& name : cut)
            QVERIFY(QFile(copy(entries) + "/authority/" + name).open(QIODevice::NewOnly));
        const Said said = goOn(copy(entries));
        QVERIFY2(said.exitCode == 0, said.error.constData());
        checkWhole(copy(entries));
        for (const QString& name : cut) {
            QVERIFY(!QFile::exists(copy(entries) + "/authority/" + name));
            QVERIFY(QFile::exists(copy(entries) + "/authority/aside/" + QFileInfo(name).fileName() + ".1"));
        }
    }

    // The next rows' programs run beside this one's.
    void itGoesOn() {
        QFETCH(std::size_t, row);
        for (std::size_t i = row; i < std::min(row + 3, m_rows.size()); ++i)
            if (!m_rows[i].program)
                m_rows[i].program = startGoingOn(copy(m_rows[i].entries), withoutFlushes());
        const Row& mine = m_rows[row];
        QVERIFY(mine.program->waitForFinished(60'000));
        QCOMPARE(mine.before.size(), std::size_t(mine.entries));
        QVERIFY(mine.before.back().find("\"type\":\"" + mine.type + "\"") != std::string::npos);
        QVERIFY2(mine.program->exitStatus() == QProcess::NormalExit && mine.program->exitCode() == 0,
                 mine.program->readAllStandardError().constData());
        checkWhole(copy(mine.entries));
    }

private:
    struct Row {
        std::string type;
        int entries;
        std::vector<std::string> before; // the lines of the copy when nobody had gone on with it
        std::unique_ptr<QProcess> program;
    };

    QString copies() const { return m_temporary.path() + "/copies"; }
    QString copy(int entries) const { return copies() + "/" + QString::number(entries); }

    static std::vector<std::string> lines(const QString& folder) {
        std::ifstream file(folder.toStdString() + "/authority/record.jsonl");
        std::vector<std::string> all;
        for (std::string line; std::getline(file, line);)
            all.push_back(line);
        return all;
    }

    // By a process for each folder: the copies share the files of their PKCS#11 modules.
    void checkWhole(const QString& folder) {
        const Said said = run(INSPECT_REHEARSAL, {folder}, withoutFlushes());
        QVERIFY2(said.exitCode == 0, said.output.constData());
        auto rehearsal = RehearsalFolder::open(folder.toStdString());
        SR_VERIFY(rehearsal);
        QVERIFY(rehearsal->state().ceremony->opened.plan == m_plan);
        if (folder != copy(0) && folder != copy(1)) // no ceremony was open yet
            QVERIFY(rehearsal->state().ceremony->lastResumed > 0);
    }

    QTemporaryDir m_temporary;
    Digest m_plan;
    std::vector<Row> m_rows;
};

STRONGROOM_TEST_MAIN(TestKilled)
#include "tst_killed.moc"

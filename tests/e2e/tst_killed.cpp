// A rehearsal killed with SIGKILL when it has just written an entry, once for each type of entry there is in
// its record; then gone on with. The kill is strace's, at the flush of that entry. (kill_loop does it after
// every entry and at every file operation.)
#include "program.h"
#include "rehearsal_folder.h"

#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <fstream>
#include <set>

using namespace strongroom;
using namespace strongroom::test;

class TestKilled : public QObject {
    Q_OBJECT

private slots:
    // One run to its end tells which flush belongs to which entry.
    void initTestCase() {
        const QString folder = m_temporary.path() + "/whole";
        const QString trace = m_temporary.path() + "/trace";
        const Said said = run("strace", {"-f", "-qq", "-y", "-o", trace, "-e", "trace=fdatasync",
                                         strongroomProgram(), "rehearse", foundRoot(), "--out", folder});
        QVERIFY2(said.exitCode == 0, said.error.constData());
        auto whole = RehearsalFolder::open(folder.toStdString());
        SR_VERIFY(whole);
        m_plan = whole->state().ceremony->opened.plan;
        m_types = *whole->types();
        std::ifstream file(trace.toStdString());
        int call = 0;
        for (std::string line; std::getline(file, line);) {
            ++call;
            if (line.find("/authority/record.jsonl>") != std::string::npos)
                m_flushes.push_back(call);
        }
        // The file's making is flushed too, before its first entry.
        QCOMPARE(m_flushes.size(), m_types.size() + 1);
    }

    void itGoesOn_data() {
        QTest::addColumn<int>("entry");
        std::set<std::string> seen;
        for (std::size_t i = 0; i < m_types.size(); ++i)
            if (seen.insert(m_types[i]).second)
                QTest::newRow(m_types[i].c_str()) << int(i);
        QVERIFY(seen.size() >= 24);
    }

    void itGoesOn() {
        QFETCH(int, entry);
        const QString folder = m_temporary.path() + "/killed-" + QString::number(entry);
        const int call = m_flushes[std::size_t(entry) + 1];
        run("strace", {"-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e",
                       "inject=fdatasync:signal=KILL:when=" + QString::number(call), strongroomProgram(),
                       "rehearse", foundRoot(), "--out", folder});
        {
            const auto killed = lines(folder);
            QCOMPARE(killed.size(), std::size_t(entry) + 1);
            QVERIFY(killed.back().find("\"type\":\"" + m_types[std::size_t(entry)] + "\"") !=
                    std::string::npos);
        }
        const Said said = goOn(folder);
        QVERIFY2(said.exitCode == 0, said.error.constData());
        auto rehearsal = RehearsalFolder::open(folder.toStdString());
        SR_VERIFY(rehearsal);
        SR_VERIFY(rehearsal->checkEnd());
        QVERIFY(rehearsal->state().ceremony->opened.plan == m_plan);
        if (entry > 0) // before that, no ceremony could be resumed
            QVERIFY(rehearsal->state().ceremony->lastResumed > 0);
    }

private:
    static std::vector<std::string> lines(const QString& folder) {
        std::ifstream file(folder.toStdString() + "/authority/record.jsonl");
        std::vector<std::string> all;
        for (std::string line; std::getline(file, line);)
            all.push_back(line);
        return all;
    }

    QTemporaryDir m_temporary;
    Digest m_plan;
    std::vector<std::string> m_types;
    std::vector<int> m_flushes; // the file's making, then one for each entry
};

STRONGROOM_TEST_MAIN(TestKilled)
#include "tst_killed.moc"

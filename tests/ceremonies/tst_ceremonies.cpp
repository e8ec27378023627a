// The ready-made ceremonies, rehearsed once and one after another on one folder, leave the records that the
// <plan>.expected show (normalised_record.h), each the entries of its ceremony. What differs is shown as a
// diff. After a change that is wanted: STRONGROOM_REGENERATE=1 ctest --preset dev -R tst_ceremonies writes
// all of them anew, and the diff is reviewed with the change.
#include "../e2e/files.h"
#include "../e2e/program.h"
#include "normalised_record.h"

#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>

using namespace strongroom;
using namespace strongroom::test;

class TestCeremonies : public QObject {
    Q_OBJECT

private slots:
    void leavesTheExpectedRecord_data() {
        QTest::addColumn<QString>("plan");
        for (const char* plan : {"found-root", "sign-subordinate", "lose-a-card"})
            QTest::newRow(plan) << plan;
    }
    void leavesTheExpectedRecord() {
        QFETCH(QString, plan);
        const std::uint64_t from = static_cast<std::uint64_t>(textOf(record()).count('\n'));
        const Said said = run(strongroomProgram(),
                              {"rehearse", shippedPlan(plan), from == 0 ? "--out" : "--continue", room()});
        QVERIFY2(said.exitCode == 0, said.error.constData());
        const auto text = normalisedRecord(record().toStdString(), from);
        QVERIFY2(text, text ? "" : text.error().detail.c_str());
        QVERIFY(!text->empty());
        const QString expected = QString(STRONGROOM_CEREMONIES "/%1.expected").arg(plan);
        const QString actual = m_temporary.path() + "/" + plan;
        const bool regenerate = qEnvironmentVariableIsSet("STRONGROOM_REGENERATE");
        write(regenerate ? expected : actual, *text);
        const Said difference = run("diff", {"-U0", expected, regenerate ? expected : actual});
        QVERIFY2(difference.exitCode == 0, difference.output.left(6000) + difference.error);
    }

private:
    QString room() const { return m_temporary.path() + "/room"; }
    QString record() const { return room() + "/authority/record.jsonl"; }
    static void write(const QString& name, const std::string& text) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(text.data(), static_cast<qint64>(text.size())), static_cast<qint64>(text.size()));
    }

    QTemporaryDir m_temporary;
};

STRONGROOM_TEST_MAIN(TestCeremonies)
#include "tst_ceremonies.moc"

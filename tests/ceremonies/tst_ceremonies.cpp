// Each ready-made ceremony, rehearsed once, leaves the record that <plan>.expected shows
// (normalised_record.h). What differs is shown as a diff. After a change that is wanted:
// STRONGROOM_REGENERATE=1 tst_ceremonies writes the expected records anew, and the diff is reviewed with the
// change.
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
        QTest::newRow("found-root") << "found-root";
    }
    void leavesTheExpectedRecord() {
        QFETCH(QString, plan);
        QTemporaryDir temporary;
        const QString room = temporary.path() + "/room", actual = temporary.path() + "/actual";
        const Said said =
            run(strongroomProgram(),
                {"rehearse", QString(STRONGROOM_RESOURCES "/plans/%1.yaml").arg(plan), "--out", room});
        QVERIFY2(said.exitCode == 0, said.error.constData());
        const auto text = normalisedRecord((room + "/authority/record.jsonl").toStdString());
        QVERIFY2(text, text ? "" : text.error().detail.c_str());
        const QString expected = QString(STRONGROOM_CEREMONIES "/%1.expected").arg(plan);
        const bool regenerate = qEnvironmentVariableIsSet("STRONGROOM_REGENERATE");
        write(regenerate ? expected : actual, *text);
        const Said difference = run("diff", {"-U0", expected, regenerate ? expected : actual});
        QVERIFY2(difference.exitCode == 0, difference.output.left(6000) + difference.error);
    }

private:
    static void write(const QString& name, const std::string& text) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(text.data(), static_cast<qint64>(text.size())), static_cast<qint64>(text.size()));
    }
};

STRONGROOM_TEST_MAIN(TestCeremonies)
#include "tst_ceremonies.moc"

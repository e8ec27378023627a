// Every shipped plan: without problems, and with the one digest under which it also runs.
#include "core/engine/examine.h"
#include "tests/support/test_main.h"

#include <QDir>

using namespace strongroom;

class TestExamine : public QObject {
    Q_OBJECT

private slots:
    void shippedPlans_data() {
        QTest::addColumn<QString>("plan");
        const QDir plans(QStringLiteral(STRONGROOM_RESOURCES "/plans"));
        for (const QString& name : plans.entryList({"*.yaml"}, QDir::Files))
            QTest::newRow(qPrintable(name)) << plans.filePath(name);
    }
    void shippedPlans() {
        QFETCH(QString, plan);
        const auto examined = engine::examinePlan(plan.toStdString(), {1'800'000'000});
        QVERIFY2(examined.has_value(), examined ? "" : examined.error().detail.c_str());
        std::string problems;
        for (const std::string& problem : examined->problems)
            problems += problem + "\n";
        QVERIFY2(problems.empty(), problems.c_str());
        const auto loaded = engine::loadPlan(plan.toStdString());
        QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().detail.c_str());
        QCOMPARE(examined->loaded.digest, loaded->digest);
        QCOMPARE(ceremony::planDigestText(examined->loaded.files), ceremony::planDigestText(loaded->files));
        QVERIFY(examined->forecast.minutes() > 0);
        QCOMPARE(examined->forecast.coalitions.size(), std::size_t(3));
    }
};

STRONGROOM_TEST_MAIN(TestExamine)
#include "tst_examine.moc"

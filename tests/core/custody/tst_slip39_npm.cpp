// Shares of ours opened by an independent program, and its shares by ours: npm's slip39, installed beforehand
// with tests/support/slip39/install. tests/run does that. Without it the test fails.
#include "custody_testing.h"

#include "core/base/hex.h"
#include "core/custody/slip39.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

using namespace strongroom;
using namespace strongroom::custody;
using namespace strongroom::custody::testing;

class TestSlip39Npm : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        QVERIFY2(QDir(NPM_FOLDER "/node_modules/slip39").exists(),
                 "npm's slip39 is not installed: call tests/support/slip39/install BUILD_FOLDER, as "
                 "tests/run does");
    }

    void itOpensOurShares() {
        const auto shares = splitSecret(secretOf(sampleSecret()), SplitPlan::of(3, 5), 0x6d2a);
        for (const std::array<std::size_t, 3> subset :
             {std::array<std::size_t, 3>{0, 1, 2}, {0, 2, 4}, {4, 3, 1}}) {
            QJsonArray words;
            for (const std::size_t i : subset)
                words << QString::fromStdString(plainText(*(*shares)[i].words()));
            const QJsonObject answer = exchange({{"do", "recover"}, {"shares", words}});
            QCOMPARE(answer["secret"].toString().toStdString(), base::toHex(sampleSecret()));
        }
        const QJsonArray two{QString::fromStdString(plainText(*(*shares)[0].words())),
                             QString::fromStdString(plainText(*(*shares)[1].words()))};
        QVERIFY(exchange({{"do", "recover"}, {"shares", two}}).contains("error"));
    }

    void weOpenItsShares() {
        const QJsonObject answer = exchange({{"do", "split"},
                                             {"secret", QString::fromStdString(base::toHex(sampleSecret()))},
                                             {"threshold", 3},
                                             {"members", 5}});
        std::vector<Slip39Share> shares;
        for (const auto& words : answer["shares"].toArray()) {
            auto share = Slip39Share::fromWords(secretOf(words.toString().toStdString()));
            QVERIFY(share);
            QCOMPARE(share->wordCount(), std::size_t(33));
            QCOMPARE(int(share->header().extendable), 0);
            QCOMPARE(int(share->header().iterationExponent), 0);
            shares.push_back(std::move(*share));
        }
        QCOMPARE(shares.size(), std::size_t(5));
        QVERIFY(checkEverySubset(shares, SplitPlan::of(3, 5)));
        const std::vector<const Slip39Share*> subset{&shares[4], &shares[1], &shares[2]};
        QCOMPARE(plain(*combineShares(subset)), sampleSecret());
    }

private:
    static QJsonObject exchange(const QJsonObject& order) {
        QProcess node;
        node.setWorkingDirectory(NPM_FOLDER);
        node.start("node", {SUPPORT_FOLDER "/exchange.js"});
        node.write(QJsonDocument(order).toJson(QJsonDocument::Compact));
        node.closeWriteChannel();
        if (!node.waitForFinished() || node.exitCode() != 0)
            qWarning() << node.readAllStandardError();
        return QJsonDocument::fromJson(node.readAllStandardOutput()).object();
    }
};

STRONGROOM_TEST_MAIN(TestSlip39Npm)
#include "tst_slip39_npm.moc"

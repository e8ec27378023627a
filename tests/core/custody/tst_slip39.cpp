// SLIP-0039: the official vectors, every subset, every kind of wrong share.
#include "custody_testing.h"

#include "core/base/hex.h"
#include "core/base/words.h"
#include "core/custody/slip39.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace strongroom;
using namespace strongroom::custody;
using namespace strongroom::custody::testing;

namespace {

Result<Secret> combine(const std::vector<const Slip39Share*>& shares, std::string_view passphrase = {}) {
    return combineShares(shares, passphrase);
}

// The share with one bit of its value changed and its checksum made right: as an attacker would alter it.
Slip39Share altered(const Slip39Share& share) {
    Secret value = std::move(*share.value());
    value.expose([](std::span<std::uint8_t> bytes) { bytes[5] ^= 0x10; });
    return std::move(*Slip39Share::make(share.header(), value));
}

} // namespace

class TestSlip39 : public QObject {
    Q_OBJECT

private slots:
    void officialVectors_data() {
        QTest::addColumn<QStringList>("mnemonics");
        QTest::addColumn<QString>("secret");
        QFile file(VECTORS);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray vectors = QJsonDocument::fromJson(file.readAll()).array();
        QCOMPARE(vectors.size(), 45);
        for (const auto& vector : vectors) {
            QStringList mnemonics;
            for (const auto& mnemonic : vector.toArray()[1].toArray())
                mnemonics << mnemonic.toString();
            QTest::newRow(vector.toArray()[0].toString().toUtf8())
                << mnemonics << vector.toArray()[2].toString();
        }
    }
    void officialVectors() {
        QFETCH(QStringList, mnemonics);
        QFETCH(QString, secret);
        std::vector<Slip39Share> shares;
        for (const QString& mnemonic : mnemonics) {
            auto share = Slip39Share::fromWords(secretOf(mnemonic.toStdString()));
            if (!share) {
                QVERIFY2(secret.isEmpty(), share.error().detail.c_str());
                return;
            }
            // Whatever is read is written as the same words, also when built from its parts.
            QCOMPARE(plainText(*share->words()), mnemonic.toStdString());
            const auto rebuilt = Slip39Share::make(share->header(), *share->value());
            QCOMPARE(plainText(*rebuilt->words()), mnemonic.toStdString());
            shares.push_back(std::move(*share));
        }
        std::vector<const Slip39Share*> pointers;
        for (const Slip39Share& share : shares)
            pointers.push_back(&share);
        const auto master = combine(pointers, "TREZOR");
        QCOMPARE(master.has_value(), !secret.isEmpty());
        if (master)
            QCOMPARE(base::toHex(plain(*master)), secret.toStdString());
    }

    void everySubsetOfThreeOfFive() {
        for (const std::size_t size : {16, 32, 64}) {
            Bytes master = sampleSecret();
            master.resize(size, 0xee);
            const auto shares = splitSecret(secretOf(master), SplitPlan::of(3, 5), 0x7abc);
            QVERIFY(shares);
            int combined = 0;
            forEachSubset<Slip39Share>(*shares, [&](const std::vector<const Slip39Share*>& subset) {
                const auto result = combine(subset);
                QCOMPARE(result.has_value(), subset.size() == 3);
                if (result) {
                    QCOMPARE(plain(*result), master);
                    ++combined;
                } else {
                    QCOMPARE(result.error().code, ErrorCode::badArgument);
                }
            });
            QCOMPARE(combined, 10);
        }
    }

    // Two shares that claim to suffice: what the threshold in the header says is not what protects the
    // secret.
    void twoSharesOfThreeSayNothing() {
        const auto shares = splitSecret(secretOf(sampleSecret()), SplitPlan::of(3, 5), 1);
        std::vector<Slip39Share> claimed;
        for (std::size_t i = 0; i < 2; ++i) {
            Slip39Header header = (*shares)[i].header();
            header.memberThreshold = 2;
            claimed.push_back(std::move(*Slip39Share::make(header, *(*shares)[i].value())));
        }
        const auto result = combine({&claimed[0], &claimed[1]});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::shareAltered);
    }

    void headerAndWordCount() {
        const auto shares = splitSecret(secretOf(sampleSecret()), SplitPlan::of(2, 3), 0x1234);
        QCOMPARE(shares->size(), std::size_t(3));
        for (std::size_t i = 0; i < 3; ++i) {
            const Slip39Header expected{0x1234, 0, 0, 0, 1, 1, static_cast<std::uint8_t>(i), 2};
            QVERIFY((*shares)[i].header() == expected);
            QCOMPARE((*shares)[i].wordCount(), std::size_t(33));
        }
    }

    void everyLargestHeaderGoesBothWays() {
        const Slip39Header header{0x7fff, 1, 15, 15, 16, 16, 15, 16};
        const auto share = Slip39Share::make(header, secretOf(sampleSecret()));
        const auto read = Slip39Share::fromWords(*share->words());
        QVERIFY(read->header() == header);
        QCOMPARE(plain(*read->value()), sampleSecret());
    }

    void twoLevels() {
        // Two of three groups: 2 of 3, 1 of 1, 3 of 5.
        const SplitPlan plan{2, {{2, 3}, {1, 1}, {3, 5}}};
        QCOMPARE(plan.memberCount(), std::size_t(9));
        QCOMPARE(plan.fewestMembers(), std::size_t(3));
        const auto shares = splitSecret(secretOf(sampleSecret()), plan, 77);
        QVERIFY(shares);
        QVERIFY(checkEverySubset(*shares, plan));
        int combined = 0;
        forEachSubset<Slip39Share>(*shares, [&](const std::vector<const Slip39Share*>& subset) {
            std::array<std::size_t, 3> counts{};
            for (const Slip39Share* share : subset)
                ++counts[share->header().groupIndex];
            const auto groupRight = [&](std::size_t g) { return counts[g] == plan.groups[g].threshold; };
            int complete = 0, wrong = 0;
            for (std::size_t g = 0; g < 3; ++g) {
                complete += groupRight(g) ? 1 : 0;
                wrong += counts[g] > 0 && !groupRight(g) ? 1 : 0;
            }
            const auto result = combine(subset);
            QCOMPARE(result.has_value(), complete == 2 && wrong == 0);
            if (result) {
                QCOMPARE(plain(*result), sampleSecret());
                ++combined;
            }
        });
        QCOMPARE(combined, 3 * 1 + 3 * 10 + 1 * 10);
    }

    void refusesSplitsTheStandardForbids() {
        const Secret master = secretOf(sampleSecret());
        for (const SplitPlan& plan :
             {SplitPlan::of(0, 3), SplitPlan::of(4, 3), SplitPlan::of(1, 2), SplitPlan::of(2, 17),
              SplitPlan{1, {}}, SplitPlan{2, {{2, 3}}}, SplitPlan{0, {{2, 3}}}})
            QVERIFY(!splitSecret(master, plan, 1));
        QVERIFY(!splitSecret(master, SplitPlan::of(2, 3), 0x8000));
        QVERIFY(!splitSecret(secretOf(Bytes(14, 1)), SplitPlan::of(2, 3), 1));
        QVERIFY(!splitSecret(secretOf(Bytes(17, 1)), SplitPlan::of(2, 3), 1));
    }

    void alteredWordIsNoticed() {
        const auto shares = splitSecret(secretOf(sampleSecret()), SplitPlan::of(2, 3), 5);
        const QStringList words = QString::fromStdString(plainText(*(*shares)[0].words())).split(' ');
        // RS1024 finds any three wrong words; one or two here, at every place.
        for (qsizetype at = 0; at < words.size(); ++at) {
            QStringList wrong = words;
            wrong[at] = wrong[at] == "academic" ? "zero" : "academic";
            auto share = Slip39Share::fromWords(secretOf(wrong.join(' ').toStdString()));
            QVERIFY(!share);
            QCOMPARE(share.error().code, ErrorCode::badFormat);
            const qsizetype next = (at + 7) % words.size();
            wrong[next] = wrong[next] == "acid" ? "zero" : "acid";
            QVERIFY(!Slip39Share::fromWords(secretOf(wrong.join(' ').toStdString())));
            wrong[at] = "strongroom";
            share = Slip39Share::fromWords(secretOf(wrong.join(' ').toStdString()));
            QCOMPARE(share.error().detail,
                     "word " + std::to_string(at + 1) + " of a share is not in the list");
        }
        QVERIFY(Slip39Share::fromWords(secretOf(words.join(' ').toUpper().toStdString())));
        QVERIFY(!Slip39Share::fromWords(secretOf(words.join("  ").toStdString())));
        QVERIFY(!Slip39Share::fromWords(secretOf((words.join(' ') + ' ').toStdString())));
        QVERIFY(!Slip39Share::fromWords(secretOf(words.mid(1).join(' ').toStdString())));
    }

    void alteredShareWithRightChecksumIsNoticedByTheQuorum() {
        const auto shares = splitSecret(secretOf(sampleSecret()), SplitPlan::of(3, 5), 5);
        const Slip39Share bad = altered((*shares)[1]);
        QVERIFY(Slip39Share::fromWords(*bad.words()));
        const auto result = combine({&(*shares)[0], &bad, &(*shares)[4]});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::shareAltered);
    }

    void foreignShareIsNoticed() {
        const auto ours = splitSecret(secretOf(sampleSecret()), SplitPlan::of(2, 3), 5);
        const auto theirs = splitSecret(secretOf(sampleSecret()), SplitPlan::of(2, 3), 6);
        auto result = combine({&(*ours)[0], &(*theirs)[1]});
        QCOMPARE(result.error().code, ErrorCode::shareForeign);
        // Another split with the same identifier: the digest inside the set.
        const auto again = splitSecret(secretOf(sampleSecret()), SplitPlan::of(2, 3), 5);
        result = combine({&(*ours)[0], &(*again)[1]});
        QCOMPARE(result.error().code, ErrorCode::shareAltered);
        result = combine({&(*ours)[0], &(*ours)[0]});
        QVERIFY(!result);
    }

    void everySubsetCheckFindsOneBadShare() {
        const SplitPlan plan = SplitPlan::of(3, 5);
        auto shares = splitSecret(secretOf(sampleSecret()), plan, 5);
        QVERIFY(checkEverySubset(*shares, plan));
        for (std::size_t i = 0; i < 5; ++i) {
            Slip39Share good = std::move(*(*shares)[i].duplicate());
            (*shares)[i] = altered((*shares)[i]);
            QVERIFY(!checkEverySubset(*shares, plan));
            (*shares)[i] = std::move(good);
        }
        QVERIFY(checkEverySubset(*shares, plan));
        shares->pop_back();
        QVERIFY(!checkEverySubset(*shares, plan));
    }

    void fiveOfNineIsQuick() {
        QElapsedTimer timer;
        timer.start();
        const SplitPlan plan = SplitPlan::of(5, 9);
        const auto shares = splitSecret(secretOf(sampleSecret()), plan, 5);
        QVERIFY(checkEverySubset(*shares, plan));
        QVERIFY2(timer.elapsed() < 1000, QByteArray::number(timer.elapsed()));
    }
};

STRONGROOM_TEST_MAIN(TestSlip39)
#include "tst_slip39.moc"

// The vocabulary of core: hex, base64, time, text, Result and Secret.
#include "core/base/hex.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "tests/support/test_main.h"

#include <type_traits>

using namespace strongroom;
using namespace strongroom::base;

class TestBase : public QObject {
    Q_OBJECT

private slots:
    void hexHasOneForm() {
        QCOMPARE(toHex(Bytes{0x00, 0xff, 0x1a}), std::string("00ff1a"));
        QCOMPARE(*fromHex("00ff1a"), (Bytes{0x00, 0xff, 0x1a}));
        for (const char* bad : {"0", "0G", "FF", " 00", "0x"})
            QVERIFY(!fromHex(bad));
        QVERIFY(!digestFromHex("00"));
    }

    void base64HasOneForm() {
        // RFC 4648 clause 10.
        const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                               {"f", "Zg=="},
                                                               {"fo", "Zm8="},
                                                               {"foo", "Zm9v"},
                                                               {"foob", "Zm9vYg=="},
                                                               {"fooba", "Zm9vYmE="},
                                                               {"foobar", "Zm9vYmFy"}};
        for (const auto& [plain, encoded] : vectors) {
            QCOMPARE(toBase64(viewOf(plain)), std::string(encoded));
            QCOMPARE(*fromBase64(encoded), bytesOf(plain));
        }
        for (const char* bad : {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9v", "Zm9v\n"})
            QVERIFY2(!fromBase64(bad), bad);
    }

    void timeGoesBothWays_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("seconds");
        QTest::newRow("epoch") << "1970-01-01T00:00:00Z" << qint64(0);
        QTest::newRow("leap day") << "2028-02-29T23:59:59Z" << qint64(1835481599);
        QTest::newRow("2049") << "2049-12-31T23:59:59Z" << qint64(2524607999);
        QTest::newRow("before the epoch") << "1969-12-31T23:59:59Z" << qint64(-1);
    }
    void timeGoesBothWays() {
        QFETCH(QString, text);
        QFETCH(qint64, seconds);
        QCOMPARE(fromRfc3339(text.toStdString())->seconds, seconds);
        QCOMPARE(QString::fromStdString(toRfc3339({seconds})), text);
    }
    void timeRefuses() {
        for (const char* bad :
             {"2027-02-29T00:00:00Z", "2027-01-01T24:00:00Z", "2027-01-01T00:00:60Z", "2027-1-01T00:00:00Z",
              "2027-01-01 00:00:00Z", "2027-01-01T00:00:00+00:00", "2027-01-01T00:00:00.5Z", ""})
            QVERIFY2(!fromRfc3339(bad), bad);
    }
    void monthsEndOnTheLastDay() {
        QCOMPARE(toRfc3339(plusMonths(*fromRfc3339("2027-01-31T09:00:00Z"), 1)),
                 std::string("2027-02-28T09:00:00Z"));
        QCOMPARE(toRfc3339(plusMonths(*fromRfc3339("2027-03-01T09:00:00Z"), 11)),
                 std::string("2028-02-01T09:00:00Z"));
    }

    void textFillsItsPlaceholders() {
        QCOMPARE((Text{"%2 of %1, 5 % off", {"5", "3"}}).english(), std::string("3 of 5, 5 % off"));
    }

    void secretLivesInTheSecureHeap() {
        QVERIFY(openSecureHeap().present);
        auto secret = Secret::copyOf(viewOf("1234"));
        QVERIFY(secret.has_value());
        Secret moved = std::move(*secret);
        QCOMPARE(moved.size(), std::size_t(4));
        QCOMPARE(secret->size(), std::size_t(0));
        QVERIFY(moved.expose([](ByteView bytes) { return equalBytes(bytes, viewOf("1234")); }));
        auto first = moved.firstBytes(2);
        QVERIFY(first->expose([](ByteView bytes) { return equalBytes(bytes, viewOf("12")); }));
        QVERIFY(!moved.firstBytes(5));
        QVERIFY(!Secret::make(0));
    }
    void secretHeapThatIsFullIsSaid() {
        std::vector<Secret> held;
        while (true) {
            auto more = Secret::make(64 * 1024);
            if (!more) {
                QCOMPARE(more.error().code, ErrorCode::noSecureMemory);
                break;
            }
            held.push_back(std::move(*more));
            QVERIFY(held.size() < 1000);
        }
    }
};

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret>);

STRONGROOM_TEST_MAIN(TestBase)
#include "tst_base.moc"

#include "pki_fixture.h"

#include "core/base/hex.h"
#include "core/pki/der.h"
#include "core/pki/serial_number.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::pki;

class TestPkiDer : public QObject {
    Q_OBJECT
private slots:
    void acceptsOnlyDer_data() {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<bool>("good");
        QTest::newRow("integer") << QByteArray("02017f") << true;
        QTest::newRow("integer 128") << QByteArray("02020080") << true;
        QTest::newRow("needless zero") << QByteArray("0202007f") << false;
        QTest::newRow("needless ff") << QByteArray("0202ffff") << false;
        QTest::newRow("empty integer") << QByteArray("0200") << false;
        QTest::newRow("long length") << QByteArray("0281017f") << false;
        QTest::newRow("indefinite length") << QByteArray("308002017f0000") << false;
        QTest::newRow("truncated") << QByteArray("30030201") << false;
        QTest::newRow("bytes after") << QByteArray("02017f00") << false;
        QTest::newRow("true") << QByteArray("0101ff") << true;
        QTest::newRow("true as 01") << QByteArray("010101") << false;
        QTest::newRow("null") << QByteArray("0500") << true;
        QTest::newRow("null with content") << QByteArray("050100") << false;
        QTest::newRow("oid") << QByteArray("0603551d0f") << true;
        QTest::newRow("oid with leading zero digit") << QByteArray("0603558001") << false;
        QTest::newRow("oid cut off") << QByteArray("06025580") << false;
        QTest::newRow("bit string") << QByteArray("03020106") << true;
        QTest::newRow("bit string, unused bit set") << QByteArray("03020107") << false;
        QTest::newRow("bit string, 8 unused bits") << QByteArray("03020800") << false;
        QTest::newRow("printable string") << QByteArray("13024142") << true;
        QTest::newRow("printable string with @") << QByteArray("130140") << false;
        QTest::newRow("utf8") << QByteArray("0c02c3a4") << true;
        QTest::newRow("utf8 broken") << QByteArray("0c01c3") << false;
        QTest::newRow("ia5 with a high byte") << QByteArray("1601c3") << false;
        QTest::newRow("constructed string") << QByteArray("33041302"
                                                          "4142")
                                            << false;
        QTest::newRow("primitive sequence") << QByteArray("1000") << false;
        QTest::newRow("set sorted") << QByteArray("3106020101020102") << true;
        QTest::newRow("set not sorted") << QByteArray("3106020102020101") << false;
        QTest::newRow("high tag number") << QByteArray("1f810100") << false;
        QTest::newRow("nothing") << QByteArray() << false;
    }
    void acceptsOnlyDer() {
        QFETCH(QByteArray, hex);
        QFETCH(bool, good);
        QCOMPARE(der::checkDer(*base::fromHex(hex.toStdString())).has_value(), good);
    }

    void refusesDepth() {
        Bytes nested;
        for (int i = 0; i < 40; ++i)
            nested = der::element(der::sequence, nested);
        const auto result = der::checkDer(nested);
        QVERIFY(!result && result.error().detail.find("levels") != std::string::npos);
    }

    void writesWhatItReads() {
        for (const char* oid :
             {"2.5.29.15", "1.2.840.113549.1.1.11", "2.999.1", "0.9.2342.19200300.100.1.25"}) {
            const Bytes written = der::writeOid(oid);
            QCOMPARE(der::readOid(der::single(written, der::objectIdentifier)->content).value_or(""),
                     std::string(oid));
        }
        for (const char* bad :
             {"", "1", "1.", ".1", "3.1", "1.40", "1.2.x", "1..2", "1.02", "1.2.99999999999999999999"})
            QVERIFY2(der::writeOid(bad).empty(), bad);
        for (const char* text : {"2027-03-01T09:00:00Z", "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z",
                                 "1950-01-01T00:00:00Z"}) {
            const Bytes written = der::writeTime(fixture::at(text));
            QCOMPARE(written[0] == der::utcTime, std::string(text) < "2050");
            der::Reader reader(written);
            QCOMPARE(base::toRfc3339(der::readTime(*reader.take()).value_or(UtcTime{})), std::string(text));
        }
        QCOMPARE(base::toHex(der::writeSmallInteger(0)), std::string("020100"));
        QCOMPARE(base::toHex(der::writeSmallInteger(128)), std::string("02020080"));
        QCOMPARE(der::element(der::octetString, Bytes(127)).size(), std::size_t{129});
        QCOMPARE(base::toHex(ByteView(der::element(der::octetString, Bytes(256))).first(4)),
                 std::string("04820100"));
    }

    // Any bytes at all: an answer, never a read outside (the asan preset sees to that).
    void survivesDamage() {
        const Bytes certificate = fixture::Authority().rootCertificate();
        std::size_t refused = 0;
        for (std::size_t at = 0; at < certificate.size(); ++at)
            for (const unsigned change : {0x01u, 0x80u, 0xffu}) {
                Bytes damaged = certificate;
                damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ change);
                const auto read = readCertificate(damaged);
                refused += read ? 0 : 1;
                damaged.resize(at);
                QVERIFY(!readCertificate(damaged));
            }
        QVERIFY(refused > certificate.size());
    }

    void serialNumbers() {
        const Bytes ones(19, 0xff);
        Bytes random = ones;
        random.push_back(0x12);
        QCOMPARE(serialNumberFrom(random).value(), std::string("7f") + std::string(36, 'f') + "12");
        random.assign(20, 0);
        random[19] = 1;
        QCOMPARE(serialNumberFrom(random).value(), std::string("40") + std::string(36, '0') + "01");
        QVERIFY(!serialNumberFrom(Bytes(20, 7)));
        QVERIFY(!serialNumberFrom(ones));
        for (const char* good : {"00", "01", "7f", "80", "0100"})
            QVERIFY2(checkNumber(good), good);
        for (const char* bad : {"", "1", "0A", "0001", "xx"})
            QVERIFY2(!checkNumber(bad), bad);
        QCOMPARE(numberPlus("ff", 1), std::string("0100"));
        QCOMPARE(numberPlus("00", 1), std::string("01"));
        QCOMPARE(numberPlus("01", 1u << 20), std::string("100001"));
        QCOMPARE(numberPlus("ffffffffffffffffffffffff", 1), std::string("01000000000000000000000000"));
        QVERIFY(compareNumbers("ff", "0100") < 0);
        QVERIFY(compareNumbers("0101", "0100") > 0);
        QVERIFY(compareNumbers("0100", "0100") == 0);
    }
};

STRONGROOM_TEST_MAIN(TestPkiDer)
#include "tst_pki_der.moc"

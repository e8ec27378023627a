// PINs of a share set (PROTOCOL P7), compared with what the openssl command line and coreutils make of it.
#include "custody_testing.h"

#include "core/base/hex.h"
#include "core/custody/activation_secret.h"
#include "tests/support/test_main.h"

#include <QProcess>
#include <set>

using namespace strongroom;
using namespace strongroom::custody;
using namespace strongroom::custody::testing;

namespace {

const SetId userSet{SetKind::userPin, 3};

std::string pinOf(const PinRules& rules, const SetId& set = userSet) {
    const auto pin = derivePin(secretOf(sampleSecret()), filled(0xab), set, rules);
    return pin ? plainText(*pin) : pin.error().detail;
}

// The keying material as the hand recipe of P7 gives it, through `rest` of a pipe.
QByteArray byHand(const QString& rest) {
    QProcess shell;
    shell.start(
        "sh", {"-c", QString("openssl kdf -binary -keylen 40 -kdfopt digest:SHA256 -kdfopt hexkey:%1 -kdfopt "
                             "'info:strongroom pin v1|%2|user-pin.3' HKDF | %3")
                         .arg(QString::fromStdString(base::toHex(sampleSecret())),
                              QString::fromStdString(filled(0xab).hex()), rest)});
    return shell.waitForFinished() && shell.exitCode() == 0 ? shell.readAllStandardOutput().trimmed()
                                                            : "failed";
}

} // namespace

class TestActivationSecret : public QObject {
    Q_OBJECT

private slots:
    void base32AsByHand() {
        QCOMPARE(QByteArray::fromStdString(pinOf({PinAlphabet::base32, 4, 255})),
                 byHand("base32 -w0 | cut -c1-32"));
        QCOMPARE(QByteArray::fromStdString(pinOf({PinAlphabet::base32, 4, 16})),
                 byHand("base32 -w0 | cut -c1-16"));
    }
    void hexAsByHand() {
        QCOMPARE(QByteArray::fromStdString(pinOf({PinAlphabet::hex, 4, 32})),
                 byHand("od -An -v -tx1 | tr -d ' \\n' | cut -c1-32"));
    }
    void decimalAsByHand() {
        QCOMPARE(QByteArray::fromStdString(pinOf({PinAlphabet::decimal, 4, 25})),
                 byHand("python3 -c 'import sys; print(str(int.from_bytes(sys.stdin.buffer.read(), "
                        "\"big\") % 10**25).zfill(25))'"));
    }

    void anotherSetGivesAnotherPin() {
        std::set<std::string> pins;
        for (const SetId& set :
             {SetId{SetKind::userPin, 3}, SetId{SetKind::soPin, 3}, SetId{SetKind::userPin, 4}})
            pins.insert(pinOf({}, set));
        QCOMPARE(pins.size(), std::size_t(3));
        QVERIFY(!derivePin(secretOf(sampleSecret()), filled(1), {SetKind::mbk, 1}, {}));
    }

    void lengthRules_data() {
        QTest::addColumn<int>("alphabet");
        QTest::addColumn<int>("enough");
        QTest::newRow("base32") << int(PinAlphabet::base32) << 16;
        QTest::newRow("hex") << int(PinAlphabet::hex) << 20;
        QTest::newRow("decimal") << int(PinAlphabet::decimal) << 25;
    }
    void lengthRules() {
        QFETCH(int, alphabet);
        QFETCH(int, enough);
        const auto length = [&](std::uint64_t least, std::uint64_t most,
                                ShortPin shortPin = ShortPin::refused) {
            return pinLength({static_cast<PinAlphabet>(alphabet), least, most, shortPin});
        };
        const auto exactly = static_cast<std::uint64_t>(enough);
        QCOMPARE(*length(4, 255), std::uint64_t(32));
        QCOMPARE(*length(4, exactly), exactly);
        QCOMPARE(length(4, exactly - 1).error().code, ErrorCode::denied);
        QCOMPARE(*length(4, exactly - 1, ShortPin::waived), exactly - 1);
        QCOMPARE(length(40, 64).error().code, ErrorCode::denied);
        QCOMPARE(length(0, 0, ShortPin::waived).error().code, ErrorCode::denied);
    }

    void drawnSecretsMixBothSources() {
        const auto first = drawActivationSecret(secretOf(Bytes(32, 0)));
        const auto second = drawActivationSecret(secretOf(Bytes(32, 0)));
        QCOMPARE(first->size(), std::size_t(32));
        QVERIFY(plain(*first) != plain(*second));
        QVERIFY(plain(*first) != Bytes(32, 0));
        QVERIFY(!drawActivationSecret(secretOf(Bytes(31, 1))));
    }

    void trainingPins() {
        QProcess shell;
        shell.start(
            "sh", {"-c", "for label in 'training pin' 'training so pin'; do python3 -c 'import sys, hashlib; "
                         "print(str(int(hashlib.sha256((sys.argv[1] + \"ab\" * 32 + \"officer-3\")"
                         ".encode()).hexdigest(), 16))[:8])' \"$label\"; done"});
        QVERIFY(shell.waitForFinished());
        const QList<QByteArray> expected = shell.readAllStandardOutput().trimmed().split('\n');
        QCOMPARE(QByteArray::fromStdString(plainText(*trainingCardPin(filled(0xab), "officer-3"))),
                 expected.at(0));
        QCOMPARE(QByteArray::fromStdString(plainText(*trainingCardSoPin(filled(0xab), "officer-3"))),
                 expected.at(1));
    }

    void alphabetNames() {
        for (const PinAlphabet alphabet : {PinAlphabet::base32, PinAlphabet::hex, PinAlphabet::decimal})
            QCOMPARE(*pinAlphabetFromName(nameOf(alphabet)), alphabet);
        QVERIFY(!pinAlphabetFromName("base64"));
    }
};

STRONGROOM_TEST_MAIN(TestActivationSecret)
#include "tst_activation_secret.moc"

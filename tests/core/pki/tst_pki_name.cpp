#include "pki_fixture.h"

#include "core/base/hex.h"
#include "core/pki/display_text.h"
#include "core/pki/name.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::pki;

namespace {

Name named(const std::string& commonName, StringType type = StringType::utf8) {
    return {{{{"C", StringType::printable, "XX"}}, {{"CN", type, commonName}}}};
}

} // namespace

class TestPkiName : public QObject {
    Q_OBJECT
private slots:
    void goesThroughDerAndValue() {
        Name name = named("Wurzel \xc3\xa4");
        name.rdns.push_back({{"O", StringType::utf8, "A"}, {"OU", StringType::printable, "B"}});
        name.rdns.push_back({{"DC", StringType::ia5, "example"}});
        name.rdns.push_back({{"1.2.3.4", StringType::utf8, "x"}});
        const Bytes der = *toDer(name);
        QCOMPARE(*toDer(*nameFromDer(der)), der);
        QCOMPARE(printedName(der), printed(*nameFromDer(der)));
        QCOMPARE(printedName(der),
                 std::string("C=XX, CN=Wurzel \xc3\xa4, O=A + OU=B, DC=example, 1.2.3.4=x"));
        const base::Value value = toValue(name);
        QVERIFY(*nameFromValue(*base::readCanonical(base::writeCanonical(value))) == name);
    }

    void trainingPrefix() {
        const Name marked = withTrainingPrefix(named("Example Root R1"));
        QCOMPARE(marked.last("CN"), std::string("TRAINING Example Root R1"));
        QCOMPARE(marked.last("C"), std::string("XX"));
        // Cut to 64 characters, of two bytes each here, never in the middle of one.
        std::string umlauts;
        for (int i = 0; i < 60; ++i)
            umlauts += "\xc3\xa4";
        const std::string cut = withTrainingPrefix(named(umlauts)).last("CN");
        QCOMPARE(cut.size(), std::size_t{9 + 2 * 55});
        QVERIFY(base::isValidUtf8(cut));
        QVERIFY(toDer(named(cut)));
    }

    void refusesWhatDoesNotFit() {
        QVERIFY(!toDer(named("")));
        QVERIFY(!toDer(named(std::string(65, 'a'))));
        QVERIFY(toDer(named(std::string(64, 'a'))));
        QVERIFY(!toDer(named("a@b", StringType::printable)));
        QVERIFY(!toDer(named("\xff")));
        QVERIFY(!toDer(Name{{{{"C", StringType::printable, "xx"}}}}));
        QVERIFY(!toDer(Name{{{{"C", StringType::utf8, "XX"}}}}));
        QVERIFY(!toDer(Name{{{{"nonsense", StringType::utf8, "a"}}}}));
        QVERIFY(!toDer(Name{{{}}}));
        // A TeletexString is not guessed at.
        const auto teletex = nameFromDer(*base::fromHex("300e310c300a06035504031403e4e4e4"));
        QVERIFY(!teletex && teletex.error().code == ErrorCode::unsupported);
        QCOMPARE(printedName(*base::fromHex("300e310c300a06035504031403e4e4e4")), std::string("CN=#e4e4e4"));
        QVERIFY(!nameFromDer(*base::fromHex("31003000")));
    }

    void displayIsUnmistakable_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("plain") << QByteArray("Example \xc3\xa4 \xe6\x97\xa5")
                               << QByteArray("Example \xc3\xa4 \xe6\x97\xa5");
        QTest::newRow("line feed") << QByteArray("a\nb") << QByteArray("a\\u{0a}b");
        QTest::newRow("escape") << QByteArray("\x1b[2J") << QByteArray("\\u{1b}[2J");
        QTest::newRow("override") << QByteArray("a\xe2\x80\xae") << QByteArray("a\\u{202e}");
        QTest::newRow("zero width") << QByteArray("a\xe2\x80\x8b") << QByteArray("a\\u{200b}");
        QTest::newRow("no-break space") << QByteArray("a\xc2\xa0") << QByteArray("a\\u{a0}");
        QTest::newRow("tag") << QByteArray("\xf3\xa0\x80\x81") << QByteArray("\\u{e0001}");
        QTest::newRow("backslash") << QByteArray("\\u{0a}") << QByteArray("\\\\u{0a}");
        QTest::newRow("not utf-8") << QByteArray("\xff") << QByteArray("\\x{ff}");
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QByteArray("\\x{ed}\\x{a0}\\x{80}");
        QTest::newRow("overlong") << QByteArray("\xc0\x80") << QByteArray("\\x{c0}\\x{80}");
    }
    void displayIsUnmistakable() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(displayText(text.toStdString())), shown);
        const bool plain = QByteArray(QTest::currentDataTag()) == "plain" || text.startsWith('\\');
        QCOMPARE(isPlainText(text.toStdString()), plain);
        QCOMPARE(hasUnsafeCharacters(named(text.toStdString())), !plain);
    }

    void separatorsInValuesAreEscaped() {
        QCOMPARE(printed(named("A, O=B + C")), std::string("C=XX, CN=A\\, O=B \\+ C"));
    }
};

STRONGROOM_TEST_MAIN(TestPkiName)
#include "tst_pki_name.moc"

// The canonical JSON subset: one value, one text; everything else is refused with its place.
#include "core/base/canonical.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::base;

class TestCanonical : public QObject {
    Q_OBJECT

private slots:
    void readsAndWritesTheSameBytes_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
             {"{}", "[]", "\"\"", "0", "9007199254740991", "{\"a\":1,\"b\":[{},\"x\"]}",
              "\"\\u0001\\n\\\"\\\\\"", "\"\xc3\xa4\xf0\x9f\x94\x91/\x7f\"", "{\"\":0,\"A\":1,\"a\":2}"})
            QTest::newRow(text) << QByteArray(text);
    }
    void readsAndWritesTheSameBytes() {
        QFETCH(QByteArray, text);
        const auto value = readCanonical(text.toStdString());
        QVERIFY2(value.has_value(), value ? "" : value.error().detail.c_str());
        QCOMPARE(QByteArray::fromStdString(writeCanonical(*value)), text);
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("code");
        const auto bad = static_cast<int>(ErrorCode::badFormat),
                   form = static_cast<int>(ErrorCode::notCanonical);
        QTest::newRow("empty") << QByteArray("") << bad;
        QTest::newRow("space") << QByteArray("{ }") << bad;
        QTest::newRow("leading space") << QByteArray(" {}") << bad;
        QTest::newRow("trailing byte") << QByteArray("{}\n") << bad;
        QTest::newRow("trailing nul") << QByteArray("{}\0", 3) << bad;
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf{}") << bad;
        QTest::newRow("null") << QByteArray("null") << bad;
        QTest::newRow("true") << QByteArray("true") << bad;
        QTest::newRow("negative") << QByteArray("-1") << bad;
        QTest::newRow("fraction") << QByteArray("1.0") << bad;
        QTest::newRow("exponent") << QByteArray("1e1") << bad;
        QTest::newRow("leading zero") << QByteArray("01") << form;
        QTest::newRow("over 2^53-1") << QByteArray("9007199254740992") << bad;
        QTest::newRow("twice") << QByteArray("{\"a\":1,\"a\":1}") << form;
        QTest::newRow("order") << QByteArray("{\"b\":1,\"a\":1}") << form;
        QTest::newRow("key not ascii") << QByteArray("{\"\xc3\xa4\":1}") << bad;
        QTest::newRow("escaped slash") << QByteArray("\"\\/\"") << bad;
        QTest::newRow("escaped letter") << QByteArray("\"\\u0041\"") << form;
        QTest::newRow("long newline") << QByteArray("\"\\u000a\"") << form;
        QTest::newRow("upper-case escape") << QByteArray("\"\\u001F\"") << form;
        QTest::newRow("raw control") << QByteArray("\"\n\"") << bad;
        QTest::newRow("overlong utf-8") << QByteArray("\"\xc0\xaf\"") << bad;
        QTest::newRow("surrogate") << QByteArray("\"\xed\xa0\x80\"") << bad;
        QTest::newRow("over 10ffff") << QByteArray("\"\xf4\x90\x80\x80\"") << bad;
        QTest::newRow("cut utf-8") << QByteArray("\"\xc3\"") << bad;
        QTest::newRow("no end") << QByteArray("\"abc") << bad;
        QTest::newRow("comma at end") << QByteArray("[1,]") << bad;
        QTest::newRow("deep") << QByteArray(200000, '[') << bad;
    }
    void refuses() {
        QFETCH(QByteArray, text);
        QFETCH(int, code);
        const auto value = readCanonical(text.toStdString());
        QVERIFY(!value.has_value());
        QCOMPARE(static_cast<int>(value.error().code), code);
        QVERIFY(value.error().detail.find("byte") != std::string::npos);
    }

    void namesTheByte_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("detail");
        const auto row = [](const char* text, const char* detail) {
            QTest::newRow(detail) << QByteArray(text) << QByteArray(detail);
        };
        row("\"\xc3\xa4\n\"", "control character in a string at byte 3");
        row("\"a\xc3\xa4\x80\"", "invalid UTF-8 at byte 4");
        row("\"\xc3\xa4", "string without end at byte 3");
        row("\"\xc3\xa4\\x\"", "unknown escape at byte 4");
        row("{\"a\":1,\"b\":2,\"a\":3}", "keys not in rising order at byte 13");
        row("{\"a\":1,\"b\":2,\"b\":3}", "key given twice at byte 13");
        row("{\"a\":[{\"\xc3\xa4\":1}]}", "a key is not ASCII at byte 7");
        row("{\"a\":[{\"b\":1}}", "expected , or ] at byte 13");
    }
    void namesTheByte() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, detail);
        QCOMPARE(QByteArray::fromStdString(readCanonical(text.toStdString()).error().detail), detail);
    }

    void answersNothingOfAnotherKind() {
        for (const char* text : {"\"x\"", "7", "[1]", "{\"a\":1}"}) {
            const Value value = *readCanonical(text);
            QCOMPARE(value.text(), std::string(value.isText() ? "x" : ""));
            QCOMPARE(value.number(), std::uint64_t(value.isNumber() ? 7 : 0));
            QCOMPARE(value.items().size(), std::size_t(value.isArray() ? 1 : 0));
            QCOMPARE(value.members().size(), std::size_t(value.isObject() ? 1 : 0));
            Value set = value;
            QCOMPARE(writeCanonical(set.set("a", std::uint64_t{2})), std::string("{\"a\":2}"));
        }
    }

    void keepsMembersInOrder() {
        Value object;
        object.set("b", std::uint64_t{1}).set("a", "x").set("c", Value::Array{}).set("b", std::uint64_t{2});
        QCOMPARE(writeCanonical(object), std::string("{\"a\":\"x\",\"b\":2,\"c\":[]}"));
    }

    void objectReaderNamesWhatIsWrong() {
        const auto read = [](const char* text, auto take) {
            const Value value = *readCanonical(text);
            ObjectReader reader(value);
            take(reader);
            const auto end = reader.finish();
            return end ? std::string() : end.error().detail;
        };
        QCOMPARE(read("{\"a\":\"x\"}", [](ObjectReader& r) { r.text("a"); }), std::string());
        QVERIFY(read("{}", [](ObjectReader& r) { r.text("a"); }).find("'a' is missing") != std::string::npos);
        // In whatever order, and again.
        QCOMPARE(read("{\"a\":\"x\",\"b\":\"y\",\"c\":\"z\"}",
                      [](ObjectReader& r) {
                          for (const char* key : {"c", "a", "a", "b", "c"})
                              r.text(key);
                      }),
                 std::string());
        QVERIFY(read("{\"a\":1}", [](ObjectReader& r) { r.text("a"); }).find("wrong type") !=
                std::string::npos);
        QVERIFY(read("{\"a\":1}", [](ObjectReader&) {}).find("unknown member 'a'") != std::string::npos);
        QVERIFY(read("{\"a\":\"ZZ\"}", [](ObjectReader& r) { r.digest("a"); }).find("digest") !=
                std::string::npos);
    }
};

STRONGROOM_TEST_MAIN(TestCanonical)
#include "tst_canonical.moc"

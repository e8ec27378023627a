// Strict YAML: what is accepted keeps its strings, order and places; what is refused is named with its place.
#include "core/base/strict_yaml.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>

using namespace strongroom;
using namespace strongroom::base;

namespace {

std::string shown(YamlPlace place) {
    return std::to_string(place.line) + ":" + std::to_string(place.column);
}

} // namespace

class TestStrictYaml : public QObject {
    Q_OBJECT

private slots:
    void keepsStringsOrderAndPlaces() {
        const auto root = readYaml("---\n"
                                   "version: \"1.3\"   # a comment\n"
                                   "places: {safe-2: {site: 010}, safe-1: {site: ~x}}\n"
                                   "acts:\n"
                                   "- act: \xc3\x96lung \xf0\x9f\x94\x91\n"
                                   "  steps: [a, 'b', \"\\u00e4\"]\n"
                                   "text: |\n"
                                   "  one\n"
                                   "  two\n",
                                   "plan.yaml");
        QVERIFY2(root.has_value(), root ? "" : root.error().detail.c_str());
        QVERIFY(root->isMap());
        QCOMPARE(root->members.size(), std::size_t(4));
        QCOMPARE(root->members[0].key, std::string("version"));
        QCOMPARE(shown(root->members[0].keyPlace), std::string("2:1"));
        QCOMPARE(root->find("version")->text, std::string("1.3"));
        QCOMPARE(shown(root->find("version")->place), std::string("2:10"));
        const YamlNode& places = *root->find("places");
        QCOMPARE(places.members[0].key, std::string("safe-2"));
        QCOMPARE(places.members[1].key, std::string("safe-1"));
        QCOMPARE(places.members[0].value.find("site")->text, std::string("010"));
        QCOMPARE(shown(places.members[1].value.find("site")->place), std::string("3:46"));
        const YamlNode& act = root->find("acts")->items.at(0);
        QCOMPARE(act.find("act")->text, std::string("\xc3\x96lung \xf0\x9f\x94\x91"));
        const YamlNode& steps = *act.find("steps");
        QCOMPARE(steps.items.size(), std::size_t(3));
        QCOMPARE(steps.items[1].text, std::string("b"));
        QCOMPARE(steps.items[2].text, std::string("\xc3\xa4"));
        QCOMPARE(root->find("text")->text, std::string("one\ntwo\n"));
        QVERIFY(root->find("nothing") == nullptr);
    }

    void quotesDoNotMatter() {
        const auto plain = readYaml("a: [10, true, x]", "f");
        const auto quoted = readYaml("'a': [\"10\", 'true', \"x\"]", "f");
        QCOMPARE(writeCanonical(toValue(*plain)), writeCanonical(toValue(*quoted)));
    }

    void becomesACanonicalValue() {
        const auto root = readYaml("b: {z: 1, y: [x, {k: v}]}\na: \"\"\n", "f");
        QCOMPARE(writeCanonical(toValue(*root)),
                 std::string("{\"a\":\"\",\"b\":{\"y\":[\"x\",{\"k\":\"v\"}],\"z\":\"1\"}}"));
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("place"); // as in the error
        QTest::addColumn<QString>("words"); // of the sentence
        QTest::addColumn<int>("code");
        const int bad = static_cast<int>(ErrorCode::badFormat), no = static_cast<int>(ErrorCode::unsupported),
                  large = static_cast<int>(ErrorCode::tooLarge);
        const auto row = [](const char* name, const QByteArray& text, const char* place, const char* words,
                            int code) { QTest::newRow(name) << text << place << words << code; };
        row("empty", "", "1:1", "holds nothing", bad);
        row("comment only", "# x\n", "1:1", "holds nothing", bad);
        row("null document", "~", "1:1", "holds nothing", bad);
        row("anchor", "a: 1\nb: &x 1", "2:4", "anchor", no);
        row("anchor on the root", "&a {b: c}", "1:1", "anchor", no);
        row("anchor on a list", "a: &l [b]", "1:4", "anchor", no);
        row("anchor after other letters", "a: [\xc3\xa4, \xf0\x9f\x94\x91, &q z]", "1:11", "anchor", no);
        row("anchor and alias", "a: &x 1\nb: *x", "1:4", "anchor", no);
        row("alias", "a: [1, *x]", "1:8", "alias", no);
        row("alias as key", "*x : 1", "1:1", "alias", no);
        row("tag", "a: !t 1", "1:4", "tag", no);
        row("bare tag", "a: ! 1", "1:4", "tag", no);
        row("core tag", "a: !!str 1", "1:4", "tag", no);
        row("verbatim tag", "a: !<tag:yaml.org,2002:int> 1", "1:4", "tag", no);
        row("tag on a map", "!!map {a: 1}", "1:1", "tag", no);
        row("tag on null", "a: !!null", "1:4", "tag", no);
        row("merge key", "a: 1\n<<: {b: 1}", "2:1", "merge key", no);
        row("quoted merge key", "\"<<\": x", "1:1", "merge key", no);
        row("directive", "%YAML 1.2\n---\na: 1", "1:1", "directives", no);
        row("second document", "a: 1\n---\nb: 1", "2:1", "after the end", no);
        row("empty second document", "a: 1\n---\n", "2:1", "after the end", no);
        row("after the end mark", "a: 1\n...\nb: 1", "3:1", "after the end", no);
        row("same key", "a: 1\nb: 2\na: 3", "3:1", "'a' again (first in line 1)", bad);
        row("same key quoted", "{a: 1, 'a': 2}", "1:8", "'a' again", bad);
        row("same key deeper", "x:\n- a: 1\n  a: 1", "3:3", "'a' again (first in line 2)", bad);
        row("empty key", ": a", "1:1", "empty key", bad);
        row("empty quoted key", "'': a", "1:1", "empty key", bad);
        row("list as key", "? [a]\n: b", "1:3", "key that is a list", bad);
        row("key not ascii", "\xc3\xa4: 1", "1:1", "ASCII", bad);
        row("no value", "a:\nb: 1", "2:1", "empty value", bad);
        row("tilde", "a: ~", "1:4", "empty value", bad);
        row("null", "a: null", "1:4", "empty value", bad);
        row("set", "{a, b}", "1:3", "empty value", bad);
        row("end in a list", "a: [b", "1:5", "close the bracket", bad);
        row("end in a string", "a: \"b", "1:6", "not YAML", bad);
        row("extra bracket", "a: [b]]", "1:7", "not YAML", bad);
        row("two values", "a: b: c", "1:5", "not YAML", bad);
        row("wrong indentation", "a: 1\n b: 2", "2:3", "not YAML", bad);
        row("unknown escape", "a: \"\\q\"", "1:7", "not YAML", bad);
        row("tab", "a:\tb", "1:3", "tab", bad);
        row("carriage return", "a: 1\r\n", "1:5", "carriage return", bad);
        row("nul", QByteArray("a: 1\0", 5), "1:5", "U+0000", bad);
        row("escape character", "a: \x1b[2J", "1:4", "U+001B", bad);
        row("delete", "a: \x7f", "1:4", "U+007F", bad);
        row("next line", "a: \xc2\x85", "1:4", "U+0085", bad);
        row("line separator", "a: \xe2\x80\xa8", "1:4", "U+2028", bad);
        row("text direction", "a: x # \xe2\x80\xae", "1:8", "U+202E", bad);
        row("control by escape", "a: \"\\x07\"", "1:4", "U+0007", bad);
        row("text direction by escape", "a: \"\\u202e\"", "1:4", "U+202E", bad);
        row("nul by escape", "a: \"\\0\"", "1:4", "U+0000", bad);
        row("surrogate by escape", "a: \"\\ud800\"", "1:11", "not YAML", bad);
        row("byte order mark",
            "\xef\xbb\xbf"
            "a: 1",
            "1:1", "byte order mark", bad);
        row("byte order mark inside", "a: \xef\xbb\xbf", "1:4", "byte order mark", bad);
        row("utf-16",
            QByteArray("\xff\xfe"
                       "a\0:\0",
                       6),
            "1:1", "not UTF-8", bad);
        row("bad utf-8", "a: 1\nb: \xc3\xa4\xff", "2:5", "not UTF-8", bad);
        row("overlong", "a: \xc0\xaf", "1:4", "not UTF-8", bad);
        row("cut utf-8", "a: \xc3", "1:4", "not UTF-8", bad);
        row("17 levels", QByteArray(17, '[') + QByteArray(17, ']'), "1:17", "deeper than 16", bad);
        row("17 block levels", QByteArray("- ").repeated(17) + "x", "1:33", "deeper than 16", bad);
        row("over 1 MiB", "a: " + QByteArray((1 << 20) - 2, 'x'), "1:1", "1 MiB", large);
    }
    void refuses() {
        QFETCH(QByteArray, text);
        QFETCH(QString, place);
        QFETCH(QString, words);
        QFETCH(int, code);
        const auto root = readYaml(text.toStdString(), "plans/x.yaml");
        QVERIFY(!root.has_value());
        const QString detail = QString::fromStdString(root.error().detail);
        QVERIFY2(detail.startsWith("plans/x.yaml:" + place + ": "), qPrintable(detail));
        QVERIFY2(detail.contains(words), qPrintable(detail));
        QCOMPARE(static_cast<int>(root.error().code), code);
    }

    void limitsThemselvesAreAccepted() {
        const std::string levels = std::string(16, '[') + std::string(16, ']');
        QVERIFY(readYaml(levels, "f").has_value());
        QVERIFY(readCanonical(writeCanonical(toValue(*readYaml(levels, "f")))).has_value());
        QVERIFY(readYaml("a: " + std::string((1 << 20) - 3, 'x'), "f").has_value());
    }

    // Nothing of at most 1 MiB may hold the program up: 100,000 keys in one map, or only brackets.
    void hostileFilesEndSoon() {
        QElapsedTimer timer;
        timer.start();
        std::string keys;
        for (int i = 0; keys.size() < (1 << 20) - 20; ++i)
            keys += "k" + std::to_string(i) + ": v\n";
        QVERIFY(readYaml(keys, "f").has_value());
        for (const char* piece :
             {"[", "{", "- ", "? ", "a: ", "!", "*a ", "&", "---\n", "'a", "\"", "[{", "a:\n "}) {
            std::string text;
            while (text.size() + 8 < (1 << 20))
                text += piece;
            QVERIFY2(!readYaml(text, "f"), piece);
        }
        QVERIFY2(timer.elapsed() < 60'000, "13 hostile files of 1 MiB took over a minute");
    }

    // One byte of a good file replaced by any other: read or refused, never an exception or a crash.
    void everyByteMayBeAnything() {
        const std::string good = "a: [b, {c: \"d\\n\"}]\ne: |\n  f\n- g: 'h'\n";
        for (std::size_t at = 0; at < good.size(); ++at)
            for (int byte = 0; byte < 256; ++byte) {
                std::string text = good;
                text[at] = static_cast<char>(byte);
                const auto root = readYaml(text, "f");
                QVERIFY(root || root.error().detail.starts_with("f:"));
                if (root)
                    QVERIFY(readCanonical(writeCanonical(toValue(*root))).has_value());
            }
    }
};

STRONGROOM_TEST_MAIN(TestStrictYaml)
#include "tst_strict_yaml.moc"

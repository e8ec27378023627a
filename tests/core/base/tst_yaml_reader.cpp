// YamlReader: every type, every way to get it wrong, and sentences that say where and what to do.
#include "core/base/yaml_reader.h"
#include "tests/support/test_main.h"

#include <functional>

using namespace strongroom;
using namespace strongroom::base;

namespace {

// The problems of reading `text` with `use`, one line each, in the order of the file.
std::string problemsOf(const std::string& text, const std::function<void(YamlReader&)>& use) {
    const auto root = readYaml(text, "p.yaml");
    if (!root)
        return "UNREADABLE " + root.error().detail;
    YamlProblems problems("p.yaml");
    {
        YamlReader reader(*root, problems, "the plan");
        use(reader);
    }
    std::string lines;
    for (const YamlProblem& problem : problems.inFileOrder())
        lines += problem.line() + "\n";
    return lines;
}

constexpr std::string_view hex = "9f2c000000000000000000000000000000000000000000000000000000000001";

} // namespace

class TestYamlReader : public QObject {
    Q_OBJECT

private slots:
    void readsEveryType() {
        const auto root = readYaml("text: 'a b'\nid: backup-a\nword: erase\nnumber: 15\n"
                                   "digest: sha256:" +
                                       std::string(hex) + "\nhex: " + std::string(hex) +
                                       "\nspan: 11 months\nrange: 0..4\none: 5\n"
                                       "local: {en: yes, de: ja}\nplain: hello\n"
                                       "texts: [a, b]\nsingle: c\nlist: [{k: v}]\nmap: {k: v}\nflag: true\n",
                                   "p.yaml");
        QVERIFY2(root.has_value(), root ? "" : root.error().detail.c_str());
        YamlProblems problems("p.yaml");
        YamlReader reader(*root, problems, "the plan");
        QCOMPARE(reader.text("text"), std::string("a b"));
        QCOMPARE(reader.identifier("id"), std::string("backup-a"));
        QCOMPARE(reader.word("word", {"open", "erase"}), std::string("erase"));
        QCOMPARE(reader.number("number", 1, 15), std::uint64_t(15));
        QCOMPARE(reader.digest("digest").hex(), std::string(hex));
        QCOMPARE(reader.hexDigest("hex").hex(), std::string(hex));
        QVERIFY((reader.duration("span") == Duration{11, 0}));
        QVERIFY((reader.countRange("range", 9) == CountRange{0, 4}));
        QVERIFY((*reader.optionalCountRange("one", 9) == CountRange{5, 5}));
        const LocalText local = reader.localText("local");
        QCOMPARE(local.in("de"), std::string("ja"));
        QCOMPARE(local.in("fr"), std::string("yes"));
        QCOMPARE(reader.localText("plain").in("de"), std::string("hello"));
        QCOMPARE(reader.texts("texts"), (std::vector<std::string>{"a", "b"}));
        QCOMPARE(reader.oneOrMoreTexts("single"), (std::vector<std::string>{"c"}));
        QCOMPARE(reader.list("list").at(0).find("k")->text, std::string("v"));
        QCOMPARE(reader.map("map")->find("k")->text, std::string("v"));
        QVERIFY(reader.flag("flag"));
        QVERIFY(!reader.flag("absent-flag"));
        QVERIFY(!reader.optionalText("absent"));
        QVERIFY(reader.optionalOneOrMoreTexts("absent").empty());
        QVERIFY(reader.optionalList("absent").empty());
        QVERIFY(reader.optionalMap("absent") == nullptr);
        reader.finish();
        QVERIFY(problems.isEmpty());
        QVERIFY(problems.result().has_value());
    }

    void durations_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("months");
        QTest::addColumn<qint64>("seconds"); // both -1: refused
        const auto row = [](const char* text, int months, qint64 seconds) {
            QTest::newRow(text) << text << months << seconds;
        };
        row("60s", 0, 60);
        row("2m", 0, 120);
        row("24h", 0, 86400);
        row("2d", 0, 172800);
        row("3 days", 0, 259200);
        row("1 month", 1, 0);
        row("11 months", 11, 0);
        row("20 years", 240, 0);
        for (const char* bad :
             {"2", "m", "2 m", "02m", "-2m", "0s", "2M", "2min", "1.5h", "2m30s", "11months", "2000 years",
              "99999999999999999999s", "1000000001s", " 2m", "11  months"})
            row(bad, -1, -1);
    }
    void durations() {
        QFETCH(QString, text);
        QFETCH(int, months);
        QFETCH(qint64, seconds);
        YamlProblems problems("f");
        const YamlNode node{YamlNode::Kind::scalar, {3, 4}, text.toStdString(), {}, {}};
        const Duration duration = asDuration(node, problems);
        QCOMPARE(problems.isEmpty(), months >= 0);
        if (months >= 0)
            QVERIFY((duration == Duration{months, seconds}));
        else
            QVERIFY(problems.result().error().detail.starts_with("f:3:4: '"));
    }
    void monthsAreOfTheCalendar() {
        QCOMPARE(toRfc3339(Duration{1, 0}.after(*fromRfc3339("2027-01-31T09:00:00Z"))),
                 std::string("2027-02-28T09:00:00Z"));
        QCOMPARE(toRfc3339(Duration{0, 120}.after(*fromRfc3339("2027-01-31T23:59:00Z"))),
                 std::string("2027-02-01T00:01:00Z"));
    }

    void numbersAreDecimal() {
        const auto number = [](const std::string& text) {
            return problemsOf("n: " + text, [](YamlReader& r) { r.number("n", 1, 60); });
        };
        QCOMPARE(number("1"), std::string());
        QCOMPARE(number("\"60\""), std::string());
        for (const char* bad : {"0", "61", "010", "+1", "-1", "0x10", "1_0", "1e1", "1.0", "ten",
                                "18446744073709551617", "\"1 \"", "\" 1\"", "\"\""})
            QVERIFY2(number(bad).starts_with("p.yaml:1:4: "), bad);
        QCOMPARE(number("010"),
                 std::string("p.yaml:1:4: '010' is not a whole number from 1 to 60: write digits "
                             "only, no leading 0\n"));
    }

    void otherTypesSayWhatIsWrong() {
        const auto bad = [](const std::string& value, const std::function<void(YamlReader&)>& use) {
            return QString::fromStdString(problemsOf("k: " + value, use));
        };
        const QString at = "p.yaml:1:4: ";
        QCOMPARE(bad("[a]", [](YamlReader& r) { r.text("k"); }), at + "expected one value, found a list\n");
        QVERIFY(bad("a", [](YamlReader& r) { r.list("k"); }).startsWith(at + "expected a list"));
        QVERIFY(bad("a", [](YamlReader& r) { r.map("k"); }).startsWith(at + "expected a map"));
        QVERIFY(bad("a", [](YamlReader& r) { r.texts("k"); }).startsWith(at + "expected a list"));
        QVERIFY(
            bad("[[a]]", [](YamlReader& r) { r.texts("k"); }).startsWith("p.yaml:1:5: expected one value"));
        QVERIFY(bad("''", [](YamlReader& r) { r.text("k"); }).startsWith(at + "an empty text"));
        QVERIFY(bad("Backup_A", [](YamlReader& r) { r.identifier("k"); }).contains("not an identifier"));
        QCOMPARE(bad("erse",
                     [](YamlReader& r) {
                         r.word("k", {"open", "erase", "close"});
                     }),
                 at + "'erse' is not one of open, erase or close; did you mean 'erase'?\n");
        QVERIFY(bad("yes", [](YamlReader& r) { r.flag("k"); }).contains("not one of true or false"));
        QVERIFY(bad("sha256:9F", [](YamlReader& r) { r.digest("k"); }).contains("64 lower-case hex"));
        QVERIFY(bad(std::string(hex), [](YamlReader& r) { r.digest("k"); }).contains("write sha256:"));
        QVERIFY(
            bad("sha256:" + std::string(hex), [](YamlReader& r) { r.hexDigest("k"); }).contains("64 lower"));
        for (const char* range : {"4..0", "0..10", "..4", "0..", "0...4", "a", "01", "0..04", "-1..4"})
            QVERIFY2(bad(range, [](YamlReader& r) { r.countRange("k", 9); }).contains("not a count"), range);
        QVERIFY(bad("[x]", [](YamlReader& r) { r.localText("k"); }).contains("expected a text"));
        QVERIFY(
            bad("{english: x}", [](YamlReader& r) { r.localText("k"); }).contains("'english' is not a lang"));
        QVERIFY(bad("{}", [](YamlReader& r) { r.localText("k"); }).contains("no language"));
        QVERIFY(bad(std::string(5000, 'x'), [](YamlReader& r) { r.number("k", 0, 1); }).size() < 200);
    }

    void missingAndUnknownKeys() {
        const auto use = [](YamlReader& r) {
            r.text("title");
            r.optionalText("language");
            r.number("minutes", 1, 60);
        };
        QCOMPARE(problemsOf("title: a\nminutes: 5", use), std::string());
        QCOMPARE(problemsOf("title: a", use),
                 std::string("p.yaml:1:1: the plan lacks the key 'minutes': add it\n"));
        // A misspelt key is one problem, not two.
        QCOMPARE(problemsOf("tilte: a\nminutes: 5", use),
                 std::string("p.yaml:1:1: the plan has the unknown key 'tilte'; did you mean 'title'?\n"));
        QCOMPARE(
            problemsOf("title: a\nminutes: 5\nlanguages: en\n", use),
            std::string("p.yaml:3:1: the plan has the unknown key 'languages'; did you mean 'language'?\n"));
        QCOMPARE(problemsOf("title: a\nminutes: 5\ncolour: red\n", use),
                 std::string("p.yaml:3:1: the plan has the unknown key 'colour'; the keys here are title, "
                             "language or minutes\n"));
        // A key that is already there is no suggestion.
        QVERIFY(problemsOf("title: a\ntitel: b\nminutes: 5", use).find("did you mean") == std::string::npos);
        QVERIFY(problemsOf("[a]", use).starts_with("p.yaml:1:1: expected a map"));
    }

    void oneOfFindsTheKindOfAStep() {
        constexpr std::string_view kinds[] = {"attend", "read", "certify"};
        const auto kindOf = [&](const std::string& text) {
            std::string kind;
            const std::string problems = problemsOf(text, [&](YamlReader& r) {
                kind = r.oneOf(kinds);
                if (!kind.empty())
                    r.text(kind);
                r.optionalText("text");
            });
            return problems.empty() ? kind : problems;
        };
        QCOMPARE(kindOf("{read: x, text: y}"), std::string("read"));
        QCOMPARE(kindOf("{text: y, red: x}"),
                 std::string("p.yaml:1:11: the plan has the unknown key 'red'; did you mean 'read'?\n"));
        QCOMPARE(kindOf("{read: x, certify: y}"),
                 std::string("p.yaml:1:1: the plan has 'read' and 'certify': keep one of them\n"));
        QCOMPARE(kindOf("{text: y}"),
                 std::string(
                     "p.yaml:1:1: the plan has 'text' and needs one of the keys attend, read or certify\n"));
    }

    void allProblemsAreFoundInOnePass() {
        const auto root = readYaml("b: x\na: 0\nc: {d: 1}\n", "p.yaml");
        YamlProblems problems("p.yaml");
        YamlReader reader(*root, problems, "the plan");
        const YamlNode* c = reader.map("c");
        YamlReader inner(*c, problems, "c");
        inner.finish();
        reader.number("a", 1, 2);
        reader.duration("b");
        reader.finish();
        reader.finish();
        QCOMPARE(problems.inFileOrder().size(), std::size_t(3));
        const Result<void> result = problems.result();
        QVERIFY(result.error().detail.starts_with("p.yaml:1:4: 'x' is not a time span"));
        QVERIFY(result.error().detail.ends_with("(and 2 more)"));
        QVERIFY(problems.inFileOrder().back().code == ErrorCode::unknownKey);
        problems.add({1, 1}, "a rule of the caller's own", ErrorCode::badFormat);
        QVERIFY(problems.result().error().detail.starts_with("p.yaml:1:1: a rule of the caller's own"));
    }

    void nearestWord() {
        constexpr std::string_view known[] = {"officer", "witness", "by", "to"};
        QCOMPARE(nearestOf("oficer", known), std::string_view("officer"));
        QCOMPARE(nearestOf("witnses", known), std::string_view("witness"));
        QCOMPARE(nearestOf("x", known), std::string_view());
        QCOMPARE(nearestOf("guest", known), std::string_view());
        QCOMPARE(nearestOf(std::string(100000, 'o'), known), std::string_view());
    }
};

STRONGROOM_TEST_MAIN(TestYamlReader)
#include "tst_yaml_reader.moc"

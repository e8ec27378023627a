// What must not compile with a Secret. Every line is the body of one function, which compiles without it; so
// it fails for the reason that is named and for no other.
#include "tests/support/test_main.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

namespace {

constexpr const char* preamble = R"(#include "core/base/canonical.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include <any>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>
)";

// `body` in a function that has secrets and a string at hand. What the compiler says of it begins
// "line-<n>:".
QByteArray function(const QByteArray& body, qsizetype number) {
    const QByteArray n = QByteArray::number(number);
    return "void use" + n +
           "(Secret a, Secret b, const Secret& fixed, std::string word) {\n"
           "    (void)a, (void)b, (void)fixed, (void)word;\n"
           "#line 1 \"line-" +
           n + "\"\n    " + body + "\n}\n";
}

constexpr const char* top = "#include \"preamble.h\"\nusing namespace strongroom;\nvoid take(Secret);\n";

// What people may do with a Secret; then the neighbours of the mistakes, with a string in the Secret's place.
constexpr const char* inOrder[] = {"",
                                   "Secret c = std::move(a); b = std::move(c);",
                                   "take(std::move(a));",
                                   "auto c = fixed.duplicate();",
                                   "auto c = Secret::copyOf(base::viewOf(word));",
                                   "fixed.expose([](ByteView bytes) { return bytes.size(); });",
                                   "a.expose([](std::span<std::uint8_t> bytes) { bytes[0] = 1; });",
                                   "auto keep = [c = std::move(a)] { return c.size(); }; keep();",
                                   "std::vector<Secret> all; all.push_back(std::move(a));",
                                   "std::cout << word;",
                                   "(void)std::hash<std::string>{}(word);",
                                   "Error error{ErrorCode::pinWrong, word};",
                                   "Text text{\"%1\", {word}};",
                                   "base::Value value(word);",
                                   "std::any any = word; std::set<std::string> set{word};"};

struct Misuse {
    const char* body;
    const char* because; // words that the compiler says
};

// The mistake is in the line itself: all are compiled at once.
constexpr const char* deleted = "use of deleted function";
constexpr Misuse inTheLine[] = {
    {"Secret c(a);", deleted},
    {"Secret c = fixed;", deleted},
    {"a = b;", deleted},
    {"a = fixed;", deleted},
    {"take(a);", deleted},
    {"auto keep = [a] { return a.size(); };", deleted},
    {"std::optional<Secret> c = std::make_optional<Secret>(a);", "no matching function"},
    {"(void)(a == b);", "no match for 'operator=='"},
    {"(void)(a != b);", "no match for 'operator!='"},
    {"(void)(a < b);", "no match for 'operator<'"},
    {"(void)(a <=> b);", "no match for 'operator<=>'"},
    {"(void)(a == word);", "no match for 'operator=='"},
    {"std::cout << a;", "no match for 'operator<<'"},
    {"std::string text = word + a;", "no match for 'operator+'"},
    {"(void)std::to_string(a);", "no matching function"},
    {"std::string text(a);", "no matching function"},
    {"std::string text = a;", "conversion from"},
    {"std::string_view text = a;", "conversion from"},
    {"std::string_view text(a);", "no matching function"},
    {"ByteView view = a;", "conversion from"},
    {"ByteView view(a);", "no matching function"},
    {"Bytes bytes(a.begin(), a.end());", "has no member named 'begin'"},
    {"for (auto byte : a) (void)byte;", "'begin' was not declared"},
    {"(void)a[0];", "no match for 'operator[]'"},
    {"(void)a.data();", "has no member named 'data'"},
    {"(void)a.m_data;", "is private"},
    {"if (a) {}", "could not convert"},
    {"Error error{ErrorCode::pinWrong, a};", "could not convert"},
    {"Text text{\"%1\", {a}};", "could not convert"},
    {"base::Value value(a);", "no matching function"},
    {"Secret c;", "no matching function"},
    {"Secret c = word;", "conversion from"},
    {"Secret c(word);", "no matching function"},
    {"Secret c = \"1234\";", "conversion from"},
    {"Secret c(\"1234\");", "no matching function"},
    {"Secret c = base::bytesOf(word);", "conversion from"},
    {"std::uint8_t raw[4] = {}; Secret c(raw, 4);", "is private"},
    {"a = word;", "no match for 'operator='"}};

// The mistake shows in a template of the library that the line calls: each is compiled alone.
constexpr Misuse inATemplate[] = {
    {"std::vector<Secret> all; all.push_back(a);", deleted},
    {"fixed.expose([](std::span<std::uint8_t> bytes) { bytes[0] = 1; });", "no match for call"},
    {"std::vector<Secret> all(2, std::move(a));", "static assertion failed"},
    {"std::any any = std::move(a);", "conversion from"},
    {"std::function<void()> f = [c = std::move(a)] {};", "must be copy-constructible"},
    {"std::set<Secret> set; set.insert(std::move(a));", "no match for 'operator<'"},
    {"std::map<Secret, int> map; map[std::move(a)] = 1;", "no match for 'operator<'"},
    {"std::unordered_set<Secret> set;", "deleted function"},
    {"(void)std::hash<Secret>{}(a);", "deleted function"}};

} // namespace

class TestSecretMisuse : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;

    // Empty when it compiles, else what the compiler says.
    QString compile(const QStringList& arguments, const QByteArray& source) {
        QProcess process;
        process.setWorkingDirectory(m_directory.path());
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("LC_ALL", "C");
        process.setProcessEnvironment(environment);
        process.start(SECRET_COMPILER,
                      QStringList{"-std=c++20", "-Wall", "-Wextra", "-I" SECRET_INCLUDE, "-I."} + arguments);
        process.write(source);
        process.closeWriteChannel();
        if (!process.waitForFinished(60'000))
            return "the compiler did not end";
        const QString said = QString::fromUtf8(process.readAllStandardError());
        if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
            return {};
        return said.isEmpty() ? "failed without a word" : said;
    }
    QString compileAlone(const QByteArray& body) {
        return compile({"-fsyntax-only", "-x", "c++", "-"}, top + function(body, 0));
    }
    QStringList m_said; // of all lines of inTheLine

private slots:
    // The headers once, precompiled: they take longer than all the lines below.
    void initTestCase() {
        QFile header(m_directory.filePath("preamble.h"));
        QVERIFY(header.open(QIODevice::WriteOnly));
        header.write(preamble);
        header.close();
        const QString said = compile({"-x", "c++-header", "preamble.h", "-o", "preamble.h.gch"}, {});
        QVERIFY2(said.isEmpty(), qPrintable(said));

        QByteArray all = top;
        for (std::size_t i = 0; i < std::size(inTheLine); ++i)
            all += function(inTheLine[i].body, static_cast<qsizetype>(i));
        m_said = compile({"-fsyntax-only", "-fmax-errors=0", "-x", "c++", "-"}, all).split('\n');
    }

    void thisCompiles() {
        QByteArray all = top;
        for (std::size_t i = 0; i < std::size(inOrder); ++i)
            all += function(inOrder[i], static_cast<qsizetype>(i));
        const QString said = compile({"-fsyntax-only", "-x", "c++", "-"}, all);
        QVERIFY2(said.isEmpty(), qPrintable(said));
    }

    void thisDoesNot_data() {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < std::size(inTheLine); ++i)
            QTest::newRow(inTheLine[i].body) << static_cast<int>(i);
    }
    void thisDoesNot() {
        QFETCH(int, number);
        const QString place = QString("line-%1:").arg(number);
        QStringList errors;
        for (const QString& line : m_said)
            if (line.startsWith(place) && line.contains(" error: "))
                errors << line;
        QVERIFY2(!errors.isEmpty(), "it compiles");
        QVERIFY2(errors.first().contains(inTheLine[number].because), qPrintable(errors.join('\n')));
    }

    void norDoesThis_data() {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < std::size(inATemplate); ++i)
            QTest::newRow(inATemplate[i].body) << static_cast<int>(i);
    }
    void norDoesThis() {
        QFETCH(int, number);
        const QString said = compileAlone(inATemplate[number].body);
        QVERIFY2(!said.isEmpty(), "it compiles");
        QVERIFY2(said.contains(inATemplate[number].because), qPrintable(said.left(2000)));
    }
};

STRONGROOM_TEST_MAIN(TestSecretMisuse)
#include "tst_secret_misuse.moc"

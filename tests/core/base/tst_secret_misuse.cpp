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

// `body` in a function that has secrets and a string at hand.
QByteArray program(const QByteArray& body) {
    return "#include \"preamble.h\"\n"
           "using namespace strongroom;\n"
           "void take(Secret);\n"
           "void use(Secret a, Secret b, const Secret& fixed, std::string word) {\n"
           "    (void)a, (void)b, (void)fixed, (void)word;\n    " +
           body + "\n}\n";
}

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
    QString compileBody(const QByteArray& body) {
        return compile({"-fsyntax-only", "-x", "c++", "-"}, program(body));
    }

private slots:
    // The headers once, precompiled: they take longer than all the lines below.
    void initTestCase() {
        QFile header(m_directory.filePath("preamble.h"));
        QVERIFY(header.open(QIODevice::WriteOnly));
        header.write(preamble);
        header.close();
        const QString said = compile({"-x", "c++-header", "preamble.h", "-o", "preamble.h.gch"}, {});
        QVERIFY2(said.isEmpty(), qPrintable(said));
    }

    void thisCompiles_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("nothing") << QByteArray("");
        QTest::newRow("move") << QByteArray("Secret c = std::move(a); b = std::move(c);");
        QTest::newRow("pass on") << QByteArray("take(std::move(a));");
        QTest::newRow("duplicate") << QByteArray("auto c = fixed.duplicate();");
        QTest::newRow("make") << QByteArray("auto c = Secret::copyOf(base::viewOf(word));");
        QTest::newRow("read") << QByteArray("fixed.expose([](ByteView bytes) { return bytes.size(); });");
        QTest::newRow("write") << QByteArray(
            "a.expose([](std::span<std::uint8_t> bytes) { bytes[0] = 1; });");
        QTest::newRow("hold") << QByteArray("std::vector<Secret> all; all.push_back(std::move(a));");
        QTest::newRow("capture") << QByteArray(
            "auto keep = [c = std::move(a)] { return c.size(); }; keep();");
        // The neighbours of what must not compile, with a string in the Secret's place.
        QTest::newRow("print a string") << QByteArray("std::cout << word;");
        QTest::newRow("hash a string") << QByteArray("(void)std::hash<std::string>{}(word);");
        QTest::newRow("error with a string") << QByteArray("Error error{ErrorCode::pinWrong, word};");
        QTest::newRow("text with a string") << QByteArray("Text text{\"%1\", {word}};");
        QTest::newRow("value with a string") << QByteArray("base::Value value(word);");
        QTest::newRow("keep a string") << QByteArray("std::any any = word; std::set<std::string> set{word};");
    }
    void thisCompiles() {
        QFETCH(QByteArray, body);
        const QString said = compileBody(body);
        QVERIFY2(said.isEmpty(), qPrintable(said));
    }

    void thisDoesNot_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("because"); // words that the compiler says
        const auto row = [](const char* body, const char* because) {
            QTest::newRow(body) << QByteArray(body) << QString(because);
        };
        const char* deleted = "use of deleted function";
        row("Secret c(a);", deleted);
        row("Secret c = fixed;", deleted);
        row("a = b;", deleted);
        row("a = fixed;", deleted);
        row("take(a);", deleted);
        row("auto keep = [a] { return a.size(); };", deleted);
        row("std::optional<Secret> c = std::make_optional<Secret>(a);", "no matching function");
        row("std::vector<Secret> all; all.push_back(a);", deleted);
        row("std::vector<Secret> all(2, std::move(a));", "static assertion failed");
        row("std::any any = std::move(a);", "conversion from");
        row("std::function<void()> f = [c = std::move(a)] {};", "must be copy-constructible");
        row("(void)(a == b);", "no match for 'operator=='");
        row("(void)(a != b);", "no match for 'operator!='");
        row("(void)(a < b);", "no match for 'operator<'");
        row("(void)(a <=> b);", "no match for 'operator<=>'");
        row("(void)(a == word);", "no match for 'operator=='");
        row("std::set<Secret> set; set.insert(std::move(a));", "no match for 'operator<'");
        row("std::map<Secret, int> map; map[std::move(a)] = 1;", "no match for 'operator<'");
        row("std::unordered_set<Secret> set;", "deleted function");
        row("(void)std::hash<Secret>{}(a);", "deleted function");
        row("std::cout << a;", "no match for 'operator<<'");
        row("std::string text = word + a;", "no match for 'operator+'");
        row("(void)std::to_string(a);", "no matching function");
        row("std::string text(a);", "no matching function");
        row("std::string text = a;", "conversion from");
        row("std::string_view text = a;", "conversion from");
        row("std::string_view text(a);", "no matching function");
        row("ByteView view = a;", "conversion from");
        row("ByteView view(a);", "no matching function");
        row("Bytes bytes(a.begin(), a.end());", "has no member named 'begin'");
        row("for (auto byte : a) (void)byte;", "'begin' was not declared");
        row("(void)a[0];", "no match for 'operator[]'");
        row("(void)a.data();", "has no member named 'data'");
        row("(void)a.m_data;", "is private");
        row("if (a) {}", "could not convert");
        row("Error error{ErrorCode::pinWrong, a};", "could not convert");
        row("Text text{\"%1\", {a}};", "could not convert");
        row("base::Value value(a);", "no matching function");
        row("Secret c;", "no matching function");
        row("Secret c = word;", "conversion from");
        row("Secret c(word);", "no matching function");
        row("Secret c = \"1234\";", "conversion from");
        row("Secret c(\"1234\");", "no matching function");
        row("Secret c = base::bytesOf(word);", "conversion from");
        row("std::uint8_t raw[4] = {}; Secret c(raw, 4);", "is private");
        row("a = word;", "no match for 'operator='");
        row("fixed.expose([](std::span<std::uint8_t> bytes) { bytes[0] = 1; });", "no match for call");
    }
    void thisDoesNot() {
        QFETCH(QByteArray, body);
        QFETCH(QString, because);
        const QString said = compileBody(body);
        QVERIFY2(!said.isEmpty(), "it compiles");
        QVERIFY2(said.contains(because), qPrintable(said.left(2000)));
    }
};

STRONGROOM_TEST_MAIN(TestSecretMisuse)
#include "tst_secret_misuse.moc"

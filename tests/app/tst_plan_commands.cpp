// `strongroom check` and `strongroom script` as a user runs them: what they print, how they end, and that
// they change nothing. The insertions that `check` foretells are those that a rehearsal really needs.
#include "tests/support/test_main.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

namespace {

struct Said {
    int exitCode = -1;
    QByteArray output, error;
};

Said runProgram(const QStringList& arguments) {
    QProcess process;
    process.start(QStringLiteral(STRONGROOM_BIN "/strongroom"), arguments);
    if (!process.waitForFinished(60'000))
        process.kill();
    process.waitForFinished();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

QString foundRoot() {
    return QStringLiteral(STRONGROOM_RESOURCES "/plans/found-root.yaml");
}

// Every file below, with its contents.
QMap<QString, QByteArray> contentsOf(const QString& folder) {
    QMap<QString, QByteArray> contents;
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        contents[file.fileName()] = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unread");
    }
    return contents;
}

// "<name> <number>" by the two captures of the pattern.
QMap<QString, int> numbersOf(const QString& text, const char* pattern) {
    const QRegularExpression one(pattern, QRegularExpression::MultilineOption);
    QMap<QString, int> numbers;
    for (auto match = one.globalMatch(text); match.hasNext();) {
        const auto found = match.next();
        numbers[found.captured(1)] = found.captured(2).toInt();
    }
    return numbers;
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestPlanCommands : public QObject {
    Q_OBJECT

private slots:
    // A copy of the resources, to change them.
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        for (const char* part : {"plans/samples", "policies", "profiles/pki"}) {
            QVERIFY(QDir().mkpath(m_folder->filePath(part)));
            const QDir from(QStringLiteral(STRONGROOM_RESOURCES "/") + part);
            for (const QString& name : from.entryList(QDir::Files))
                QVERIFY(QFile::copy(from.filePath(name), m_folder->filePath(part) + "/" + name));
        }
        QVERIFY(QFile::copy(foundRoot(), plan()));
    }

    void aGoodPlanGetsItsFigures() {
        const auto before = contentsOf(m_folder->path());
        const Said said = runProgram({"check", plan()});
        QVERIFY2(said.exitCode == 0, said.error.constData());
        QVERIFY(said.error.isEmpty());
        for (const char* wanted :
             {"no problem was found", "Plan digest: ", "Time: ", "Insertions of each card",
              "  with a reader for each card:      7 at most (officer-1)\n",
              "  with one reader for all cards:    11 at most (officer-4)\n",
              "  use the key: ", "  erase the HSM: ", "  rebuild the key outside the HSM: ",
              "3 persons (officer-1, officer-2, officer-3)"})
            QVERIFY2(said.output.contains(wanted), wanted);
        QCOMPARE(contentsOf(m_folder->path()), before);
    }

    // Of each plan in a row on one authority: nobody's card is put in more often than people stand.
    void theInsertionsAreThoseOfARehearsal() {
        QTemporaryDir room;
        for (const auto& [name, most] :
             {std::pair("found-root", 8), {"sign-subordinate", 5}, {"lose-a-card", 8}}) {
            const QString shipped = QString(STRONGROOM_RESOURCES "/plans/%1.yaml").arg(name);
            const QMap<QString, int> foretold =
                numbersOf(runProgram({"check", shipped}).output,
                          "^  ([a-z]+-[0-9]+): +([0-9]+), or [0-9]+ with one reader$");
            const QString how = name == std::string("found-root") ? "--out" : "--continue";
            const Said rehearsed = runProgram({"rehearse", shipped, how, room.filePath("room")});
            QVERIFY2(rehearsed.exitCode == 0, rehearsed.error.constData());
            const qsizetype at = rehearsed.output.indexOf("Cards inserted in this run: ");
            QVERIFY(at >= 0);
            const QString list = rehearsed.output.mid(at, rehearsed.output.indexOf('\n', at) - at);
            const QMap<QString, int> needed = numbersOf(list, "([a-z]+-[0-9]+) ([0-9]+)");
            QVERIFY(needed.size() >= 6);
            QCOMPARE(foretold, needed);
            for (const int insertions : needed)
                QVERIFY2(insertions <= most, qPrintable(list));
        }
    }

    void everyProblemIsOneSentence() {
        change("plans/plan.yaml", "tolerance: 60s", "tolerence: 60s");
        change("plans/plan.yaml", "{enrol: witness}", "{enrol: clerk}");
        change("policies/small-authority.yaml", "minimum: 3", "minimun: 3");
        const Said said = runProgram({"check", plan()});
        QCOMPARE(said.exitCode, 1);
        QVERIFY(said.output.isEmpty());
        const QList<QByteArray> lines = said.error.trimmed().split('\n');
        QVERIFY2(lines.size() >= 4, said.error.constData());
        static const QRegularExpression sentence("^strongroom: .*[a-z-]+\\.yaml:[0-9]+:[0-9]+: .*[.?]$");
        for (const QByteArray& one : lines)
            QVERIFY2(sentence.match(one).hasMatch(), one.constData());
        QVERIFY(said.error.contains("did you mean 'tolerance'?\n"));
        QVERIFY(said.error.contains("'clerk' is no role of this plan; name a role from 'roles'.\n"));
        QVERIFY(said.error.contains("small-authority.yaml:"));
        // A plan with problems gets no script.
        const QString file = m_folder->filePath("script.txt");
        const Said refused = runProgram({"script", plan(), "--out", file});
        QCOMPARE(refused.exitCode, 1);
        QCOMPARE(refused.error, said.error);
        QVERIFY(!QFile::exists(file));
    }

    void orderAcrossLinesIsTold() {
        change("plans/plan.yaml", "    - {hsm: primary, prove: blank}\n", "");
        const Said said = runProgram({"check", plan()});
        QCOMPARE(said.exitCode, 1);
        QVERIFY2(said.error.contains("the HSM 'primary' is not proven blank before this step"),
                 said.error.constData());
    }

    // Each was found only by the rehearsal once: when it signed, or by nobody.
    void whatCannotBeCarriedOutIsTold_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("with");
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char* name, const char* file, const char* what, const char* with,
                            const char* said) {
            QTest::newRow(name) << QString(file) << QByteArray(what) << QByteArray(with) << QByteArray(said);
        };
        const char* plan = "plans/plan.yaml";
        row("key of another kind", plan, "algorithm: P-384", "algorithm: P-256",
            "/plan.yaml:78:1: 'root-key' is generated as P-256, which the profile 'private-root-p384' does "
            "not "
            "take; ");
        row("next update", plan, "next-update: 11 months", "next-update: 14 months",
            "/plan.yaml:78:1: the CRL of 'root' with next-update '14 months' fails lint L42 (");
        row("record key twice", plan, "    - {generate: record-key}\n",
            "    - {generate: record-key}\n    - {generate: record-key}\n",
            "/plan.yaml:68:1: the record key is generated already; take this step out.\n");
        row("shares of the witness", plan, "pin: officer, so-pin: officer", "pin: witness, so-pin: officer",
            "/plan.yaml:60:1: 'pin: witness' names a role that holds no shares");
        row("sample's key", "profiles/pki/private-issuing-p384.yaml", "P-521, RSA-3072,", "P-521,",
            "/plan.yaml:78:1: the request 'issuing-ca-2' under the profile 'private-issuing-p384' makes no "
            "object: the key is RSA-3072");
        row("policy", "policies/small-authority.yaml", "mbk: {threshold: 3", "mbk: {threshold: 2",
            "small-authority.yaml:11:8: share set mbk: M >= minimum: ");
        row("people", plan, "officer: {people: 5", "officer: {people: five", "/plan.yaml:15:");
    }
    void whatCannotBeCarriedOutIsTold() {
        QFETCH(QString, file);
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, with);
        QFETCH(QByteArray, said);
        change(file, what, with);
        const Said told = runProgram({"check", plan()});
        QCOMPARE(told.exitCode, 1);
        QVERIFY2(told.error.count('\n') == 1 && told.error.contains(said), told.error.constData());
    }

    void filesThatAreNotThere() {
        QVERIFY(QFile::remove(m_folder->filePath("policies/small-authority.yaml")));
        const Said policy = runProgram({"check", plan()});
        QCOMPARE(policy.exitCode, 1);
        QVERIFY2(policy.error.contains("the policy 'small-authority' cannot be read: "),
                 policy.error.constData());
        const Said missing = runProgram({"check", m_folder->filePath("plans/none.yaml")});
        QCOMPARE(missing.exitCode, 1);
        QCOMPARE(missing.error.count('\n'), qsizetype(1));
        const Said folder = runProgram({"check", m_folder->path()});
        QCOMPARE(folder.exitCode, 1);
        change("plans/plan.yaml", "id: found-root", "id: &a found-root");
        const Said alias = runProgram({"check", plan()});
        QCOMPARE(alias.exitCode, 1);
        QVERIFY2(alias.error.contains("plan.yaml:"), alias.error.constData());
    }

    void theScriptIsWrittenOnce() {
        const QString file = m_folder->filePath("script.txt");
        const Said said = runProgram({"script", plan(), "--out", file});
        QVERIFY2(said.exitCode == 0 && said.error.isEmpty(), said.error.constData());
        const QByteArray script = contentOf(file);
        const QByteArray checked = runProgram({"check", plan()}).output;
        const qsizetype at = checked.indexOf("Plan digest: ") + 13;
        QVERIFY(script.contains(checked.mid(at, 64)));
        QVERIFY(script.contains("| Step  | Activity"));
        for (const QByteArray& line : script.split('\n'))
            QVERIFY2(QString::fromUtf8(line).size() <= 100, line.constData());
        const Said again = runProgram({"script", plan(), "--out", file});
        QCOMPARE(again.exitCode, 1);
        QCOMPARE(again.error.count('\n'), qsizetype(1));
        QCOMPARE(contentOf(file), script);
        // Another byte in the plan is another digest.
        change("plans/plan.yaml", "version: \"", "version: \"9");
        const QByteArray changed = runProgram({"check", plan()}).output;
        QVERIFY(!script.contains(changed.mid(changed.indexOf("Plan digest: ") + 13, 64)));
    }

    void usage_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("help") << QStringList{"--help"} << 0;
        QTest::newRow("help of check") << QStringList{"check", "--help"} << 0;
        QTest::newRow("help of script") << QStringList{"script", "--help"} << 0;
        QTest::newRow("help of rehearse") << QStringList{"rehearse", "--help"} << 0;
        QTest::newRow("nothing") << QStringList{} << 2;
        QTest::newRow("no such command") << QStringList{"chek"} << 2;
        QTest::newRow("check without plan") << QStringList{"check"} << 2;
        QTest::newRow("check with two") << QStringList{"check", "a", "b"} << 2;
        QTest::newRow("check with an option") << QStringList{"check", "a", "--out", "b"} << 2;
        QTest::newRow("short option") << QStringList{"-h"} << 2;
        QTest::newRow("check with a short option") << QStringList{"check", "-h"} << 2;
        QTest::newRow("script with a short option") << QStringList{"script", "-h", "--out", "b"} << 2;
        QTest::newRow("script without file") << QStringList{"script", "a"} << 2;
        QTest::newRow("script without value") << QStringList{"script", "a", "--out"} << 2;
    }
    void usage() {
        QFETCH(QStringList, arguments);
        QFETCH(int, exitCode);
        const Said said = runProgram(arguments);
        QCOMPARE(said.exitCode, exitCode);
        QVERIFY((exitCode == 0 ? said.output : said.error).contains("usage: strongroom "));
        QVERIFY((exitCode == 0 ? said.error : said.output).isEmpty());
        QCOMPARE(said.error.contains("unknown option -h"), arguments.contains("-h"));
    }

private:
    QString plan() const { return m_folder->filePath("plans/plan.yaml"); }

    void change(const QString& name, const QByteArray& what, const QByteArray& with) {
        QByteArray text = contentOf(m_folder->filePath(name));
        QVERIFY2(text.contains(what), what.constData());
        text.replace(what, with);
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(text), text.size());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

STRONGROOM_TEST_MAIN(TestPlanCommands)
#include "tst_plan_commands.moc"

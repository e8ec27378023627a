// The layers of core/README.md: its table against CMake's lists, includes that must and must not compile, and
// the rules beside the table that only reading the sources can check. Qt for files and processes.
#include "tests/support/test_main.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <map>
#include <set>

namespace {

using Names = std::set<QString>;

struct Target {
    QString name;
    QString folder;
    Names links;       // core folders and other libraries, as written in CMake
    Names publicLinks; // those that its users get too
    QStringList includeDirectories;
};

using Table = std::map<QString, Names>;

QString coreDir() {
    return QStringLiteral(LAYERING_SOURCE_DIR "/core");
}

QString contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

// The rows "| folder | may include |" of core/README.md.
Table readTable(const QString& markdown) {
    Table table;
    static const QRegularExpression row("^\\| ([a-z_-]+) \\| ([a-z_, -]+) \\|$",
                                        QRegularExpression::MultilineOption);
    for (auto match = row.globalMatch(markdown); match.hasNext();) {
        const auto cells = match.next();
        if (cells.captured(1) == "folder")
            continue;
        Names& may = table[cells.captured(1)];
        for (const QString& name : cells.captured(2).split(", "))
            if (name != "-")
                may.insert(name);
    }
    return table;
}

Names namesIn(const QString& list) {
    Names names;
    for (const QString& item : list.split(';', Qt::SkipEmptyParts))
        if (!item.endsWith("-NOTFOUND"))
            names.insert(item);
    return names;
}

std::vector<Target> readTargets(const QString& text) {
    std::vector<Target> targets;
    for (const QString& line : text.split('\n', Qt::SkipEmptyParts)) {
        const QStringList cells = line.split('|');
        if (cells.size() == 5)
            targets.push_back({cells[0], cells[1], namesIn(cells[2]), namesIn(cells[3]),
                               cells[4].split(';', Qt::SkipEmptyParts)});
    }
    return targets;
}

// Everything in which the links differ from what the table allows.
QStringList violations(const std::vector<Target>& targets, const Table& table) {
    QStringList found;
    for (const Target& target : targets) {
        const auto row = table.find(target.folder);
        if (row == table.end()) {
            found << target.name + ": its folder has no row in core/README.md";
            continue;
        }
        Names all = target.links;
        all.insert(target.publicLinks.begin(), target.publicLinks.end());
        for (const QString& link : all) {
            if (link.startsWith("Qt"))
                found << target.name + " links " + link;
            if (!link.startsWith("core_"))
                continue;
            const QString folder = link.mid(5);
            if (folder != target.folder && !row->second.contains(folder))
                found << target.name + " links " + link + ", which the table does not allow";
        }
        if (target.publicLinks.contains("core_ossl"))
            found << target.name + " links core_ossl for its users too: it must be PRIVATE";
    }
    return found;
}

const Target* libraryOf(const std::vector<Target>& targets, const QString& folder) {
    for (const Target& target : targets)
        if (target.name == "core_" + folder)
            return &target;
    return nullptr;
}

QStringList filesUnder(const QString& directory, const QStringList& patterns) {
    QStringList files;
    QDirIterator all(directory, patterns, QDir::Files, QDirIterator::Subdirectories);
    while (all.hasNext())
        files << all.next();
    files.sort();
    return files;
}

QString headerOf(const QString& folder) {
    const QStringList headers = QDir(coreDir() + "/" + folder).entryList({"*.h"}, QDir::Files, QDir::Name);
    for (const QString& header : headers)
        if (!contentOf(coreDir() + "/" + folder + "/" + header).startsWith("// Private to this folder"))
            return "core/" + folder + "/" + header;
    return {};
}

// Code without comments and without the text of strings (includes keep theirs).
QString codeOf(const QString& path) {
    static const QRegularExpression commentOrString(
        "//[^\\n]*|/\\*.*?\\*/|(?<include>#\\s*include\\s*\"[^\"\\n]*\")|\"(?:[^\"\\\\\\n]|\\\\.)*\"",
        QRegularExpression::DotMatchesEverythingOption);
    const QString text = contentOf(path);
    QString code;
    qsizetype at = 0;
    for (auto match = commentOrString.globalMatch(text); match.hasNext();) {
        const auto found = match.next();
        code += text.mid(at, found.capturedStart() - at) + found.captured("include");
        at = found.capturedEnd();
    }
    return code + text.mid(at);
}

bool isPrivateHeader(const QString& path) {
    return contentOf(path).startsWith("// Private to this folder");
}

struct Compiled {
    bool ok = false;
    QString said;
};

Compiled run(const QStringList& command, const QString& directory, const QByteArray& input = {}) {
    QProcess process;
    process.setWorkingDirectory(directory);
    // Messages in English, whatever the machine speaks.
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LC_ALL", "C");
    process.setProcessEnvironment(environment);
    process.start(command.first(), command.mid(1));
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return {false, "the compiler did not end"};
    return {process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
            QString::fromUtf8(process.readAllStandardError())};
}

// Preprocesses these includes with the include directories of a target.
Compiled includes(const Target& target, const QStringList& headers) {
    QStringList command{LAYERING_COMPILER, "-std=c++20", "-E", "-o", "/dev/null", "-x", "c++"};
    for (const QString& directory : target.includeDirectories)
        command << "-I" + directory;
    QByteArray source;
    for (const QString& header : headers)
        source += "#include \"" + header.toUtf8() + "\"\n";
    return run(command << "-", LAYERING_BUILD_DIR, source);
}

// The command that compiled the first file of a core folder, without its output.
QStringList compileCommandOf(const QString& folder, QString& file) {
    const auto commands =
        QJsonDocument::fromJson(contentOf(LAYERING_BUILD_DIR "/compile_commands.json").toUtf8()).array();
    for (const auto& entry : commands) {
        const QJsonObject object = entry.toObject();
        file = object["file"].toString();
        if (QFileInfo(file).path() != coreDir() + "/" + folder)
            continue;
        QStringList words = QProcess::splitCommand(object["command"].toString());
        const qsizetype output = words.indexOf("-o"), source = words.indexOf("-c");
        if (output < 0 || source < output)
            return {};
        return words.mid(0, output) << "-fsyntax-only"
                                    << "-x"
                                    << "c++"
                                    << "-";
    }
    return {};
}

QString joined(const QStringList& lines) {
    return lines.join("\n  ");
}

} // namespace

class TestLayering : public QObject {
    Q_OBJECT

    Table m_table;
    std::vector<Target> m_targets;
    QStringList m_sources; // of core, app and ui

private slots:
    void initTestCase() {
        m_table = readTable(contentOf(coreDir() + "/README.md"));
        m_targets = readTargets(contentOf(LAYERING_TARGETS));
        for (const char* top : {"core", "app", "ui"})
            m_sources << filesUnder(QStringLiteral(LAYERING_SOURCE_DIR "/") + top, {"*.h", "*.cpp"});
        QVERIFY(m_table.size() >= 13);
        QVERIFY(m_targets.size() >= 3);
        for (const char* program : {"strongroom", "strongroom-helper", "strongroom-verify"})
            QVERIFY2(m_table.contains(program), program);
        QVERIFY(m_sources.size() >= 30);
    }

    // The table itself: every folder has a row, and no two folders may include each other.
    void tableIsComplete() {
        for (const QString& folder : QDir(coreDir()).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            QVERIFY2(m_table.contains(folder), qPrintable(folder + " has no row"));
        for (const auto& [folder, may] : m_table)
            for (const QString& other : may) {
                QVERIFY2(m_table.contains(other), qPrintable(folder + " names the unknown " + other));
                QVERIFY2(!m_table.at(other).contains(folder), qPrintable(folder + " and " + other));
            }
    }

    void linksFollowTheTable() {
        const QStringList found = violations(m_targets, m_table);
        QVERIFY2(found.isEmpty(), qPrintable(joined(found)));
    }
    void aPlantedLinkIsFound() {
        const auto planted = [&](const Target& target) { return violations({target}, m_table); };
        QCOMPARE(planted({"core_pki", "pki", {"core_base", "core_ossl"}, {"core_base"}, {}}), QStringList());
        QCOMPARE(planted({"core_pki", "pki", {"core_custody"}, {}, {}}).size(), 1);
        QCOMPARE(planted({"core_pki", "pki", {"core_ossl"}, {"core_ossl"}, {}}).size(), 1);
        QCOMPARE(planted({"core_base", "base", {"Qt6::Core"}, {}, {}}).size(), 1);
        QCOMPARE(planted({"core_new", "new", {}, {}, {}}).size(), 1);
        QCOMPARE(planted({"strongroom-verify", "strongroom-verify", {"core_engine"}, {}, {}}).size(), 1);
        QCOMPARE(planted({"proxy", "simulator", {"core_engine"}, {}, {}}).size(), 1);
    }

    // The window knows base and api of core, and its own folders as ui/README.md has them.
    void theWindowFollowsItsTable() {
        const Table table = readTable(contentOf(QStringLiteral(LAYERING_SOURCE_DIR "/ui/README.md")));
        int folders = 0;
        for (const Target& target : readTargets(contentOf(LAYERING_UI_TARGETS))) {
            if (!target.name.startsWith("ui_") || target.name.contains("_resources_"))
                continue;
            const QString folder = target.name.mid(3);
            QVERIFY2(table.contains(folder), qPrintable(folder + " has no row in ui/README.md"));
            ++folders;
            Names all = target.links;
            all.insert(target.publicLinks.begin(), target.publicLinks.end());
            for (const QString& link : all) {
                if (link.startsWith("core_"))
                    QVERIFY2(link == "core_base" || link == "core_api",
                             qPrintable(target.name + ": " + link));
                if (link.startsWith("ui_") && !link.contains("_resources_"))
                    QVERIFY2(table.at(folder).contains(link.mid(3)), qPrintable(target.name + ": " + link));
            }
        }
        QCOMPARE(std::size_t(folders), table.size());
    }

    // Each target finds the headers of the folders that it links, and of no folder that the table forbids.
    void includesFollowTheTable() {
        for (const Target& target : m_targets) {
            const QString place = target.name + ": ";
            if (target.includeDirectories.isEmpty())
                continue;
            QStringList linked;
            if (target.name == "core_" + target.folder)
                linked << headerOf(target.folder);
            for (const QString& link : target.links)
                if (link.startsWith("core_"))
                    linked << headerOf(link.mid(5));
            linked.removeAll(QString());
            const Compiled control = includes(target, linked);
            QVERIFY2(control.ok, qPrintable(place + control.said));
            for (const auto& [folder, may] : m_table) {
                const QString header = headerOf(folder);
                if (header.isEmpty() || folder == target.folder || m_table[target.folder].contains(folder))
                    continue;
                const Compiled forbidden = includes(target, {header});
                QVERIFY2(!forbidden.ok, qPrintable(place + header + " compiles"));
                QVERIFY2(forbidden.said.contains(header + ": No such file"), qPrintable(forbidden.said));
            }
        }
    }
    void includeDirectoriesHoldOneFolder() {
        for (const auto& [folder, may] : m_table) {
            if (libraryOf(m_targets, folder) == nullptr)
                continue;
            const QDir root(QStringLiteral(LAYERING_BUILD_DIR "/include/") + folder);
            QCOMPARE(root.entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList("core"));
            QCOMPARE(QDir(root.filePath("core")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                     QStringList(folder));
        }
    }

    // A real source of each folder, compiled by its real command with one forbidden include planted in it.
    void aPlantedIncludeDoesNotCompile() {
        int planted = 0;
        for (const auto& [folder, may] : m_table) {
            QString file;
            const QStringList command = compileCommandOf(folder, file);
            if (command.isEmpty()) {
                QVERIFY2(libraryOf(m_targets, folder) == nullptr, qPrintable(folder + " has no command"));
                continue;
            }
            const QByteArray source = contentOf(file).toUtf8();
            if (folder == "base") {
                const Compiled control = run(command, LAYERING_BUILD_DIR, source);
                QVERIFY2(control.ok, qPrintable(control.said));
            }
            for (const auto& [other, ignored] : m_table) {
                const QString header = headerOf(other);
                if (other == folder || may.contains(other) || header.isEmpty())
                    continue;
                const Compiled compiled =
                    run(command, LAYERING_BUILD_DIR, "#include \"" + header.toUtf8() + "\"\n" + source);
                QVERIFY2(!compiled.ok, qPrintable(folder + " compiles with " + header));
                QVERIFY2(compiled.said.contains("No such file"), qPrintable(compiled.said));
                ++planted;
                break;
            }
        }
        QVERIFY(planted >= 3);
    }

    // What the include directories cannot forbid: relative paths, other folders' private headers.
    void includesAreWrittenFromTheRoot() {
        static const QRegularExpression include("#\\s*include\\s*\"([^\"]*)\"");
        for (const QString& path : filesUnder(coreDir(), {"*.h", "*.cpp"})) {
            const QString code = codeOf(path), folder = path.mid(coreDir().size() + 1).section('/', 0, 0);
            for (auto match = include.globalMatch(code); match.hasNext();) {
                const QString name = match.next().captured(1);
                // A table of data that one .cpp takes in, from its own folder or generated.
                const bool isTable = name.endsWith(".inc") && !name.contains('/');
                QVERIFY2(isTable || (name.startsWith("core/") && !name.contains("..")),
                         qPrintable(path + ": " + name));
                if (isPrivateHeader(QStringLiteral(LAYERING_SOURCE_DIR "/") + name))
                    QCOMPARE(name.section('/', 1, 1), folder);
            }
        }
    }

    void noQtInCore() {
        static const QRegularExpression qt("#\\s*include\\s*[<\"](Q[A-Z]|Qt)|\\bQ_OBJECT\\b");
        for (const QString& path : filesUnder(coreDir(), {"*.h", "*.cpp"}))
            QVERIFY2(!codeOf(path).contains(qt), qPrintable(path));
    }

    void pkcs11NamesStayInHsmAndTheProxy() {
        static const QRegularExpression names(
            "\\bCK[A-Z]?_[A-Za-z]|#\\s*include\\s*[<\"](libp11|p11-kit|pkcs11)");
        QVERIFY(QString("CKR_OK").contains(names) && QString("CK_RV x").contains(names));
        for (const QString& path : m_sources)
            if (!path.startsWith(coreDir() + "/hsm/") && !path.startsWith(coreDir() + "/simulator/module/"))
                QVERIFY2(!codeOf(path).contains(names), qPrintable(path));
    }

    // No public header shows libcrypto or PKCS#11; ossl's own may forward-declare through openssl/types.h.
    void publicHeadersNameNoForeignType() {
        static const QRegularExpression foreign(
            "\\b(EVP|X509|ASN1|CMS|OSSL|OPENSSL|BIO|BN|PKCS7|PKCS11|CK[A-Z]?)_"
            "[A-Za-z]|\\bX509\\b|\\bBIO\\b|\\bBIGNUM\\b");
        static const QRegularExpression forward("\\b(struct|class)\\s+\\w+;");
        static const QRegularExpression library(
            "#\\s*include\\s*[<\"](openssl/|libp11|p11-kit|yaml-cpp|seccomp)");
        for (const QString& path : filesUnder(coreDir(), {"*.h"})) {
            const QString place = path.mid(coreDir().size() + 1);
            if (isPrivateHeader(path) || place.startsWith("simulator/module/") || place == "ossl/handle.h")
                continue;
            QString code = codeOf(path);
            if (place.startsWith("ossl/")) {
                QVERIFY2(!code.remove("#include <openssl/types.h>").contains(library), qPrintable(path));
                continue;
            }
            QVERIFY2(!code.contains(library), qPrintable(path));
            QVERIFY2(!code.contains("core/ossl/"), qPrintable(path));
            QVERIFY2(!code.remove(forward).contains(foreign), qPrintable(path));
        }
    }

    void filesHaveTheirNameAndComment() {
        static const QRegularExpression name("^[a-z][a-z0-9_]*\\.(h|cpp)$");
        const QStringList tests = filesUnder(LAYERING_SOURCE_DIR "/tests", {"*.h", "*.cpp"});
        for (const QString& path : m_sources + tests) {
            QVERIFY2(QFileInfo(path).fileName().contains(name), qPrintable(path));
            if (path.endsWith(".h")) {
                const QString text = contentOf(path);
                QVERIFY2(text.startsWith("//"), qPrintable(path + " does not begin with its comment"));
                QVERIFY2(text.contains("#pragma once"), qPrintable(path));
            }
        }
    }
};

STRONGROOM_TEST_MAIN(TestLayering)
#include "tst_layering.moc"

// FORMAT.md tells strangers how to check a record with a shell, openssl and Python: its commands are run here
// as they stand there, on a good record and on spoiled ones.
#include "sample_record.h"

#include "core/audit/chain.h"
#include "core/audit/checkpoint.h"
#include "core/audit/tree.h"
#include "core/base_io/file_layer.h"
#include "core/ossl/key.h"
#include "tests/support/outcome.h"
#include "tests/support/test_main.h"

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

using namespace strongroom;
using namespace strongroom::audit;
using namespace strongroom::tests;

class TestFormat : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_shell, m_python;

    QString at(const char* name) const { return m_folder->filePath(name); }
    void write(const char* name, const std::string& bytes) const {
        QVERIFY(base_io::replaceFile(at(name).toStdString(), base::viewOf(bytes)));
    }
    std::string read(const char* name) const {
        return base::textOf(*base_io::readRegularFile(at(name).toStdString(), 1 << 20));
    }
    // SPKI to PEM by the command that FORMAT.md gives.
    void writeKey(const QString& name, const Bytes& spki) const {
        QProcess openssl;
        openssl.start("openssl", {"pkey", "-pubin", "-inform", "DER", "-out", m_folder->filePath(name)});
        openssl.write(reinterpret_cast<const char*>(spki.data()), static_cast<qint64>(spki.size()));
        openssl.closeWriteChannel();
        QVERIFY(openssl.waitForFinished());
        QCOMPARE(openssl.exitCode(), 0);
    }

    // All blocks of one language, joined.
    static QByteArray blocksOf(const QByteArray& page, const QByteArray& language) {
        QByteArray blocks;
        const QByteArray start = "\n```" + language + "\n";
        for (qsizetype at = page.indexOf(start); at >= 0; at = page.indexOf(start, at)) {
            at += start.size();
            blocks += page.mid(at, page.indexOf("\n```\n", at) + 1 - at);
        }
        return blocks;
    }

    int run(const QString& program, const QStringList& arguments, const QByteArray& script,
            QByteArray& output) {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("note", "checkpoints/7.note");
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_folder->path());
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments);
        process.write(script);
        process.closeWriteChannel();
        if (!process.waitForFinished())
            return -1;
        output = process.readAll();
        return process.exitCode();
    }
    int runShell(QByteArray& output) {
        // The blocks read standard input themselves nowhere: the script may come that way.
        return run("sh", {"-eu", "-c", QString::fromUtf8(m_shell)}, {}, output);
    }

private slots:
    void initTestCase() {
        QFile page(STRONGROOM_FORMAT_MD);
        QVERIFY(page.open(QIODevice::ReadOnly));
        const QByteArray text = page.readAll();
        m_shell = blocksOf(text, "sh");
        m_python = blocksOf(text, "python");
        QVERIFY(m_shell.contains("sha256sum") && m_shell.contains("basenc") &&
                m_shell.contains("openssl dgst"));
        QVERIFY(m_python.contains("json.dumps"));
    }

    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(base_io::makeFolder(at("checkpoints").toStdString()));
        QVERIFY(base_io::makeFolder(at("cards").toStdString()));
        auto entries = sampleEntries(8);
        Draft odd = sampleDraft(8);
        odd.body.set("odd", "\b\f\n\r\t\x01\x1f\x7f/\\\" \xf0\x9f\x94\x91,\"hash\":\"x\",\"mode\":")
            .set("numbers", base::Value::Array{std::uint64_t{0}, base::Value::maxNumber});
        entries.push_back(*makeEntry(entries.back().head(), odd));
        write("record.jsonl", linesOf(entries));

        Tree tree;
        for (std::size_t i = 0; i < 7; ++i) {
            const std::string line = toLine(entries[i]);
            tree.append(leafHash(std::string_view(line).substr(0, line.size() - 1)));
        }
        const Digest authority = entries[0].hash;
        const Checkpoint checkpoint{authority,
                                    7,
                                    tree.root(),
                                    entries[6].hash,
                                    Mode::training,
                                    "0001-found-root",
                                    CheckpointKind::open,
                                    entries[6].time};
        const std::string text = checkpointText(checkpoint);
        const auto recordKey = ossl::PrivateKey::generate("P-256"),
                   first = ossl::PrivateKey::generate("P-256"),
                   second = ossl::PrivateKey::generate("RSA-2048");
        write("checkpoints/7.note",
              *base::writeNote({text,
                                {*signAsRecordKey(authority, text, *recordKey),
                                 *signAsCard(authority, text, *first, "ecdsa-with-SHA256"),
                                 *signAsCard(authority, text, *second, "sha256WithRSAEncryption")}}));
        writeKey("record.pem", recordKey->publicKey().spki());
        for (const auto* card : {&*first, &*second})
            writeKey("cards/" + QString::fromStdString(card->publicKey().spkiDigest().hex()).left(16) +
                         ".pem",
                     card->publicKey().spki());
    }

    void theCommandsAcceptAGoodRecord() {
        QByteArray output;
        const int code = runShell(output);
        QVERIFY2(code == 0, output);
        auto reader = ChainReader::open(at("record.jsonl").toStdString());
        while (*reader->next())
            ;
        QVERIFY2(output.contains(QByteArray::fromStdString("head " + toText(reader->head()))), output);
        QCOMPARE(output.count("Verified OK"), 3);
    }

    void theCommandsRefuse_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("complaint");
        QTest::newRow("a changed entry") << "record.jsonl"
                                         << "A-3"
                                         << "A-4"
                                         << "entry 3 is broken";
        QTest::newRow("a changed last entry") << "record.jsonl"
                                              << "\"odd\""
                                              << "\"add\""
                                              << "entry 8 is broken";
        QTest::newRow("another size") << "checkpoints/7.note"
                                      << "\n7\n"
                                      << "\n6\n"
                                      << "the root is another one";
        QTest::newRow("another time") << "checkpoints/7.note"
                                      << "time 2027"
                                      << "time 2028"
                                      << "Verification failure";
        QTest::newRow("a card as the record key") << "checkpoints/7.note"
                                                  << "/card/"
                                                  << "/record/card/"
                                                  << "another key id";
    }
    void theCommandsRefuse() {
        QFETCH(QString, file);
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, complaint);
        const QByteArray name = file.toUtf8();
        const QString before = QString::fromStdString(read(name));
        QString after = before;
        after.replace(after.indexOf(from), from.size(), to);
        QVERIFY(after != before);
        write(name, after.toStdString());
        QByteArray output;
        QVERIFY(runShell(output) != 0);
        QVERIFY2(output.contains(complaint.toUtf8()), output);
    }

    // Python's own JSON spells our subset the same way: a second opinion on the canonical form.
    void pythonSpellsItTheSameWay() {
        QVERIFY2(!QStandardPaths::findExecutable("python3").isEmpty(),
                 "python3 is missing: app/setup installs it");
        QByteArray output;
        QVERIFY2(run("python3", {"-"}, m_python, output) == 0, output);
        std::string record = read("record.jsonl");
        record.replace(record.find("A-3"), 3, "\\u0041-3");
        write("record.jsonl", record);
        QVERIFY(run("python3", {"-"}, m_python, output) != 0);
        QVERIFY2(output.contains("not canonical: entry 3"), output);
    }
};

STRONGROOM_TEST_MAIN(TestFormat)
#include "tst_format.moc"

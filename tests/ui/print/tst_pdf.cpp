// The PDFs that a user makes from a real ceremony, as strangers see them: poppler, qpdf, zbar.
#include "some_documents.h"

#include "core/transcript/json_reader.h"
#include "core/transcript/json_writer.h"
#include "tests/support/gui_test_main.h"
#include "ui/print/pdf.h"

#include <QCryptographicHash>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace strongroom;
using namespace strongroom::test;

namespace {

struct Said {
    int exitCode = -1;
    QByteArray output, error;
};

Said run(const QString& program, const QStringList& arguments,
         const QMap<QString, QString>& environment = {}) {
    QProcess process;
    QProcessEnvironment all = QProcessEnvironment::systemEnvironment();
    for (auto one = environment.begin(); one != environment.end(); ++one)
        all.insert(one.key(), one.value());
    process.setProcessEnvironment(all);
    process.start(program, arguments);
    if (!process.waitForFinished(120'000))
        process.kill();
    process.waitForFinished();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

Said strongroomRun(const QStringList& arguments, const QMap<QString, QString>& environment = {}) {
    return run(QStringLiteral(STRONGROOM_BIN "/strongroom"), arguments, environment);
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString shippedPlan() {
    return QStringLiteral(STRONGROOM_RESOURCES "/plans/found-root.yaml");
}

// As it is painted, in the form in which characters were written.
QString textOfPdf(const QString& file, int page = 0) {
    QStringList arguments{"-raw", "-enc", "UTF-8"};
    if (page != 0)
        arguments << "-f" << QString::number(page) << "-l" << QString::number(page);
    return QString::fromUtf8(run("pdftotext", arguments << file << "-").output)
        .normalized(QString::NormalizationForm_KC);
}

// Without spaces, and without the marks of direction that poppler adds.
QString without(const QString& text) {
    static const QRegularExpression space("[\\s\\x{202A}-\\x{202E}]+");
    return text.normalized(QString::NormalizationForm_KC).remove(space);
}

int pagesOf(const QString& file) {
    static const QRegularExpression pages("Pages: +(\\d+)");
    return pages.match(QString::fromUtf8(run("pdfinfo", {file}).output)).captured(1).toInt();
}

QStringList cellsOf(const api::Document& document) {
    struct Collector {
        QStringList& cells;
        void add(const std::string& text) const { cells << QString::fromStdString(text); }
        void operator()(const api::Paragraph& paragraph) const { add(paragraph.text); }
        void operator()(const api::Blank& blank) const { add(blank.label); }
        void operator()(const api::ShownDigest& digest) const { add(digest.hex); }
        void operator()(const api::Signatures& signatures) const {
            for (const api::Signer& signer : signatures.rows)
                add(signer.role);
        }
        void operator()(const api::Fields& fields) const {
            for (const auto& [name, value] : fields.rows) {
                add(name);
                add(value);
            }
        }
        void operator()(const api::Table& table) const {
            for (const auto& row : table.rows)
                for (const std::string& cell : row)
                    add(cell);
        }
    };
    QStringList cells;
    for (const api::Section& section : document.sections) {
        cells << QString::fromStdString(section.title);
        for (const api::Block& block : section.blocks)
            std::visit(Collector{cells}, block);
    }
    return cells;
}

} // namespace

class TestPdf : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_json, m_pdf;
    api::Document m_document;

    QString path(const QString& name) const { return m_folder.filePath(name); }
    void write(const QString& name, const QByteArray& bytes) const {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

private slots:
    void initTestCase() {
        const QString room = path("room");
        const Said said = strongroomRun({"rehearse", shippedPlan(), "--out", room});
        QVERIFY2(said.exitCode == 0, said.error.constData());
        const QDir transcripts(room + "/authority/transcripts");
        QCOMPARE(transcripts.entryList({"*.json"}).size(), 1);
        m_json = transcripts.filePath(transcripts.entryList({"*.json"}).front());
        m_pdf = path("transcript.pdf");
        const Said printed = strongroomRun({"print", m_json, "--out", m_pdf});
        QVERIFY2(printed.exitCode == 0, printed.error.constData());
        const auto document = transcript::documentOf(contentOf(m_json).toStdString());
        QVERIFY(document.has_value());
        m_document = *document;
        QVERIFY(pagesOf(m_pdf) > 10);
    }

    void isWellFormed() {
        const Said checked = run("qpdf", {"--check", m_pdf});
        QVERIFY2(checked.exitCode == 0, (checked.output + checked.error).constData());
        QVERIFY(!checked.output.contains("WARNING") && !checked.error.contains("WARNING"));
    }

    void everyFaceIsEmbedded() {
        const QList<QByteArray> lines = run("pdffonts", {m_pdf}).output.split('\n');
        static const QRegularExpression row("^Noto\\S+ .* yes +(yes|no) +yes +\\d+ +\\d+$");
        QVERIFY(lines.size() >= 5);
        for (qsizetype i = 2; i < lines.size(); ++i)
            if (!lines[i].isEmpty())
                QVERIFY2(row.match(QString::fromUtf8(lines[i])).hasMatch(), lines[i].constData());
    }

    void everyPageSaysWhatItIs() {
        const int pages = pagesOf(m_pdf);
        for (int page = 1; page <= pages; ++page) {
            const QString text = textOfPdf(m_pdf, page);
            QCOMPARE(text.simplified().count("TRAINING \u00B7 SIMULATED HSM: not valid for production"), 2);
            QVERIFY(text.contains(QString("Page %1 of %2").arg(page).arg(pages)));
            QVERIFY(text.contains(QString::fromStdString(m_document.title)));
            QVERIFY(text.contains("Initials") && text.contains("0001-found-root"));
        }
    }

    // Every cell, one after the other, once what the pages themselves say is taken away.
    void everyTextOfTheTranscriptInOrder() {
        const int pages = pagesOf(m_pdf);
        const QString band = without("TRAINING \u00B7 SIMULATED HSM: not valid for production"),
                      head = band + without(QString::fromStdString(m_document.title)) + "0001-found-root",
                      tableHead = without("Entry, step, time What happened");
        QString text;
        for (int page = 1; page <= pages; ++page) {
            QString one = without(textOfPdf(m_pdf, page));
            const QString foot = QString("Page%1of%2Initials").arg(page).arg(pages) + band;
            QVERIFY2(one.startsWith(head) && one.endsWith(foot), qPrintable(one));
            one = one.mid(head.size(), one.lastIndexOf("SHA-256") - head.size());
            if (one.startsWith(tableHead))
                one.remove(0, tableHead.size());
            text += one;
        }
        qsizetype at = 0;
        for (const QString& cell : cellsOf(m_document)) {
            const QString wanted = without(cell);
            const qsizetype found = text.indexOf(wanted, at);
            QVERIFY2(found >= 0, qPrintable(wanted));
            at = found + wanted.size();
        }
    }

    void itsCodeIsItsDigest() {
        QVERIFY(run("pdftoppm",
                    {"-r", "200", "-f", "1", "-l", "1", "-gray", "-singlefile", "-png", m_pdf, path("first")})
                    .exitCode == 0);
        const Said read = run("zbarimg", {"-q", "--raw", path("first.png")});
        QCOMPARE(read.output.trimmed(),
                 QCryptographicHash::hash(contentOf(m_json), QCryptographicHash::Sha256).toHex());
    }

    void metadata() {
        const QByteArray info = run("pdfinfo", {m_pdf}, {{"TZ", "UTC"}}).output;
        QVERIFY(info.contains("Title:           Transcript: Founding of Example Root R1"));
        QVERIFY(info.contains("PDF version:     1.4"));
        const QByteArray meta = run("pdfinfo", {"-meta", m_pdf}).output;
        QVERIFY(meta.contains("<pdfaid:part>1</pdfaid:part>"));
        // The time is that of the last entry.
        static const QRegularExpression time("\\n(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)");
        const auto* entries = std::get_if<api::Table>(&m_document.sections.back().blocks.front());
        QVERIFY(entries != nullptr);
        const QString last = time.match(QString::fromStdString(entries->rows.back().front())).captured(1);
        QVERIFY(meta.contains("<xmp:CreateDate>" + last.toUtf8() + "</xmp:CreateDate>"));
    }

    // In any process, with any seed of Qt's hashes, in any time zone.
    void sameBytes() {
        int i = 0;
        for (const QMap<QString, QString>& environment :
             {QMap<QString, QString>{},
              {{"QT_HASH_SEED", "0"}},
              {{"TZ", "Asia/Kolkata"}},
              {{"LC_ALL", "de_DE.UTF-8"}, {"QT_QPA_PLATFORM", "xcb"}}}) {
            const QString file = path(QString("again-%1.pdf").arg(i++));
            const Said printed = strongroomRun({"print", m_json, "--out", file}, environment);
            QVERIFY2(printed.exitCode == 0, printed.error.constData());
            QCOMPARE(contentOf(file), contentOf(m_pdf));
        }
        ui::PaperOptions options;
        options.content = someContent();
        const auto first = ui::pdfOf(m_document, options), second = ui::pdfOf(m_document, options);
        QVERIFY(first.has_value() && second.has_value());
        QCOMPARE(*first == *second, true);
    }

    void signatureBlocksForEachCard() {
        const QString text = textOfPdf(m_pdf);
        QCOMPARE(text.count("I do not agree, because"), 8); // five officers, a witness, and two more
        QVERIFY(text.contains("Independent of management"));
    }

    void script() {
        const QString file = path("script.pdf"), text = path("script.txt");
        const Said made = strongroomRun({"script", shippedPlan(), "--out", file});
        QVERIFY2(made.exitCode == 0, made.error.constData());
        QVERIFY(run("qpdf", {"--check", file}).exitCode == 0);
        const QString words = textOfPdf(file);
        QVERIFY(words.contains("READ ALOUD:") && words.contains("Plan digest"));
        QVERIFY(!words.contains("TRAINING"));
        QCOMPARE(words.count("Page "), pagesOf(file));
        QVERIFY(words.count("I do not agree, because") >= 7);
        QVERIFY(!words.contains("____"));
        QVERIFY(strongroomRun({"script", shippedPlan(), "--out", text}).exitCode == 0);
        QVERIFY(contentOf(text).startsWith("Script: "));
        const QString again = path("script-again.pdf");
        QVERIFY(strongroomRun({"script", shippedPlan(), "--out", again}).exitCode == 0);
        QCOMPARE(contentOf(again), contentOf(file));
    }

    // A name in Arabic, one in Chinese; ligatures.
    void namesInAnyScript() {
        api::Document document = m_document;
        document.sections = {{"Cards on the roster",
                              {api::Table{{"Person", "Name", "Role"},
                                          {{"officer-1", arabicName, "officer"},
                                           {"officer-2", chineseName, "officer"},
                                           {"officer-3", "Office ffi fl", "witness"}}}}}};
        const QByteArray json = QByteArray::fromStdString(transcript::jsonOf(document));
        write("names.json", json);
        const Said printed = strongroomRun({"print", path("names.json"), "--out", path("names.pdf")});
        QVERIFY2(printed.exitCode == 0, printed.error.constData());
        const QString text = textOfPdf(path("names.pdf"));
        for (const std::string& name : {arabicName, chineseName, std::string("Office ffi fl")})
            QVERIFY2(without(text).contains(without(QString::fromStdString(name))), name.c_str());
        for (const QByteArray& line : run("pdffonts", {path("names.pdf")}).output.split('\n').mid(2))
            QVERIFY2(line.isEmpty() || line.contains(" yes "), line.constData());
        QVERIFY(run("qpdf", {"--check", path("names.pdf")}).exitCode == 0);
    }

    void refusals() {
        const auto refused = [&](const QStringList& arguments) {
            const Said said = strongroomRun(arguments);
            return said.exitCode == 1 && said.output.isEmpty() && said.error.startsWith("strongroom: ") &&
                   said.error.count('\n') == 1;
        };
        QVERIFY(refused({"print", m_json, "--out", m_pdf})); // the name is taken
        QVERIFY(refused({"print", path("missing.json"), "--out", path("x.pdf")}));
        QVERIFY(refused({"print", shippedPlan(), "--out", path("x.pdf")}));
        QByteArray json = contentOf(m_json);
        write("spaced.json", json + "\n");
        QVERIFY(refused({"print", path("spaced.json"), "--out", path("x.pdf")}));
        QVERIFY(!QFile::exists(path("x.pdf")));
        QCOMPARE(strongroomRun({"print", m_json}).exitCode, 2);
        QCOMPARE(strongroomRun({"print", "--help"}).exitCode, 0);
    }
};

STRONGROOM_GUI_TEST_MAIN(TestPdf)
#include "tst_pdf.moc"

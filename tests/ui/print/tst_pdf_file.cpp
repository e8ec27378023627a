// The file that Qt writes, taken apart: what is not such a file is refused, what is comes together again.
#include "some_documents.h"

#include "tests/support/gui_test_main.h"
#include "ui/print/pdf.h"
#include "ui/print/pdf_file.h"

using namespace strongroom;
using namespace strongroom::test;

class TestPdfFile : public QObject {
    Q_OBJECT

    QByteArray m_pdf;

private slots:
    void initTestCase() {
        ui::PaperOptions options;
        options.content = someContent();
        const auto pdf = ui::pdfOf(emptyDocument(), options);
        QVERIFY(pdf.has_value());
        m_pdf = QByteArray(reinterpret_cast<const char*>(pdf->data()), static_cast<qsizetype>(pdf->size()));
    }

    void whatWasWrittenIsReadAgain() {
        const auto file = ui::PdfFile::read(m_pdf);
        QVERIFY(file.has_value());
        QCOMPARE(file->write(QByteArray(32, 'i')).size(), m_pdf.size());
        QVERIFY(file->write(QByteArray(32, 'i')).contains("/ID [ <" + QByteArray(32, 'i').toHex() + "> <"));
    }

    void otherFilesAreRefused() {
        for (const QByteArray& other :
             {QByteArray(), QByteArray("%PDF-1.4\n"), m_pdf.left(m_pdf.size() / 2),
              QByteArray(m_pdf).replace("startxref\n", "startxref\n9"),
              QByteArray(m_pdf).replace("/Root", "/Toor"), QByteArray(m_pdf).insert(20, "x")})
            QVERIFY(!ui::PdfFile::read(other));
    }

    // The identifier: first of the document's content, then of these bytes.
    void identifierFollowsFromTheContent() {
        QVERIFY(m_pdf.contains("/ID [ <" + QByteArray::fromStdString(someContent().hex()) + "> <"));
        ui::PaperOptions letter;
        letter.content = someContent();
        letter.size = ui::PaperSize::letter;
        const auto other = ui::pdfOf(emptyDocument(), letter);
        QVERIFY(other.has_value());
        QVERIFY(QByteArray(reinterpret_cast<const char*>(other->data()),
                           static_cast<qsizetype>(other->size())) != m_pdf);
    }

    // PDF/A-1 knows no transparency, and no date that the metadata does not say.
    void nothingThatTheStandardForbids() {
        for (const char* forbidden :
             {"/ca 0", "/CA 0", "/JavaScript", "/Encrypt", "/CreationDate", "/LZWDecode"})
            QVERIFY2(!m_pdf.contains(forbidden), forbidden);
        for (const char* wanted :
             {"/OutputIntents", "/Metadata", "/Lang (en)", "<pdfaid:part>1</pdfaid:part>",
              "<pdfaid:conformance>B</pdfaid:conformance>", "<rdf:li>en</rdf:li>"})
            QVERIFY2(m_pdf.contains(wanted), wanted);
    }
};

STRONGROOM_GUI_TEST_MAIN(TestPdfFile)
#include "tst_pdf_file.moc"

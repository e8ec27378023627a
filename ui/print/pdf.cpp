#include "ui/print/pdf.h"

#include "ui/print/passage.h"
#include "ui/print/pdf_file.h"

#include <QBuffer>
#include <QHashSeed>
#include <QPainter>
#include <QPdfWriter>

namespace strongroom::ui {

namespace {

constexpr const char* maker = "Strongroom";
constexpr const char* producer = "Qt " QT_VERSION_STR;

// Qt writes faces in the order of a hash: without a seed of its own, another order in each run.
class FixedHashes {
public:
    FixedHashes() : m_wasFixed(QHashSeed::globalSeed() == 0) {
        if (!m_wasFixed)
            QHashSeed::setDeterministicGlobalSeed();
    }
    ~FixedHashes() {
        if (!m_wasFixed)
            QHashSeed::resetRandomGlobalSeed();
    }
    Q_DISABLE_COPY_MOVE(FixedHashes)

private:
    bool m_wasFixed;
};

QByteArray textString(const QString& text) { // PDF 1.4, 3.8.1
    QByteArray bytes("\xFE\xFF", 2);
    for (const QChar c : text) {
        bytes += static_cast<char>(c.unicode() >> 8);
        bytes += static_cast<char>(c.unicode() & 0xFF);
    }
    return "<" + bytes.toHex() + ">";
}

QByteArray languageOf(const Paper& paper) {
    QByteArray language = QByteArray::fromStdString(paper.language());
    language.replace('_', '-');
    for (const char c : language)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-')
            return "en";
    return language.isEmpty() ? QByteArray("en") : language;
}

// PDF/A-1 (ISO 19005-1, 6.7.3): both say the same.
QByteArray informationOf(const QString& title, const PaperOptions& options) {
    QByteArray dictionary =
        "<<\n/Title " + textString(title) + "\n/Creator (" + maker + ")\n/Producer (" + producer + ")\n";
    if (options.time) {
        QByteArray date = QByteArray::fromStdString(base::toRfc3339(*options.time));
        for (const char separator : {'-', 'T', ':'})
            date.replace(QByteArray(1, separator), QByteArray());
        dictionary += "/CreationDate (D:" + date + ")\n";
    }
    return dictionary + ">>";
}

QByteArray xmpOf(const QString& title, const QByteArray& language, const PaperOptions& options) {
    QByteArray date;
    if (options.time)
        date = "   <xmp:CreateDate>" + QByteArray::fromStdString(base::toRfc3339(*options.time)) +
               "</xmp:CreateDate>\n";
    return QByteArray("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                      " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                      "  <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                      " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
                      " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
                      "   <dc:format>application/pdf</dc:format>\n"
                      "   <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">") +
           title.toHtmlEscaped().toUtf8() + "</rdf:li></rdf:Alt></dc:title>\n" +
           "   <dc:language><rdf:Bag><rdf:li>" + language + "</rdf:li></rdf:Bag></dc:language>\n" +
           "   <xmp:CreatorTool>" + maker + "</xmp:CreatorTool>\n" + date + "   <pdf:Producer>" + producer +
           "</pdf:Producer>\n" +
           "   <pdfaid:part>1</pdfaid:part>\n   <pdfaid:conformance>B</pdfaid:conformance>\n"
           "  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>";
}

Result<QByteArray> written(const Paper& paper, const PaperOptions& options, const QByteArray& xmp) {
    const FixedHashes fixed;
    QBuffer buffer;
    QPdfWriter writer(&buffer);
    writer.setPdfVersion(QPagedPaintDevice::PdfVersion_A1b);
    writer.setDocumentXmpMetadata(xmp);
    writer.setResolution(Paper::unitsPerInch);
    writer.setPageMargins(QMarginsF());
    writer.setPageSize(QPageSize(options.size == PaperSize::a4 ? QPageSize::A4 : QPageSize::Letter));
    QPainter painter;
    bool isGood = buffer.open(QIODevice::WriteOnly) && painter.begin(&writer);
    for (int page = 0; isGood && page < paper.pageCount(); ++page) {
        isGood = page == 0 || writer.newPage();
        paper.paint(painter, page);
    }
    if (!isGood || !painter.end())
        return Error{ErrorCode::inputOutput, "Qt could not write the PDF"};
    return buffer.data();
}

} // namespace

Result<Bytes> pdfOf(const api::Document& document, const PaperOptions& options) {
    SR_ASSIGN(const Paper paper, Paper::layOut(document, options));
    const QString title = harmless(document.title).simplified();
    const QByteArray language = languageOf(paper);
    SR_ASSIGN(const QByteArray made, written(paper, options, xmpOf(title, language, options)));
    SR_ASSIGN(PdfFile file, PdfFile::read(made));
    file.setInformation(informationOf(title, options));
    file.addToCatalogue("/Lang (" + language + ")");
    const QByteArray bytes =
        file.write(QByteArray(reinterpret_cast<const char*>(options.content.bytes.data()), 32));
    return Bytes(bytes.begin(), bytes.end());
}

} // namespace strongroom::ui

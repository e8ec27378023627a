#include "ui/print/pdf_file.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <algorithm>

namespace strongroom::ui {

namespace {

Error unknown(const char* what) {
    return {ErrorCode::badFormat, std::string("the PDF that Qt made is not as expected: ") + what};
}

int numberAfter(const QByteArray& text, const char* key) {
    const qsizetype at = text.indexOf(key);
    return at < 0
               ? 0
               : text.mid(at + static_cast<qsizetype>(qstrlen(key))).simplified().split(' ').front().toInt();
}

} // namespace

Result<PdfFile> PdfFile::read(const QByteArray& file) {
    const qsizetype table =
        file.mid(file.lastIndexOf("startxref") + 9).simplified().split(' ').front().toLongLong();
    const qsizetype trailer = file.lastIndexOf("trailer");
    if (table <= 0 || trailer < table || file.mid(table, 7) != "xref\n0 ")
        return unknown("no table of objects");
    const QList<QByteArray> lines = file.mid(table, trailer - table).split('\n');
    std::vector<qsizetype> offsets, ends;
    for (qsizetype i = 3; i < lines.size() && lines[i].size() >= 18; ++i)
        offsets.push_back(lines[i].left(10).toLongLong());
    if (offsets.empty() ||
        lines[1].split(' ').back().toLongLong() != static_cast<qsizetype>(offsets.size()) + 1)
        return unknown("objects are missing");
    ends = offsets;
    ends.push_back(table);
    std::sort(ends.begin(), ends.end());
    PdfFile read;
    read.m_head = file.left(ends.front());
    for (std::size_t i = 0; i < offsets.size(); ++i) {
        const qsizetype end = *std::upper_bound(ends.begin(), ends.end(), offsets[i]);
        read.m_objects.push_back(file.mid(offsets[i], end - offsets[i]));
        if (!read.m_objects.back().startsWith(QByteArray::number(static_cast<int>(i) + 1) + " 0 obj"))
            return unknown("an object is not where it should be");
    }
    read.m_catalogue = numberAfter(file.mid(trailer), "/Root");
    read.m_information = numberAfter(file.mid(trailer), "/Info");
    const int count = static_cast<int>(offsets.size());
    if (read.m_catalogue < 1 || read.m_catalogue > count || read.m_information < 1 ||
        read.m_information > count)
        return unknown("no catalogue or information");
    return read;
}

void PdfFile::setInformation(const QByteArray& dictionary) {
    m_objects[static_cast<std::size_t>(m_information - 1)] =
        QByteArray::number(m_information) + " 0 obj\n" + dictionary + "\nendobj\n";
}

void PdfFile::addToCatalogue(const QByteArray& entries) {
    QByteArray& catalogue = m_objects[static_cast<std::size_t>(m_catalogue - 1)];
    catalogue.insert(catalogue.indexOf("<<") + 2, "\n" + entries);
}

QByteArray PdfFile::write(const QByteArray& identifier) const {
    QByteArray file = m_head;
    QByteArray table =
        "xref\n0 " + QByteArray::number(static_cast<int>(m_objects.size()) + 1) + "\n0000000000 65535 f \n";
    for (const QByteArray& object : m_objects) {
        table += QByteArray::number(file.size()).rightJustified(10, '0') + " 00000 n \n";
        file += object;
    }
    const QByteArray own = QCryptographicHash::hash(file, QCryptographicHash::Sha256);
    const qsizetype start = file.size();
    return file + table + "trailer\n<<\n/Size " + QByteArray::number(static_cast<int>(m_objects.size()) + 1) +
           "\n/Info " + QByteArray::number(m_information) + " 0 R\n/Root " + QByteArray::number(m_catalogue) +
           " 0 R\n/ID [ <" + identifier.toHex() + "> <" + own.toHex() + "> ]\n>>\nstartxref\n" +
           QByteArray::number(start) + "\n%%EOF\n";
}

} // namespace strongroom::ui

#include "ui/print/furniture.h"

#include "core/base/words.h"
#include "ui/print/passage.h"

#include <QFontMetricsF>
#include <QTransform>
#include <cmath>

namespace strongroom::ui {

namespace {

constexpr TextStyle bandStyle{Face::bold, 9};
constexpr TextStyle titleStyle{Face::bold, 8};
constexpr TextStyle smallStyle{Face::sans, 8};
constexpr TextStyle labelStyle{Face::sans, 6.5};
constexpr qreal edge = millimetres(8);     // what printers cannot reach, and a little more
constexpr qreal binding = millimetres(22); // the left margin, for holes
constexpr qreal right = millimetres(16);
constexpr qreal bandHeight = millimetres(6);
constexpr qreal headerHeight = points(15), footerHeight = points(30);

QString elided(const QString& text, const TextStyle& style, qreal width) {
    return QFontMetricsF(fontOf(style)).elidedText(text, Qt::ElideRight, width);
}

} // namespace

Furniture::Furniture(const api::Document& document, const PaperOptions& options, const Words& words,
                     const QSizeF& sheet)
    : m_words(words), m_sheet(sheet) {
    for (const std::string& mark : document.marks)
        m_bandText += (m_bandText.isEmpty() ? "" : "   \u00B7   ") + harmless(mark);
    if (!document.marks.empty())
        m_paleText = harmless(document.marks.front()).section(':', 0, 0);
    const qreal band = m_bandText.isEmpty() ? millimetres(4) : bandHeight + millimetres(3);
    m_headerTop = edge + band;
    m_footerTop = sheet.height() - edge - band - footerHeight;
    m_body = QRectF(QPointF(binding, m_headerTop + headerHeight + millimetres(5)),
                    QPointF(sheet.width() - right, m_footerTop - millimetres(4)));
    m_reference = elided(harmless(options.reference), smallStyle, m_body.width() * 0.5);
    m_title = elided(harmless(document.title), titleStyle,
                     m_body.width() - widthOf(m_reference, smallStyle) - points(12));
    m_digest = grouped(QString::fromStdString(options.content.hex()).left(16));
    m_digestWords = QString::fromStdString(base::pgpText(options.content.view().first(4)));
}

void Furniture::addTo(Page& page, int number, int count) const {
    std::vector<Mark> marks;
    addPaleWord(marks);
    if (!m_bandText.isEmpty())
        addBand(marks, edge);
    addHeader(marks);
    std::move(page.marks.begin(), page.marks.end(), std::back_inserter(marks));
    addFooter(marks, number, count);
    if (!m_bandText.isEmpty())
        addBand(marks, m_sheet.height() - edge - bandHeight);
    page.marks = std::move(marks);
}

// As a shape, not as text: what is read out of the file stays in order.
void Furniture::addPaleWord(std::vector<Mark>& marks) const {
    if (m_paleText.isEmpty())
        return;
    QPainterPath word;
    word.addText(0, 0, fontOf({Face::bold, 100}), m_paleText);
    const QRectF box = word.boundingRect();
    const qreal diagonal = std::hypot(m_body.width(), m_body.height());
    const qreal scale = std::min(diagonal * 0.72 / box.width(), points(110) / box.height());
    QTransform transform;
    transform.translate(m_body.center().x(), m_body.center().y());
    transform.rotate(-std::atan2(m_body.height(), m_body.width()) * 180 / 3.14159265358979);
    transform.scale(scale, scale);
    transform.translate(-box.center().x(), -box.center().y());
    marks.push_back(ShapeMark{transform.map(word), Ink::shade});
}

void Furniture::addBand(std::vector<Mark>& marks, qreal top) const {
    const QRectF band(edge, top, m_sheet.width() - 2 * edge, bandHeight);
    QPainterPath path;
    path.addRect(band);
    marks.push_back(ShapeMark{std::move(path), Ink::black});
    const QString text = elided(m_bandText, bandStyle, band.width() - points(12));
    const qreal height = QFontMetricsF(fontOf(bandStyle)).height();
    marks.push_back(oneLine(
        text, bandStyle, {band.center().x() - widthOf(text, bandStyle) / 2, band.center().y() - height / 2},
        Ink::white));
}

void Furniture::addHeader(std::vector<Mark>& marks) const {
    marks.push_back(oneLine(m_title, titleStyle, {m_body.left(), m_headerTop}));
    if (!m_reference.isEmpty())
        marks.push_back(oneLine(m_reference, smallStyle,
                                {m_body.right() - widthOf(m_reference, smallStyle), m_headerTop}));
    const qreal foot = m_headerTop + headerHeight;
    marks.push_back(RuleMark{{m_body.left(), foot, m_body.right(), foot}, points(0.5)});
}

void Furniture::addFooter(std::vector<Mark>& marks, int number, int count) const {
    marks.push_back(RuleMark{{m_body.left(), m_footerTop, m_body.right(), m_footerTop}, points(0.5)});
    const qreal first = m_footerTop + points(5), second = m_footerTop + points(16);
    marks.push_back(oneLine("SHA-256 " + m_digest + " \u2026", smallStyle, {m_body.left(), first}));
    marks.push_back(oneLine(m_digestWords + " \u2026", smallStyle, {m_body.left(), second}));
    const QString pages = m_words(PAPER_TEXT("Page %1 of %2")).arg(number).arg(count);
    const QRectF initials(m_body.right() - millimetres(52), m_footerTop + points(5), millimetres(52),
                          points(25));
    const qreal middle = (m_body.left() + initials.left() + millimetres(58)) / 2;
    marks.push_back(oneLine(pages, titleStyle, {middle - widthOf(pages, titleStyle) / 2, first}));
    marks.push_back(BoxMark{initials, points(0.6)});
    marks.push_back(oneLine(m_words(PAPER_TEXT("Initials")), labelStyle,
                            initials.topLeft() + QPointF(points(3), points(1))));
}

} // namespace strongroom::ui

#include "ui/print/passage.h"

#include "core/base/hex.h"
#include "core/base/words.h"

#include <QFontMetricsF>
#include <QRegularExpression>
#include <algorithm>

namespace strongroom::ui {

namespace {

constexpr qreal forThePen = points(22);    // a line that is written on
constexpr qreal ruleLeast = points(90);    // and how long it is at least
constexpr qreal longLine = points(4000);   // wider than any page
constexpr int charactersOfALongText = 140; // more need not be measured: it is wider than a page

TextStyle monoOf(const TextStyle& style) {
    return {Face::mono, style.size * 0.94};
}

std::shared_ptr<QTextLayout> layoutOf(const QString& text, const TextStyle& style,
                                      const QList<QTextLayout::FormatRange>& formats = {}) {
    auto layout = std::make_shared<QTextLayout>(text, fontOf(style));
    QTextOption option;
    // A name in a right-to-left script begins where all others begin.
    option.setAlignment(Qt::AlignLeft | Qt::AlignAbsolute);
    option.setTextDirection(Qt::LayoutDirectionAuto);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setUseDesignMetrics(true);
    layout->setTextOption(option);
    layout->setFormats(formats);
    layout->setCacheEnabled(true); // shaped once, painted often
    return layout;
}

void breakInto(QTextLayout& layout, qreal width) {
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine())
        line.setLineWidth(width);
    layout.endLayout();
}

// Lines of a layout, one below the other.
void append(const std::shared_ptr<const QTextLayout>& layout, std::vector<SetLine>& lines, qreal& y) {
    for (int i = 0; i < layout->lineCount(); ++i) {
        const qreal height = layout->lineAt(i).height();
        lines.push_back({{TextMark{layout, i, {0, y}}}, y, height, layout->lineAt(i).ascent()});
        y += height;
    }
}

// Room for a word's number and the longest word.
qreal numberWidth(const TextStyle& style) {
    return points(style.size * 1.3);
}
qreal wordColumn(const TextStyle& style) {
    return numberWidth(style) + widthOf("headquarters", style) + points(style.size * 0.6);
}

// As a shape: whoever takes the text out of the file gets the words alone.
ShapeMark numberMark(qsizetype number, const TextStyle& style, qreal right, qreal baseline) {
    const QString digits = QString::number(number);
    const QFont font = fontOf({Face::sans, style.size * 0.62});
    ShapeMark mark;
    mark.path.addText(right - QFontMetricsF(font).horizontalAdvance(digits), baseline, font, digits);
    return mark;
}

const QRegularExpression& longHex() {
    static const QRegularExpression expression("(?<![0-9A-Za-z])[0-9a-f]{32,}(?![0-9A-Za-z])");
    return expression;
}

// Where a digest in words begins that follows a name and a colon ("Plan: aardvark ..."); else 0.
qsizetype wordsWithin(const QString& line) {
    if (line.count(' ') < 32)
        return 0;
    const qsizetype begin = line.lastIndexOf(": ") + 2;
    const QString tail = line.mid(begin);
    return begin >= 2 && tail.count(' ') == 31 && base::digestFromPgpWords(tail.toStdString()) ? begin : 0;
}

} // namespace

QString harmless(const std::string& text) {
    QString shown = QString::fromStdString(text);
    for (QChar& c : shown) {
        const ushort code = c.unicode();
        if (c == '\t')
            c = ' ';
        else if ((code < 0x20 && c != '\n') || (code >= 0x7F && code < 0xA0) ||
                 (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069))
            c = QChar::ReplacementCharacter;
    }
    return shown;
}

QString grouped(const QString& hex) {
    QString groups;
    for (qsizetype at = 0; at < hex.size(); at += 4)
        groups += (at == 0 ? "" : " ") + hex.mid(at, 4);
    return groups;
}

qreal heightOf(const std::vector<SetLine>& lines) noexcept {
    return lines.empty() ? 0 : lines.back().bottom();
}

void moveDown(std::vector<SetLine>& lines, qreal by) {
    for (SetLine& line : lines) {
        line.top += by;
        for (Mark& mark : line.marks)
            mark = movedBy(std::move(mark), {0, by});
    }
}

TextMark oneLine(const QString& text, const TextStyle& style, QPointF at, Ink ink) {
    auto layout = layoutOf(text, style);
    breakInto(*layout, longLine);
    return {std::move(layout), 0, at, ink};
}

qreal widthOf(const QString& text, const TextStyle& style) {
    const auto layout = layoutOf(text, style);
    breakInto(*layout, longLine);
    qreal width = 0;
    for (int i = 0; i < layout->lineCount(); ++i)
        width = std::max(width, layout->lineAt(i).naturalTextWidth());
    return width + points(0.5);
}

Passage::Passage(const std::string& text, const TextStyle& style) : Passage(text, style, style) {}

Passage::Passage(const std::string& text, const TextStyle& style, const TextStyle& title) : m_style(style) {
    static const QRegularExpression blank("^[_: ]*_[_: ]*$");
    const QString shown = harmless(text);
    if (blank.match(shown).hasMatch()) {
        m_isBlank = true;
        m_natural = m_least = points(52);
        if (shown.contains(':'))
            m_parts.push_back({Kind::rule, ":", {}, style});
        return;
    }
    const QStringList lines = shown.split('\n');
    for (const QString& line : lines) {
        const TextStyle& lineStyle = m_parts.empty() && lines.size() > 1 ? title : style;
        const qsizetype words = wordsWithin(line);
        if (words > 0)
            m_parts.push_back(partOf(line.left(words).trimmed(), lineStyle));
        m_parts.push_back(partOf(line.mid(words), lineStyle));
    }
    for (const Part& part : m_parts)
        measure(part);
}

bool Passage::hasOwnRule() const noexcept {
    return !m_isBlank && !m_parts.empty() && m_parts.back().kind == Kind::rule;
}

Passage::Part Passage::partOf(const QString& line, const TextStyle& style) const {
    static const QRegularExpression rule("^([^_]*)_{4,}$");
    if (const auto match = rule.match(line); match.hasMatch())
        return {Kind::rule, match.captured(1).trimmed(), {}, style};
    if (base::digestFromHex(line.toStdString()))
        return {Kind::digest, grouped(line), {}, style};
    if (line.count(' ') == 31 && base::digestFromPgpWords(line.toStdString()))
        return {Kind::words, line, {}, style};
    Part part;
    part.style = style;
    qsizetype at = 0;
    for (auto match = longHex().globalMatch(line); match.hasNext();) {
        const auto found = match.next();
        part.text += line.mid(at, found.capturedStart() - at);
        QTextLayout::FormatRange range;
        range.start = static_cast<int>(part.text.size());
        part.text += grouped(found.captured());
        range.length = static_cast<int>(part.text.size()) - range.start;
        range.format.setFont(fontOf(monoOf(part.style)));
        part.formats.push_back(range);
        at = found.capturedEnd();
    }
    part.text += line.mid(at);
    return part;
}

void Passage::measure(const Part& part) {
    switch (part.kind) {
    case Kind::digest: {
        const qreal group = widthOf("0000 ", monoOf(part.style));
        m_natural = std::max(m_natural, 8 * group);
        m_least = std::max(m_least, 4 * group);
        return;
    }
    case Kind::words:
        m_natural = std::max(m_natural, 4 * wordColumn(part.style));
        m_least = std::max(m_least, wordColumn(part.style));
        return;
    case Kind::rule:
        m_natural = std::max(m_natural, widthOf(part.text, part.style) + ruleLeast);
        m_least = std::max(m_least, points(60));
        return;
    case Kind::text: break;
    }
    if (m_natural < longLine)
        m_natural = std::max(
            m_natural, part.text.size() > charactersOfALongText ? longLine : widthOf(part.text, part.style));
    const QStringList words = part.text.split(' ');
    const auto longest =
        std::max_element(words.begin(), words.end(), [](const QString& left, const QString& right) {
            return left.size() < right.size();
        });
    m_least = std::max(m_least, QFontMetricsF(fontOf(part.style)).horizontalAdvance(*longest) + points(1));
}

std::vector<SetLine> Passage::setIn(qreal width) const {
    std::vector<SetLine> lines;
    qreal y = 0;
    for (const Part& part : m_parts) {
        switch (part.kind) {
        case Kind::text:
        case Kind::digest: setText(part, width, lines, y); break;
        case Kind::words: setWords(part, width, lines, y); break;
        case Kind::rule: setRule(part, width, lines, y); break;
        }
    }
    if (m_isBlank && lines.empty())
        lines.push_back({{}, 0, forThePen});
    return lines;
}

void Passage::setText(const Part& part, qreal width, std::vector<SetLine>& lines, qreal& y) const {
    QString text = part.text;
    const bool isDigest = part.kind == Kind::digest;
    const TextStyle style = isDigest ? monoOf(part.style) : part.style;
    if (isDigest && width >= widthOf(text.left(39), style))
        text[39] = QChar::LineSeparator; // two equal halves
    auto layout = layoutOf(text, style, part.formats);
    breakInto(*layout, width);
    append(layout, lines, y);
}

void Passage::setWords(const Part& part, qreal width, std::vector<SetLine>& lines, qreal& y) const {
    const qreal column = wordColumn(part.style);
    const int columns = width >= 4 * column ? 4 : width >= 2 * column ? 2 : 1;
    const QStringList words = part.text.split(' ');
    for (qsizetype row = 0; row * columns < words.size(); ++row) {
        auto layout = layoutOf(words.mid(row * columns, columns).join('\t'), part.style);
        QTextOption option = layout->textOption();
        option.setTabStopDistance(column);
        layout->setTextOption(option);
        breakInto(*layout, longLine);
        append(layout, lines, y);
        SetLine& line = lines.back();
        line.marks.front() = movedBy(std::move(line.marks.front()), {numberWidth(part.style), 0});
        const qreal baseline = line.top + layout->lineAt(0).ascent();
        for (int i = 0; i < columns; ++i)
            line.marks.push_back(numberMark(row * columns + i + 1, part.style,
                                            i * column + numberWidth(part.style) - points(3), baseline));
    }
}

void Passage::setRule(const Part& part, qreal width, std::vector<SetLine>& lines, qreal& y) const {
    SetLine line{{}, y, forThePen};
    const qreal text = part.text.isEmpty() ? 0 : widthOf(part.text, part.style);
    const qreal foot = y + forThePen - points(4);
    const qreal height = QFontMetricsF(fontOf(part.style)).height();
    if (m_isBlank) { // the ':' between hours and minutes; the cell's frame is the place
        line.marks.push_back(oneLine(part.text, part.style, {(width - text) / 2, foot - height}));
    } else {
        if (!part.text.isEmpty())
            line.marks.push_back(oneLine(part.text, part.style, {0, foot - height + points(1)}));
        const qreal begin = part.text.isEmpty() ? 0 : text + points(4);
        line.marks.push_back(RuleMark{{begin, foot, std::max(begin + points(20), width), foot}, points(0.5)});
    }
    lines.push_back(std::move(line));
    y += forThePen;
}

} // namespace strongroom::ui

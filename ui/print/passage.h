// Private to this folder and its tests
// A text that is set into a width: of a paragraph, a cell, a field. Each of its lines that is a digest in
// hexadecimal is set in groups of four, one that is a digest in words as a grid of four by eight, and
// underscores at a line's end become a rule to write on. Long hexadecimal within a line is set in groups too.
// Invariant: nothing of the text is left out but underscores, and control characters, which become U+FFFD.
#pragma once

#include "ui/print/faces.h"
#include "ui/print/page.h"

#include <string>
#include <vector>

namespace strongroom::ui {

// One line of a set text, relative to the text's upper left corner.
struct SetLine {
    std::vector<Mark> marks;
    qreal top = 0;
    qreal height = 0;
    qreal ascent = 0; // from its top to its baseline; 0 where there is no text

    qreal bottom() const noexcept { return top + height; }
};

class Passage {
public:
    Passage(const std::string& text, const TextStyle& style);
    // The same with its first line, where others follow, as its title.
    Passage(const std::string& text, const TextStyle& style, const TextStyle& title);

    // As wide as it would like to be, and the widest of what should not be broken.
    qreal naturalWidth() const noexcept { return m_natural; }
    qreal leastWidth() const noexcept { return m_least; }
    // Nothing but a place to write on.
    bool isBlank() const noexcept { return m_isBlank; }
    // It brings the line to write on with it, and needs none below it.
    bool hasOwnRule() const noexcept;

    std::vector<SetLine> setIn(qreal width) const;

private:
    enum class Kind { text, digest, words, rule };
    struct Part {
        Kind kind = Kind::text;
        QString text; // in groups where it is hexadecimal
        QList<QTextLayout::FormatRange> formats = {};
        TextStyle style = {};
    };
    Part partOf(const QString& line, const TextStyle& style) const;
    void measure(const Part& part);
    void setText(const Part& part, qreal width, std::vector<SetLine>& lines, qreal& y) const;
    void setWords(const Part& part, qreal width, std::vector<SetLine>& lines, qreal& y) const;
    void setRule(const Part& part, qreal width, std::vector<SetLine>& lines, qreal& y) const;

    TextStyle m_style;
    std::vector<Part> m_parts;
    qreal m_natural = 0, m_least = 0;
    bool m_isBlank = false;
};

qreal heightOf(const std::vector<SetLine>& lines) noexcept;
void moveDown(std::vector<SetLine>& lines, qreal by);
// A text on one line, and how wide it is.
TextMark oneLine(const QString& text, const TextStyle& style, QPointF at, Ink ink = Ink::black);
qreal widthOf(const QString& text, const TextStyle& style);
// What may be shown of a text from outside.
QString harmless(const std::string& text);
// Of a digest's hexadecimal: groups of four.
QString grouped(const QString& hex);

} // namespace strongroom::ui

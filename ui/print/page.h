// Private to this folder and its tests
// A page as a list of marks, in the order in which they are painted, and the pieces of the document that lie
// on it. Units: Paper::unitsPerInch. Values; the text layouts are shared and are not changed once laid out.
#pragma once

#include <QLineF>
#include <QPainterPath>
#include <QPointF>
#include <QRectF>
#include <QTextLayout>
#include <memory>
#include <variant>
#include <vector>

namespace strongroom::ui {

constexpr qreal points(qreal count) noexcept {
    return count * 20;
}
constexpr qreal millimetres(qreal count) noexcept {
    return count * 1440 / 25.4;
}

enum class Ink { black, white, shade };

struct TextMark {
    std::shared_ptr<const QTextLayout> layout;
    int line = 0;
    QPointF at; // its upper left corner
    Ink ink = Ink::black;
};
struct RuleMark {
    QLineF line;
    qreal width = points(0.5);
    Ink ink = Ink::black;
};
struct BoxMark {
    QRectF box;
    qreal width = points(0.6);
};
struct ShapeMark {
    QPainterPath path; // filled
    Ink ink = Ink::black;
};
using Mark = std::variant<TextMark, RuleMark, BoxMark, ShapeMark>;

// Where in the document something stands; -1 for what the document does not have there.
struct Place {
    int section = -1;
    int block = -1;
    int row = -1; // of a table or of fields; -1 for a table's header

    bool operator==(const Place&) const = default;
};

enum class PieceKind { cover, heading, text, header, row, figure };

struct Piece {
    PieceKind kind = PieceKind::text;
    Place place;
    QRectF box;
    int part = 0; // counts from 0 where a piece had to be cut
};

struct Page {
    std::vector<Mark> marks;
    std::vector<Piece> pieces;
    QRectF body; // where pieces may lie
};

// Of a text mark's line.
QString textOf(const TextMark& mark);
// By value: the mark, moved.
Mark movedBy(Mark mark, QPointF offset);

} // namespace strongroom::ui

// Private to this folder and its tests
// What is laid on pages one below the other: a heading, a paragraph, a row of a table, a figure. It may be
// cut between its lines (each column at its own line), if at all. Relative to its own upper left corner, as
// wide as the body of a page.
#pragma once

#include "ui/print/passage.h"

#include <memory>

namespace strongroom::ui {

struct Column {
    qreal left = 0;
    std::vector<SetLine> lines = {};
};

enum class Cut {
    never,
    whenTallerThanAPage,
    anywhere, // with two lines at least on either side
};
enum class Keep { alone, withNext };
enum class Frame {
    none,
    ruleBelow,
    ruleAboveAndBelow, // a table's header
};

struct Strip {
    PieceKind kind = PieceKind::text;
    Place place = {};
    std::vector<Column> columns = {};
    std::vector<Mark> shapes = {};     // of a figure; never cut
    std::vector<qreal> verticals = {}; // rules from top to bottom
    Frame frame = Frame::none;
    qreal padding = 0; // above and below the lines
    qreal height = 0;  // with the padding
    qreal above = 0;   // space above, not at a page's top
    qreal width = 0;   // of the rules
    Cut cut = Cut::never;
    Keep keep = Keep::alone;
    std::shared_ptr<const Strip> header = nullptr; // stands above it on each page
};

// Its height from its lines.
void measure(Strip& strip, qreal least = 0);
// The height of its first lines, where it may be cut there.
qreal leastHeight(const Strip& strip);
// As many of its lines as have room, one at least; the rest stays in it.
Strip takeFragment(Strip& strip, qreal room);
// All its marks at this place of a page.
void paintInto(Page& page, const Strip& strip, QPointF at, int part);

} // namespace strongroom::ui

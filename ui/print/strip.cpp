#include "ui/print/strip.h"

#include <algorithm>

namespace strongroom::ui {

namespace {

// The first line begins at 0.
void raise(std::vector<SetLine>& lines) {
    if (!lines.empty())
        moveDown(lines, -lines.front().top);
}

} // namespace

void measure(Strip& strip, qreal least) {
    qreal inside = 0;
    for (const Column& column : strip.columns)
        inside = std::max(inside, heightOf(column.lines));
    strip.height = std::max(least, inside + 2 * strip.padding);
}

qreal leastHeight(const Strip& strip) {
    if (strip.cut != Cut::anywhere || strip.columns.empty() || strip.columns.front().lines.size() < 4)
        return strip.height;
    return strip.columns.front().lines[1].bottom() + strip.padding;
}

Strip takeFragment(Strip& strip, qreal room) {
    Strip taken = strip;
    const auto fitting = [&](const std::vector<SetLine>& lines) {
        return std::find_if(lines.begin(), lines.end(),
                            [&](const SetLine& line) { return line.bottom() + 2 * strip.padding > room; }) -
               lines.begin();
    };
    // A line that is higher than a page is painted over its edge, rather than waited for on the next.
    const bool isStuck = std::all_of(strip.columns.begin(), strip.columns.end(),
                                     [&](const Column& column) { return fitting(column.lines) == 0; });
    for (std::size_t i = 0; i < strip.columns.size(); ++i) {
        std::vector<SetLine>& left = strip.columns[i].lines;
        std::ptrdiff_t count = isStuck && !left.empty() ? 1 : fitting(left);
        // No single line is left behind, where one more can go along.
        if (strip.cut == Cut::anywhere && count > 2 && static_cast<std::ptrdiff_t>(left.size()) - count == 1)
            --count;
        taken.columns[i].lines.erase(taken.columns[i].lines.begin() + count, taken.columns[i].lines.end());
        left.erase(left.begin(), left.begin() + count);
        raise(left);
    }
    measure(taken);
    measure(strip);
    strip.shapes.clear();
    return taken;
}

void paintInto(Page& page, const Strip& strip, QPointF at, int part) {
    page.pieces.push_back({strip.kind, strip.place, {at, QSizeF(strip.width, strip.height)}, part});
    for (const Mark& shape : strip.shapes)
        page.marks.push_back(movedBy(shape, at));
    for (const Column& column : strip.columns)
        for (const SetLine& line : column.lines)
            for (const Mark& mark : line.marks)
                page.marks.push_back(movedBy(mark, at + QPointF(column.left, strip.padding)));
    const qreal right = at.x() + strip.width, foot = at.y() + strip.height;
    for (const qreal x : strip.verticals)
        page.marks.push_back(RuleMark{{at.x() + x, at.y(), at.x() + x, foot}, points(0.4)});
    if (strip.frame == Frame::ruleAboveAndBelow) {
        page.marks.push_back(RuleMark{{at.x(), at.y(), right, at.y()}, points(0.9)});
        page.marks.push_back(RuleMark{{at.x(), foot, right, foot}, points(0.9)});
    }
    if (strip.frame == Frame::ruleBelow)
        page.marks.push_back(RuleMark{{at.x(), foot, right, foot}, points(0.4)});
}

} // namespace strongroom::ui

#include "ui/print/table.h"

#include <algorithm>
#include <numeric>

namespace strongroom::ui {

namespace {

constexpr TextStyle headerStyle{Face::bold, 8};
constexpr TextStyle cellStyle{Face::sans, 8.5};
constexpr TextStyle cellTitleStyle{Face::bold, 8.5};
constexpr TextStyle nameStyle{Face::bold, 9};
constexpr TextStyle valueStyle{Face::sans, 9};
constexpr qreal gap = points(5); // on either side of a column's rule
constexpr qreal forThePen = points(27);

// The cells of a row, which may have fewer than the table.
struct Row {
    std::vector<Passage> cells;
    bool isWritten = false;  // something is written by hand
    bool hasOwnRule = false; // on rules that stand in the cells
};

Row rowOf(const std::vector<std::string>& texts, std::size_t count, const TextStyle& style,
          const TextStyle& title) {
    Row row;
    for (std::size_t i = 0; i < count; ++i) {
        row.cells.emplace_back(i < texts.size() ? texts[i] : std::string(), style, title);
        row.isWritten = row.isWritten || row.cells.back().isBlank();
        row.hasOwnRule = row.hasOwnRule || row.cells.back().hasOwnRule();
    }
    return row;
}

// A name in a script with high letters stands on the same line as its neighbours.
void alignBaselines(Strip& strip) {
    qreal highest = 0;
    for (const Column& column : strip.columns)
        if (!column.lines.empty())
            highest = std::max(highest, column.lines.front().ascent);
    for (Column& column : strip.columns)
        if (!column.lines.empty() && column.lines.front().ascent > 0)
            moveDown(column.lines, highest - column.lines.front().ascent);
}

Strip setRow(const Row& row, const std::vector<qreal>& widths, qreal inset) {
    Strip strip;
    qreal left = 0;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const qreal before = i == 0 ? inset : gap, after = i + 1 == widths.size() ? inset : gap;
        strip.columns.push_back({left + before, row.cells[i].setIn(widths[i] - before - after)});
        left += widths[i];
    }
    alignBaselines(strip);
    strip.width = left;
    strip.padding = points(3);
    measure(strip, row.isWritten ? forThePen : 0);
    return strip;
}

} // namespace

std::vector<qreal> shared(const std::vector<Wish>& wishes, qreal width) {
    std::vector<qreal> widths(wishes.size(), 0);
    const qreal allLeast = std::accumulate(wishes.begin(), wishes.end(), qreal(0),
                                           [](qreal sum, const Wish& wish) { return sum + wish.least; });
    if (allLeast >= width) { // some words break
        for (std::size_t i = 0; i < wishes.size(); ++i)
            widths[i] = wishes[i].least / allLeast * width;
        return widths;
    }
    std::vector<std::size_t> open(wishes.size());
    std::iota(open.begin(), open.end(), std::size_t(0));
    qreal left = width;
    // Who needs more than a fair part gets what is needed; then who is content with less gets that; the rest
    // shares what is left.
    const auto serve = [&](const auto& isServed, const auto& wanted) {
        const qreal fair = left / static_cast<qreal>(open.size());
        const auto at =
            std::find_if(open.begin(), open.end(), [&](std::size_t i) { return isServed(wishes[i], fair); });
        if (at == open.end())
            return false;
        widths[*at] = wanted(wishes[*at]);
        left -= widths[*at];
        open.erase(at);
        return true;
    };
    const auto needsMore = [](const Wish& wish, qreal fair) { return wish.least > fair; };
    const auto isContent = [](const Wish& wish, qreal fair) {
        return std::max(wish.natural, wish.least) <= fair;
    };
    while (!open.empty() &&
           (serve(needsMore, [](const Wish& wish) { return wish.least; }) ||
            serve(isContent, [](const Wish& wish) { return std::max(wish.natural, wish.least); })))
        continue;
    if (open.empty() && left > 0) {
        // All are content and share the rest.
        const qreal sum = std::accumulate(widths.begin(), widths.end(), qreal(0));
        for (qreal& one : widths)
            one += left * one / sum;
    }
    for (const std::size_t i : open)
        widths[i] = left / static_cast<qreal>(open.size());
    return widths;
}

std::vector<Strip> stripsOf(const api::Table& table, Place place, qreal width) {
    std::size_t count = table.header.size();
    for (const std::vector<std::string>& row : table.rows)
        count = std::max(count, row.size());
    if (count == 0)
        return {};
    const Row head = rowOf(table.header, count, headerStyle, headerStyle);
    std::vector<Row> rows;
    for (const std::vector<std::string>& row : table.rows)
        rows.push_back(rowOf(row, count, cellStyle, cellTitleStyle));
    const bool isForm = std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.isWritten; });
    const qreal inset = isForm ? gap : points(2);

    std::vector<Wish> wishes(count);
    const auto wishOf = [&](const Row& row) {
        for (std::size_t i = 0; i < count; ++i) {
            const qreal around = (i == 0 ? inset : gap) + (i + 1 == count ? inset : gap);
            wishes[i].natural = std::max(wishes[i].natural, row.cells[i].naturalWidth() + around);
            wishes[i].least =
                std::max(wishes[i].least, std::min(row.cells[i].leastWidth() + around, width * 2 / 5));
        }
    };
    wishOf(head);
    for (const Row& row : rows)
        wishOf(row);
    const std::vector<qreal> widths = shared(wishes, width);
    std::vector<qreal> verticals;
    if (isForm) {
        verticals.push_back(0);
        for (const qreal one : widths)
            verticals.push_back(verticals.back() + one);
    }

    std::vector<Strip> strips;
    std::shared_ptr<const Strip> header;
    if (!table.header.empty()) {
        Strip strip = setRow(head, widths, inset);
        strip.kind = PieceKind::header;
        strip.place = place;
        strip.frame = Frame::ruleAboveAndBelow;
        strip.verticals = verticals;
        strip.keep = Keep::withNext;
        header = std::make_shared<const Strip>(strip);
        strips.push_back(std::move(strip));
        if (rows.empty())
            strips.back().keep = Keep::alone;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Strip strip = setRow(rows[i], widths, inset);
        strip.kind = PieceKind::row;
        strip.place = {place.section, place.block, static_cast<int>(i)};
        if (header != nullptr || !rows[i].hasOwnRule)
            strip.frame = i == 0 && header == nullptr ? Frame::ruleAboveAndBelow : Frame::ruleBelow;
        strip.verticals = verticals;
        strip.cut = Cut::whenTallerThanAPage;
        strip.header = header;
        // A small form without a header (32 words in eight rows) is filled in on one page.
        if (header == nullptr && rows.size() <= 10 && i + 1 < rows.size())
            strip.keep = Keep::withNext;
        strips.push_back(std::move(strip));
    }
    return strips;
}

std::vector<Strip> stripsOf(const api::Fields& fields, Place place, qreal width) {
    std::vector<Row> rows;
    qreal names = 0;
    for (const auto& [name, value] : fields.rows) {
        Row row;
        row.cells.emplace_back(name, nameStyle);
        row.cells.emplace_back(value, valueStyle);
        names = std::max(names, row.cells.front().naturalWidth() + points(2) + gap);
        rows.push_back(std::move(row));
    }
    names = std::clamp(names, width * 0.18, width * 0.34);
    std::vector<Strip> strips;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Strip strip = setRow(rows[i], {names, width - names}, points(2));
        strip.kind = PieceKind::row;
        strip.place = {place.section, place.block, static_cast<int>(i)};
        strip.frame = Frame::ruleBelow;
        strip.cut = Cut::whenTallerThanAPage;
        strips.push_back(std::move(strip));
    }
    return strips;
}

} // namespace strongroom::ui

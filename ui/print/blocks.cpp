#include "ui/print/blocks.h"

#include "core/base/hex.h"
#include "core/base/words.h"
#include "ui/print/qr.h"
#include "ui/print/table.h"

#include <algorithm>

namespace strongroom::ui {

namespace {

constexpr TextStyle titleStyle{Face::bold, 20};
constexpr TextStyle headingStyle{Face::bold, 12.5};
constexpr TextStyle textStyle{Face::sans, 9.5};
constexpr TextStyle labelStyle{Face::sans, 7.5};
constexpr TextStyle strongStyle{Face::bold, 9};
constexpr qreal codeSide = millimetres(28);
constexpr qreal boxPadding = points(9);

Strip textStrip(const std::string& text, const TextStyle& style, qreal width) {
    Strip strip;
    strip.columns.push_back({0, Passage(text, style).setIn(width)});
    strip.width = width;
    measure(strip);
    return strip;
}

Strip heading(const std::string& title, int section, qreal width) {
    Strip strip = textStrip(title, headingStyle, width);
    strip.kind = PieceKind::heading;
    strip.place = {section, -1, -1};
    strip.above = points(20);
    strip.padding = points(2);
    measure(strip);
    strip.keep = Keep::withNext;
    return strip;
}

// A frame with a name, the digest in groups and words, and at its right the code, if there is to be one.
Result<Strip> digestFigure(const QString& name, const std::string& hex, const std::string& scan,
                           qreal width) {
    Strip strip;
    strip.kind = PieceKind::figure;
    strip.width = width;
    const qreal text = width - 2 * boxPadding - (scan.empty() ? 0 : codeSide + 2 * boxPadding);
    Column column{boxPadding, Passage(name.toStdString(), strongStyle).setIn(text)};
    const auto add = [&](const std::string& more, const TextStyle& style, qreal above) {
        const qreal y = heightOf(column.lines) + above;
        std::vector<SetLine> lines = Passage(more, style).setIn(text);
        moveDown(lines, y);
        std::move(lines.begin(), lines.end(), std::back_inserter(column.lines));
    };
    add(hex, {Face::sans, 11}, points(3));
    if (const auto digest = base::digestFromHex(hex))
        add(base::pgpText(*digest), {Face::sans, 9.5}, points(5));
    strip.columns.push_back(std::move(column));
    strip.padding = boxPadding;
    measure(strip, scan.empty() ? 0 : codeSide + 2 * boxPadding);
    strip.shapes.push_back(BoxMark{{0, 0, width, strip.height}, points(0.8)});
    if (!scan.empty()) {
        const QRectF place(width - boxPadding - codeSide, (strip.height - codeSide) / 2, codeSide, codeSide);
        // Four squares of white around it, whatever the pale word leaves there (ISO 18004, 9.1).
        QPainterPath quiet;
        quiet.addRect(
            place.marginsAdded(QMarginsF(1, 1, 1, 1) * (codeSide / 8))
                .intersected(
                    QRectF(0, 0, width, strip.height).marginsRemoved(QMarginsF(1, 1, 1, 1) * points(1))));
        strip.shapes.push_back(ShapeMark{std::move(quiet), Ink::white});
        SR_ASSIGN(QPainterPath code, qrCode(scan, place));
        strip.shapes.push_back(ShapeMark{std::move(code)});
    }
    return strip;
}

// One signer's block: role and name, the tick, the reason, date and signature.
std::vector<Mark> signatureMarks(const api::Signer& signer, const Words& words, qreal width, qreal height) {
    std::vector<Mark> marks{BoxMark{{0, 0, width, height}, points(0.6)}};
    const qreal left = points(8), right = width - points(8);
    const auto label = [&](const char* source, qreal x, qreal y) {
        marks.push_back(oneLine(words(source), labelStyle, {x, y}));
    };
    const auto rule = [&](qreal from, qreal to, qreal y) {
        marks.push_back(RuleMark{{from, y, to, y}, points(0.5)});
    };
    const auto choice = [&](const char* source, qreal x, qreal y) {
        marks.push_back(BoxMark{{x, y + points(2.5), points(8.5), points(8.5)}, points(0.7)});
        marks.push_back(oneLine(words(source), {Face::sans, 9}, {x + points(13), y}));
    };
    qreal y = points(6);
    for (const SetLine& line : Passage(signer.role, strongStyle).setIn(right - left)) {
        for (const Mark& mark : line.marks)
            marks.push_back(movedBy(mark, {left, y}));
        if (line.top > 0)
            break; // a third line has no room
    }
    y += points(26);
    if (signer.name.empty()) {
        rule(left, right, y + points(15));
        label(PAPER_TEXT("Name"), left, y + points(16));
    } else {
        const std::vector<SetLine> name = Passage(signer.name, {Face::sans, 11}).setIn(right - left);
        for (const Mark& mark : name.front().marks)
            marks.push_back(movedBy(mark, {left, y}));
    }
    y += points(30);
    choice(PAPER_TEXT("I agree"), left, y);
    y += points(16);
    choice(PAPER_TEXT("I do not agree, because"), left, y);
    rule(left, right, y + points(31));
    rule(left, right, y + points(50));
    y += points(86);
    const qreal middle = left + (right - left) * 0.32;
    rule(left, middle - points(8), y);
    rule(middle, right, y);
    label(PAPER_TEXT("Date"), left, y + points(1));
    label(PAPER_TEXT("Signature"), middle, y + points(1));
    return marks;
}

std::vector<Strip> signatureStrips(const std::vector<api::Signer>& signers, const Words& words, Place place,
                                   qreal width) {
    constexpr qreal height = points(180);
    constexpr qreal between = points(12);
    const qreal one = (width - between) / 2;
    std::vector<Strip> strips{
        textStrip(words(PAPER_TEXT("Each signs for oneself alone, in ink: tick one of the two, "
                                   "and write date and name by hand."))
                      .toStdString(),
                  textStyle, width)};
    strips.back().place = place;
    strips.back().keep = Keep::withNext;
    for (std::size_t i = 0; i < signers.size(); i += 2) {
        Strip strip;
        strip.kind = PieceKind::figure;
        strip.place = {place.section, place.block, static_cast<int>(i / 2)};
        strip.width = width;
        strip.height = height;
        strip.above = points(i == 0 ? 8 : 12);
        for (std::size_t j = i; j < std::min(i + 2, signers.size()); ++j)
            for (const Mark& mark : signatureMarks(signers[j], words, one, height))
                strip.shapes.push_back(movedBy(mark, {static_cast<qreal>(j - i) * (one + between), 0}));
        strips.push_back(std::move(strip));
    }
    return strips;
}

struct BlockSetter {
    const Words& words;
    Place place;
    qreal width;

    Result<std::vector<Strip>> operator()(const api::Paragraph& paragraph) const {
        Strip strip = textStrip(paragraph.text, textStyle, width);
        strip.place = place;
        strip.cut = Cut::anywhere;
        return std::vector<Strip>{std::move(strip)};
    }
    Result<std::vector<Strip>> operator()(const api::Fields& fields) const {
        return stripsOf(fields, place, width);
    }
    Result<std::vector<Strip>> operator()(const api::Table& table) const {
        return stripsOf(table, place, width);
    }
    Result<std::vector<Strip>> operator()(const api::Blank& blank) const {
        // A label that is nearly as long as the line gets a line of its own to write on.
        const TextStyle style = strongStyle;
        const bool fits = widthOf(harmless(blank.label), style) < width * 0.6;
        Strip strip = textStrip(blank.label + (fits ? " " : ":\n") + "________", style, width);
        strip.place = place;
        return std::vector<Strip>{std::move(strip)};
    }
    Result<std::vector<Strip>> operator()(const api::ShownDigest& digest) const {
        SR_ASSIGN(Strip strip, digestFigure(harmless(digest.name), digest.hex, digest.scan, width));
        strip.place = place;
        return std::vector<Strip>{std::move(strip)};
    }
    Result<std::vector<Strip>> operator()(const api::Signatures& signatures) const {
        return signatureStrips(signatures.rows, words, place, width);
    }
};

void append(std::vector<Strip>& strips, std::vector<Strip> more, qreal above) {
    if (!more.empty())
        more.front().above = std::max(more.front().above, above);
    std::move(more.begin(), more.end(), std::back_inserter(strips));
}

} // namespace

Result<std::vector<Strip>> coverOf(const api::Document& document, const PaperOptions& options,
                                   const Words& words, qreal width) {
    std::vector<Strip> strips{textStrip(document.title, titleStyle, width)};
    std::string under = options.reference;
    if (options.time)
        under += (under.empty() ? "" : "   ") + base::toRfc3339(*options.time);
    if (!under.empty())
        append(strips, {textStrip(under, {Face::sans, 11}, width)}, points(2));
    SR_ASSIGN(Strip figure, digestFigure(words(PAPER_TEXT("SHA-256 of what this document says")),
                                         options.content.hex(), options.content.hex(), width));
    append(strips, {std::move(figure)}, points(14));
    for (Strip& strip : strips)
        strip.kind = PieceKind::cover;
    return strips;
}

Result<std::vector<Strip>> stripsOf(const api::Document& document, const Words& words, qreal width) {
    std::vector<Strip> strips;
    for (std::size_t i = 0; i < document.sections.size(); ++i) {
        const api::Section& section = document.sections[i];
        strips.push_back(heading(section.title, static_cast<int>(i), width));
        for (std::size_t j = 0; j < section.blocks.size(); ++j) {
            const BlockSetter setter{words, {static_cast<int>(i), static_cast<int>(j), -1}, width};
            SR_ASSIGN(std::vector<Strip> block, std::visit(setter, section.blocks[j]));
            // What is filled in stands together.
            if (j > 0 && std::holds_alternative<api::Blank>(section.blocks[j - 1]) &&
                std::holds_alternative<api::Blank>(section.blocks[j]))
                strips.back().keep = Keep::withNext;
            append(strips, std::move(block), points(j == 0 ? 3 : 9));
        }
        if (section.blocks.empty())
            strips.back().keep = Keep::alone;
    }
    return strips;
}

std::vector<Strip> signaturesOf(const std::vector<api::Signer>& signers, const Words& words, qreal width) {
    std::vector<Strip> strips{heading(words(PAPER_TEXT("Signatures")).toStdString(), -1, width)};
    std::vector<api::Signer> all = signers;
    all.push_back({words(PAPER_TEXT("Security officer")).toStdString(), ""});
    all.push_back({words(PAPER_TEXT("Independent of management (auditor, notary)")).toStdString(), ""});
    append(strips, signatureStrips(all, words, {}, width), points(3));
    return strips;
}

} // namespace strongroom::ui

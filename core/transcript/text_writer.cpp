#include "core/transcript/text_writer.h"

#include "core/base/hex.h"
#include "core/base/words.h"

#include <algorithm>
#include <numeric>

namespace strongroom::transcript {

namespace {

// Columns of a text: bytes that begin a character.
std::size_t widthOf(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// The bytes of the first `columns` characters.
std::size_t bytesOf(std::string_view text, std::size_t columns) {
    std::size_t at = 0;
    while (at < text.size() && (columns > 0 || (text[at] & 0xC0) == 0x80)) {
        columns -= (text[at] & 0xC0) != 0x80 ? 1 : 0;
        ++at;
    }
    return at;
}

// A document may hold names from outside; a terminal must not obey them.
std::string harmless(std::string_view text) {
    std::string shown;
    for (const char c : text)
        shown += (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F ? '?' : c;
    return shown;
}

void wrapLine(std::string_view line, std::size_t columns, std::vector<std::string>& lines) {
    while (widthOf(line) > columns) {
        const std::size_t most = bytesOf(line, columns);
        std::size_t cut = line.rfind(' ', most);
        // A word that is too long for any line is cut.
        if (cut == std::string_view::npos || line.find_first_not_of(' ') > cut)
            cut = most;
        lines.emplace_back(line.substr(0, cut));
        line.remove_prefix(std::min(line.size(), line[cut] == ' ' ? cut + 1 : cut));
    }
    lines.emplace_back(line);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
    const std::string shown = harmless(text);
    std::vector<std::string> lines;
    std::size_t begin = 0;
    while (true) {
        const std::size_t end = shown.find('\n', begin);
        wrapLine(std::string_view(shown).substr(begin, end - begin), columns, lines);
        if (end == std::string::npos)
            return lines;
        begin = end + 1;
    }
}

std::string padded(std::string text, std::size_t columns) {
    const std::size_t width = widthOf(text);
    return text.append(columns > width ? columns - width : 0, ' ');
}

void addLine(std::string& text, std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
}

void addHeading(std::string& text, const std::string& title, char under) {
    std::size_t widest = 0;
    for (const std::string& line : wrapped(title, textColumns)) {
        addLine(text, line);
        widest = std::max(widest, widthOf(line));
    }
    addLine(text, std::string(widest, under));
}

// The widest columns give way until the table fits.
std::vector<std::size_t> columnWidths(const api::Table& table, std::size_t count) {
    std::vector<std::size_t> widths(count, 1);
    const auto measure = [&](const std::vector<std::string>& row) {
        for (std::size_t i = 0; i < row.size(); ++i)
            for (const std::string& line : wrapped(row[i], textColumns))
                widths[i] = std::max(widths[i], widthOf(line));
    };
    measure(table.header);
    for (const std::vector<std::string>& row : table.rows)
        measure(row);
    const std::size_t frame = 3 * count + 1;
    const std::size_t room = textColumns > frame + count ? textColumns - frame : count;
    while (std::accumulate(widths.begin(), widths.end(), std::size_t{0}) > room)
        --*std::max_element(widths.begin(), widths.end());
    return widths;
}

void addRow(std::string& text, const std::vector<std::string>& row, const std::vector<std::size_t>& widths) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 0;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        cells.push_back(wrapped(i < row.size() ? row[i] : std::string(), widths[i]));
        height = std::max(height, cells.back().size());
    }
    for (std::size_t line = 0; line < height; ++line) {
        std::string written = "|";
        for (std::size_t i = 0; i < widths.size(); ++i)
            written += " " + padded(line < cells[i].size() ? cells[i][line] : "", widths[i]) + " |";
        addLine(text, std::move(written));
    }
}

struct BlockWriter {
    std::string& text;

    void operator()(const api::Paragraph& paragraph) const {
        for (std::string& line : wrapped(paragraph.text, textColumns))
            addLine(text, std::move(line));
    }

    void operator()(const api::Fields& fields) const {
        constexpr std::size_t mostForNames = 40;
        std::size_t names = 0;
        for (const auto& [name, value] : fields.rows)
            names = std::max(names, std::min(widthOf(name), mostForNames));
        for (const auto& [name, value] : fields.rows) {
            const std::vector<std::string> left = wrapped(name, names);
            const std::vector<std::string> right = wrapped(value, textColumns - names - 4);
            for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i)
                addLine(text, "  " + padded(i < left.size() ? left[i] : "", names) + "  " +
                                  (i < right.size() ? right[i] : ""));
        }
    }

    void operator()(const api::Table& table) const {
        std::size_t count = table.header.size();
        for (const std::vector<std::string>& row : table.rows)
            count = std::max(count, row.size());
        if (count == 0)
            return;
        const std::vector<std::size_t> widths = columnWidths(table, count);
        std::string rule = "+";
        for (const std::size_t width : widths)
            rule += std::string(width + 2, '-') + "+";
        addLine(text, rule);
        if (!table.header.empty()) {
            addRow(text, table.header, widths);
            addLine(text, rule);
        }
        for (const std::vector<std::string>& row : table.rows) {
            addRow(text, row, widths);
            addLine(text, rule);
        }
    }

    void operator()(const api::Blank& blank) const {
        constexpr std::size_t forThePen = 40;
        std::vector<std::string> lines = wrapped(blank.label + ":", textColumns - forThePen - 1);
        lines.back() += " " + std::string(forThePen, '_');
        for (std::string& line : lines)
            addLine(text, std::move(line));
    }

    void operator()(const api::ShownDigest& digest) const {
        const auto read = base::digestFromHex(digest.hex);
        (*this)(api::Fields{{{digest.name, digest.hex}, {"in words", read ? base::pgpText(*read) : "-"}}});
    }

    void operator()(const api::Signatures& signatures) const {
        api::Table table{{"Role", "Name", "Decision", "Date", "Signature"}, {}};
        for (const api::Signer& signer : signatures.rows)
            table.rows.push_back({signer.role, signer.name.empty() ? std::string(16, '_') : signer.name,
                                  "[ ] agree\n[ ] do not agree, because\n" + std::string(25, '_'),
                                  std::string(10, '_'), std::string(18, '_')});
        (*this)(table);
    }
};

} // namespace

std::string textOf(const api::Document& document) {
    std::string marks;
    for (const std::string& mark : document.marks)
        marks += (marks.empty() ? "*** " : " - ") + mark;
    if (!marks.empty())
        marks += " ***";
    const auto addMarks = [&](std::string& text) {
        if (!marks.empty())
            BlockWriter{text}(api::Paragraph{marks});
    };
    std::string text;
    addMarks(text);
    addHeading(text, document.title, '=');
    for (const api::Section& section : document.sections) {
        text += "\n\n";
        addMarks(text);
        addHeading(text, section.title, '-');
        for (const api::Block& block : section.blocks) {
            text += "\n";
            std::visit(BlockWriter{text}, block);
        }
    }
    return text;
}

} // namespace strongroom::transcript

#include "core/transcript/on_paper.h"

#include <algorithm>

namespace strongroom::transcript {

namespace {

bool hasColumns(const api::Table& table, std::initializer_list<const char*> names) {
    return table.header.size() >= names.size() &&
           std::equal(names.begin(), names.end(), table.header.begin());
}

struct Reader {
    OnPaper& found;

    void operator()(const api::Paragraph&) const {}
    void operator()(const api::Blank&) const {}
    void operator()(const api::ShownDigest&) const {}
    void operator()(const api::Signatures&) const {}
    void operator()(const api::Fields& fields) const {
        for (const auto& [name, value] : fields.rows)
            if (name == "Ceremony")
                found.ceremony = value;
    }
    void operator()(const api::Table& table) const {
        if (hasColumns(table, {"Person", "Name", "Role"}))
            for (const std::vector<std::string>& row : table.rows)
                if (row.size() >= 3)
                    found.signers.push_back({row[0], row[1]});
        if (hasColumns(table, {"Entry, step, time"}))
            for (const std::vector<std::string>& row : table.rows)
                takeTime(row.empty() ? std::string() : row.front());
    }
    void takeTime(const std::string& cell) const {
        if (const auto time = base::fromRfc3339(cell.substr(cell.rfind('\n') + 1)))
            found.time = std::max(found.time.value_or(*time), *time);
    }
};

} // namespace

OnPaper onPaper(const api::Document& document) {
    OnPaper found;
    for (const api::Section& section : document.sections)
        for (const api::Block& block : section.blocks)
            std::visit(Reader{found}, block);
    return found;
}

} // namespace strongroom::transcript

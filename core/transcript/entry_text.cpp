#include "core/transcript/entry_text.h"

#include "core/base/canonical.h"

namespace strongroom::transcript {

namespace {

using base::Value;

constexpr std::size_t longest = 140; // a digest with its sequence number fits, a signature does not

std::string lineOf(const Value& value) {
    if (value.isText() && value.text().empty())
        return "-";
    if (value.isText())
        return value.text().size() <= longest
                   ? value.text()
                   : "(" + std::to_string(value.text().size()) + " characters, see the record)";
    if (value.isNumber())
        return std::to_string(value.number());
    std::string line;
    if (value.isArray()) {
        for (const Value& item : value.items())
            line += (line.empty() ? "" : ", ") + (item.isObject() ? "{" + lineOf(item) + "}" : lineOf(item));
        return line.empty() ? "none" : line;
    }
    for (const auto& [name, member] : value.members())
        line += (line.empty() ? "" : "; ") + name + ": " + lineOf(member);
    return line.empty() ? "none" : line;
}

} // namespace

std::string detailsOf(const authority::EntryBody& body) {
    return lineOf(authority::writeBody(body));
}

} // namespace strongroom::transcript

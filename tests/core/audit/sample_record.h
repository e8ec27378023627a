// Small records for tests: entries that follow one another, a second apart.
#pragma once

#include "core/audit/entry.h"

#include <string>
#include <vector>

namespace strongroom::tests {

inline audit::Draft sampleDraft(std::uint64_t number) {
    audit::Draft draft;
    draft.time = {1'800'000'000 + static_cast<std::int64_t>(number)};
    draft.mode = Mode::training;
    draft.ceremony = "0001-found-root";
    draft.step = number == 0 ? "-" : "1.2." + std::to_string(number) + "/2";
    draft.type = number == 0 ? "authority_created" : "bag_recorded";
    draft.body.set("bag", "A-" + std::to_string(number)).set("note", "\xc3\xa4 \"x\",\"ceremony\":\"no\"\n");
    return draft;
}

inline std::vector<audit::Entry> sampleEntries(std::uint64_t count, std::uint64_t first = 0,
                                               audit::Head after = {}) {
    std::vector<audit::Entry> entries;
    for (std::uint64_t i = first; i < first + count; ++i) {
        entries.push_back(*audit::makeEntry(after, sampleDraft(i)));
        after = entries.back().head();
    }
    return entries;
}

inline std::string linesOf(const std::vector<audit::Entry>& entries) {
    std::string lines;
    for (const audit::Entry& entry : entries)
        lines += audit::toLine(entry);
    return lines;
}

} // namespace strongroom::tests

// Entry: the envelope of one line of the record (PROTOCOL P4). What the body means is known to
// core/authority/entries alone. Invariant: an Entry made or parsed here has the one canonical line whose hash
// it carries; the line ends with LF and is at most maxLineBytes long.
#pragma once

#include "core/audit/head.h"
#include "core/base/bytes.h"
#include "core/base/canonical.h"
#include "core/base/mode.h"
#include "core/base/result.h"
#include "core/base/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace strongroom::audit {

constexpr std::size_t maxLineBytes = 1024 * 1024;

// What is known of an entry before it has its place in the chain. ceremony, step and type are 1 to 100
// characters of A-Z a-z 0-9 . _ / -
struct Draft {
    UtcTime time;
    Mode mode = Mode::production;
    std::string ceremony;
    std::string step;
    std::string type;
    base::Value body; // an object
};

struct Entry {
    std::uint64_t seq = 0;
    UtcTime time;
    Mode mode = Mode::production;
    std::string ceremony;
    std::string step;
    std::string type;
    base::Value body;
    Digest prev;
    Digest hash;

    bool operator==(const Entry&) const = default;
    Head head() const { return {seq + 1, hash}; } // of the record that ends with this entry
};

// The entry that follows `after`. badArgument for a draft that no reader would accept (a name out of its
// characters, text that is not UTF-8, a body too deep), tooLarge for one over maxLineBytes.
Result<Entry> makeEntry(const Head& after, Draft draft);

std::string toLine(const Entry& entry); // with its LF

// `line` is without its LF. badFormat or notCanonical with the byte; tooLarge; digestMismatch when the hash
// is not the line's own.
Result<Entry> parseLine(std::string_view line);

} // namespace strongroom::audit

// Head: how long the record is and the hash of its last entry, written "<size>:<64 hex>" (PROTOCOL P1). Who
// knows the head can tell whether a record is this one or an extension of it.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace strongroom::audit {

struct Head {
    std::uint64_t size = 0; // entries
    Digest chain;           // hash of entry size - 1; zeros for an empty record

    bool operator==(const Head&) const = default;
};

std::string toText(const Head& head);
Result<Head> headFromText(std::string_view text); // exactly that form

// As it is read aloud and written by hand at the end of a ceremony: "<size> <32 PGP words>".
std::string spokenHead(const Head& head);
// In words as on paper, or in the exact form. Forgiving of how words are written.
Result<Head> typedHead(std::string_view text);

} // namespace strongroom::audit

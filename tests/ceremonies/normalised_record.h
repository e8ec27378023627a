// A record as a text that two runs of one plan have in common: a line "seq step type body" for each entry, in
// which every random value became a name by first appearance, so that equalities stay visible. A key, as SPKI
// or as its digest, is <spki:1>; other digests <digest:1>, bytes and their digests <bytes:1>, serials of
// tokens <token:1>, ids and numbers in hex <hex:1>; the hash of entry 15 is <entry:15>; signatures, nonces,
// times and what belongs to the machine have no number. Manifests are opened. Names count on: a value more
// shifts those after it.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace strongroom::test {

// From this entry on; what has its name from an entry before keeps it.
Result<std::string> normalisedRecord(const std::filesystem::path& record, std::uint64_t from);

} // namespace strongroom::test

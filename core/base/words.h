// Words for people: PGP words, in which digests are read aloud and typed (32 words for 32 bytes, alternating
// between an even and an odd list, so that a dropped or swapped word is noticed), and the word list of
// SLIP-0039, in which shares are written. PGP words are never used for shares.
// The lists lie in core/base/words/*.txt with their sources and licences; the build makes arrays of them.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strongroom::base {

// One word for each byte: even offsets from the list of two-syllable words, odd ones from the other.
std::vector<std::string_view> pgpWords(ByteView bytes);
std::string pgpText(ByteView bytes); // the same, joined by single spaces
std::string pgpText(const Digest& digest);

// Forgiving of case, and of blanks, line ends, commas and hyphens between words. The error names the first
// wrong word and its position from 1, and says so when it is a word of the other list (one was dropped or
// swapped).
Result<Bytes> bytesFromPgpWords(std::string_view text);
Result<Digest> digestFromPgpWords(std::string_view text); // exactly 32 words

// The words that begin with `prefix` (any case) and may stand at `position` (from 0): to complete a typed
// word.
std::vector<std::string_view> pgpCompletions(std::string_view prefix, std::size_t position);

// SLIP-0039's 1024 words, sorted; four letters tell each from all others.
const std::array<std::string_view, 1024>& slip39WordList() noexcept;
// The index of a whole lower-case word. Makes no copy of the word, which may lie in a Secret; its run time
// depends on the word.
std::optional<std::uint16_t> slip39Index(std::string_view word) noexcept;

} // namespace strongroom::base

#include "core/base/words.h"

#include <algorithm>

namespace strongroom::base {

namespace {

struct PgpRow {
    std::string_view even, odd;
};

constexpr std::array<PgpRow, 256> pgpRows{{
#include "pgp_words.inc"
}};

struct Slip39Row {
    std::string_view word;
};

constexpr std::array<Slip39Row, 1024> slip39Rows{{
#include "slip39_words.inc"
}};

constexpr std::array<std::string_view, 1024> slip39Words = [] {
    std::array<std::string_view, 1024> words{};
    for (std::size_t i = 0; i < words.size(); ++i)
        words[i] = slip39Rows[i].word;
    return words;
}();
static_assert(std::is_sorted(slip39Words.begin(), slip39Words.end()));

std::string_view pgpWord(std::size_t byte, std::size_t position) noexcept {
    return position % 2 == 0 ? pgpRows[byte].even : pgpRows[byte].odd;
}

constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equalAnyCase(std::string_view left, std::string_view right) noexcept {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<std::uint8_t> pgpByte(std::string_view word, std::size_t position) noexcept {
    for (std::size_t byte = 0; byte < pgpRows.size(); ++byte)
        if (equalAnyCase(pgpWord(byte, position), word))
            return static_cast<std::uint8_t>(byte);
    return std::nullopt;
}

bool separates(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == '-';
}

std::vector<std::string_view> splitWords(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < text.size();) {
        if (separates(text[at])) {
            ++at;
            continue;
        }
        const std::size_t start = at;
        while (at < text.size() && !separates(text[at]))
            ++at;
        words.push_back(text.substr(start, at - start));
    }
    return words;
}

// What was typed may be anything: only printable ASCII of it goes into a message.
std::string printable(std::string_view word) {
    std::string shown(word.substr(0, 24));
    for (char& c : shown)
        if (c < 0x20 || c > 0x7E)
            c = '?';
    return shown;
}

} // namespace

std::vector<std::string_view> pgpWords(ByteView bytes) {
    std::vector<std::string_view> words;
    words.reserve(bytes.size());
    for (std::size_t position = 0; position < bytes.size(); ++position)
        words.push_back(pgpWord(bytes[position], position));
    return words;
}

std::string pgpText(ByteView bytes) {
    std::string text;
    for (const std::string_view word : pgpWords(bytes)) {
        if (!text.empty())
            text.push_back(' ');
        text += word;
    }
    return text;
}

std::string pgpText(const Digest& digest) {
    return pgpText(digest.view());
}

Result<Bytes> bytesFromPgpWords(std::string_view text) {
    Bytes bytes;
    for (const std::string_view word : splitWords(text)) {
        const std::size_t position = bytes.size();
        if (const auto byte = pgpByte(word, position)) {
            bytes.push_back(*byte);
            continue;
        }
        std::string detail =
            "word " + std::to_string(position + 1) + ", '" + printable(word) + "', is not in the list";
        if (pgpByte(word, position + 1))
            detail = "word " + std::to_string(position + 1) + ", '" + printable(word) +
                     "', cannot stand there: a word before it was left out, added or swapped";
        return Error{ErrorCode::badFormat, std::move(detail)};
    }
    return bytes;
}

Result<Digest> digestFromPgpWords(std::string_view text) {
    SR_ASSIGN(const Bytes bytes, bytesFromPgpWords(text));
    Digest digest;
    if (bytes.size() != digest.bytes.size())
        return Error{ErrorCode::badFormat, std::to_string(bytes.size()) + " words instead of 32"};
    std::copy(bytes.begin(), bytes.end(), digest.bytes.begin());
    return digest;
}

std::vector<std::string_view> pgpCompletions(std::string_view prefix, std::size_t position) {
    std::vector<std::string_view> words;
    for (std::size_t byte = 0; byte < pgpRows.size(); ++byte) {
        const std::string_view word = pgpWord(byte, position);
        if (equalAnyCase(word.substr(0, prefix.size()), prefix))
            words.push_back(word);
    }
    return words;
}

const std::array<std::string_view, 1024>& slip39WordList() noexcept {
    return slip39Words;
}

std::optional<std::uint16_t> slip39Index(std::string_view word) noexcept {
    const auto found = std::lower_bound(slip39Words.begin(), slip39Words.end(), word);
    if (found == slip39Words.end() || *found != word)
        return std::nullopt;
    return static_cast<std::uint16_t>(found - slip39Words.begin());
}

} // namespace strongroom::base

#include "core/pki/display_text.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <utility>

namespace strongroom::pki {

namespace {

struct Character {
    std::uint32_t point;
    std::size_t length; // in bytes
};

// The character at the front of `text`, or nothing where the first byte begins no valid UTF-8.
std::optional<Character> firstCharacter(std::string_view text) noexcept {
    const auto byteAt = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t first = byteAt(0);
    if (first < 0x80)
        return Character{first, 1};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length)
        return std::nullopt;
    std::uint32_t point = first & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byteAt(i) & 0xC0) != 0x80)
            return std::nullopt;
        point = point << 6 | (byteAt(i) & 0x3Fu);
    }
    constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    if (point < smallest[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return std::nullopt;
    return Character{point, length};
}

// Controls, format characters, fillers, variation selectors, spaces other than U+0020, separators, private
// use and tags: all that is invisible, moves other text about, or looks like a plain space.
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 29> unsafeRanges{{
    {0x00, 0x1F},       {0x7F, 0xA0},       {0xAD, 0xAD},       {0x34F, 0x34F},       {0x61C, 0x61C},
    {0x115F, 0x1160},   {0x1680, 0x1680},   {0x17B4, 0x17B5},   {0x180B, 0x180F},     {0x2000, 0x200F},
    {0x2028, 0x202F},   {0x205F, 0x206F},   {0x2800, 0x2800},   {0x3000, 0x3000},     {0x3164, 0x3164},
    {0xE000, 0xF8FF},   {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},     {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFFF},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1343F},   {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}, {0xF0000, 0xFFFFF}, {0x100000, 0x10FFFF},
}};

bool isUnsafe(std::uint32_t point) noexcept {
    for (const auto& [first, last] : unsafeRanges)
        if (point >= first && point <= last)
            return true;
    return false;
}

void appendEscape(std::string& target, char kind, std::uint32_t number) {
    char text[16];
    std::snprintf(text, sizeof text, "\\%c{%02x}", kind, number);
    target += text;
}

} // namespace

std::string displayText(std::string_view utf8) {
    std::string result;
    while (!utf8.empty()) {
        const auto character = firstCharacter(utf8);
        if (!character)
            appendEscape(result, 'x', static_cast<std::uint8_t>(utf8[0]));
        else if (character->point == '\\')
            result += "\\\\";
        else if (isUnsafe(character->point))
            appendEscape(result, 'u', character->point);
        else
            result += utf8.substr(0, character->length);
        utf8.remove_prefix(character ? character->length : 1);
    }
    return result;
}

bool isPlainText(std::string_view utf8) noexcept {
    while (!utf8.empty()) {
        const auto character = firstCharacter(utf8);
        if (!character || isUnsafe(character->point))
            return false;
        utf8.remove_prefix(character->length);
    }
    return true;
}

} // namespace strongroom::pki

// The characters of ceremony ids, step ids and entry types: none that JSON escapes and none that separates
// fields of a checkpoint, so that each has one spelling everywhere. Private to this folder.
#pragma once

#include <algorithm>
#include <string_view>

namespace strongroom::audit {

constexpr bool isNameCharacter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.' || c == '/';
}

inline bool isName(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), isNameCharacter);
}

} // namespace strongroom::audit

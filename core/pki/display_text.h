// Text that came from outside, made safe to show: on a screen, on paper and in a terminal. Control
// characters, bidirectional marks, zero-width and other invisible characters are written as \u{202e}, a
// backslash as \\, so that two different texts never look alike for these reasons. Cannot do: tell look-alike
// letters apart.
#pragma once

#include <string>
#include <string_view>

namespace strongroom::pki {

// `utf8` need not be valid: a byte that is not UTF-8 becomes \x{ff}.
std::string displayText(std::string_view utf8);

// True when displayText() would change nothing but backslashes.
bool isPlainText(std::string_view utf8) noexcept;

} // namespace strongroom::pki

// `strongroom-helper parse request|certificate|crl`: the file on standard input, one canonical value on
// standard output (core/pki/parse_answer), in the sandbox from the first byte read.
#pragma once

#include <span>
#include <string_view>

namespace strongroom::app {

// The exit code: 0 parsed, 1 refused (the reason also on standard error), 2 bad usage.
int parseCommand(std::span<const std::string_view> arguments);

} // namespace strongroom::app

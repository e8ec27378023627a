// The command line of `strongroom` and `strongroom-verify`: options with values, plain words. Secrets are
// never taken from it.
#pragma once

#include "core/base/result.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace strongroom::app {

struct Arguments {
    std::vector<std::string> words;
    std::map<std::string, std::string> options; // "--out" -> its value, "" for a flag
};

// `valued` and `flags` are the options that are known; badArgument names any other, or a missing value. What
// begins with '-' is never a plain word, but for '-' alone: a file of such a name is "./-name".
Result<Arguments> readArguments(std::span<const std::string> given, std::span<const std::string> valued,
                                std::span<const std::string> flags);

} // namespace strongroom::app

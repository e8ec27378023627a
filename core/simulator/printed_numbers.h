// The numbers that are printed on seals and bags of a training room: made up once, kept in its folder, and no
// two alike. Each begins with TRAINING- and has two neighbouring digits that differ, so that somebody can
// mistype it.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace strongroom::simulator {

// One for each name; names that the folder's file does not know yet get a number now.
Result<std::map<std::string, std::string>> printedNumbers(const std::filesystem::path& file,
                                                          const std::vector<std::string>& names);

// The same number with its first two differing neighbours swapped.
std::string mistyped(const std::string& number);

} // namespace strongroom::simulator

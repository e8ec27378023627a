// script: the paper that the room follows, written from a plan without problems.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace strongroom::app {

// Writes a new file, as PDF when its name ends in .pdf; fileExists when its name is taken. A plan with
// problems gets no script: they are answered.
Result<std::vector<std::string>> writeScript(const std::filesystem::path& plan,
                                             const std::filesystem::path& file);

} // namespace strongroom::app

// check: what is wrong with a plan, and what a ceremony of it costs. Reads files, changes nothing.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace strongroom::app {

struct Checked {
    std::vector<std::string> problems; // each with file, line and what to do
    std::string figures;               // several lines, "" with problems
};
Result<Checked> check(const std::filesystem::path& plan);

} // namespace strongroom::app

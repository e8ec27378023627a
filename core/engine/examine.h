// A plan and all the files it names, looked at as a whole for `check` and `script`: every problem of every
// file, not only the first, and the plan's forecast. Reads files, writes none.
#pragma once

#include "core/ceremony/validate.h"
#include "core/engine/intake.h"

#include <filesystem>
#include <string>
#include <vector>

namespace strongroom::engine {

struct Examination {
    LoadedPlan loaded;                 // whole, and its digest right, only without problems
    std::vector<std::string> problems; // "<file>:<line>:<column>: <what is wrong and what to do>"
    ceremony::Forecast forecast;       // empty while a step's kind is not known
};

// Looks for policies and profiles where loadPlan() does. An Error when the plan's file cannot be read, or is
// no YAML of ours at all. `now`: as if the profiles' objects were signed then. `helper` reads the samples.
Result<Examination> examinePlan(const std::filesystem::path& plan, UtcTime now,
                                const std::filesystem::path& helper);

} // namespace strongroom::engine

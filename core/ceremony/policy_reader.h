// A policy file (resources/policies/*.yaml) as the policy that the authority agrees on.
#pragma once

#include "core/base/result.h"
#include "core/custody/policy.h"

#include <string>
#include <string_view>
#include <vector>

namespace strongroom::ceremony {

struct PolicyReading {
    custody::Policy policy;
    std::vector<std::string> problems; // "<file>:<line>:<column>: <sentence>", in file order
};
// Every problem; planInvalid where it is no YAML of ours at all.
Result<PolicyReading> readWholePolicy(std::string_view text, std::string_view file);

// planInvalid with file, line and what to do; the policy's own rules are checked too (custody::validate).
Result<custody::Policy> readPolicy(std::string_view text, std::string_view file);

} // namespace strongroom::ceremony

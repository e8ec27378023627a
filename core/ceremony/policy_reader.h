// A policy file (resources/policies/*.yaml) as the policy that the authority agrees on.
#pragma once

#include "core/base/result.h"
#include "core/custody/policy.h"

#include <string_view>

namespace strongroom::ceremony {

// planInvalid with file, line and what to do; the policy's own rules are checked too (custody::validate).
Result<custody::Policy> readPolicy(std::string_view text, std::string_view file);

} // namespace strongroom::ceremony

// `check`: walks a plan that was read, without a ceremony, and tells every step that cannot be done where it
// stands, every profile that would fail its lint, and what the ceremony would cost: time, insertions of
// cards, and the fewest people who could do what they should not. Invariant: the same plan gives the same
// answer; nothing is written or asked anywhere (throwaway keys are made in memory). Cannot do: foresee
// requests from outside, and mistakes.
#pragma once

#include "core/base/time.h"
#include "core/base/yaml_reader.h"
#include "core/ceremony/plan.h"
#include "core/custody/coalition.h"

#include <string>
#include <utility>
#include <vector>

namespace strongroom::ceremony {

struct CoalitionTold {
    custody::Goal goal;
    Result<custody::Coalition> fewest; // an Error says why there is none
};

struct Forecast {
    std::vector<base::YamlProblem> problems;                 // in file order
    std::vector<std::pair<std::string, std::uint64_t>> acts; // title, minutes
    std::vector<std::pair<std::string, std::uint64_t>>
        insertions;                        // person, how often; in order of the roster
    std::vector<std::string> remarks;      // what the coalitions rest on
    std::vector<CoalitionTold> coalitions; // empty without a policy

    std::uint64_t minutes() const noexcept;
};

// The plan with what `uses` names bound to it; every step has its kind.
Forecast validate(const Plan& plan, UtcTime now);

} // namespace strongroom::ceremony

// `check`: walks a plan that was read, without a ceremony, and tells every step that cannot be done where it
// stands, every profile that would fail its lint, and what the ceremony would cost: time, insertions of
// cards, and the fewest people who could do what they should not. Invariant: the same plan gives the same
// answer; nothing is written or asked anywhere (throwaway keys are made in memory). Cannot do: foresee
// requests from outside of which no sample is there, and mistakes.
#pragma once

#include "core/base/time.h"
#include "core/base/yaml_reader.h"
#include "core/ceremony/plan.h"
#include "core/custody/coalition.h"
#include "core/pki/request.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace strongroom::ceremony {

struct CoalitionTold {
    custody::Goal goal;
    Result<custody::Coalition> fewest; // an Error says why there is none
};

// How often a person's card is put in, with a reader for each card and with one for all.
struct CardForecast {
    std::string person;
    std::uint64_t withReaderOfItsOwn = 0, withOneReader = 0;
};

struct Forecast {
    std::vector<base::YamlProblem> problems;                 // in file order
    std::vector<std::pair<std::string, std::uint64_t>> acts; // title, minutes
    std::vector<CardForecast> insertions;                    // in order of the roster
    std::vector<std::string> remarks;                        // what the coalitions rest on
    std::vector<CoalitionTold> coalitions;                   // empty without a policy

    std::uint64_t minutes() const noexcept;
};

// What the plan's inputs bring, by their names, as far as it is known.
using Requests = std::map<std::string, pki::RequestValues>;

// The plan with what `uses` names bound to it; every step has its kind.
Forecast validate(const Plan& plan, UtcTime now, const Requests& requests = {});

} // namespace strongroom::ceremony

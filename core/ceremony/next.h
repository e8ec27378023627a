// What comes next: the answer of the machine and of each step kind.
#pragma once

#include "core/api/step.h"
#include "core/base/error.h"
#include "core/ceremony/act.h"

#include <variant>

namespace strongroom::ceremony {

// The step has all its entries.
struct Done {};
// People must do something; `step` says what.
struct Wait {
    api::Step step;
    std::vector<api::PersonId> actsNext;
};
// The engine does it at once.
struct Do {
    Act act;
};
// The engine does it when someone has said "go" for this step.
struct WhenTold {
    api::RunStep step;
    Act act;
};
// Cards have an intent that was cut short: the engine looks what became of it (entry `intent`).
struct Settle {
    std::uint64_t intent = 0;
};
// The plan cannot go on like this; people decide (exception).
struct Refuse {
    Error reason;
};

using Next = std::variant<Done, Wait, Do, WhenTold, Settle, Refuse>;

} // namespace strongroom::ceremony

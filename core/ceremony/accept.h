// What a command becomes: an entry to record, or a change of what is volatile; never a call. A pure function
// beside the machine: a command is taken only where the machine's position asks for it. Threads: none.
#pragma once

#include "core/ceremony/context.h"

namespace strongroom::ceremony {

struct VolatileChange {
    std::optional<Enrolling> enrolling;
    std::optional<Decided> decided;
    std::string proceed;
};
using Accepted = std::variant<authority::EntryBody, VolatileChange>;

// notNow, denied or badArgument with the reason; the caller records the refusal. `system`: the machine's
// clock, which the one in the room is compared with.
Result<Accepted> accept(const Plan& plan, const authority::AuthorityState& state, const Volatile& now,
                        UtcTime system, const api::Command& command);

} // namespace strongroom::ceremony

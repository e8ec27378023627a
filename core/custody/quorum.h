// Quorums: who may approve what, and when a request is granted or can no longer be. One card, one vote; one
// person, one approving role in a ceremony; excluded roles. Every refusal (`denied`) names the rule. Pure
// functions.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/statement.h"
#include "core/custody/policy.h"
#include "core/custody/roster.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strongroom::custody {

// A decision given, or about to be given, on one request.
struct Vote {
    Digest card;
    std::string person;
    Role role = Role::officer;
    base::Decision decision = base::Decision::approve;
    bool operator==(const Vote&) const = default;
};

// A person acting in a role, in the present ceremony.
struct ActingRole {
    std::string person;
    Role role = Role::officer;
    bool operator==(const ActingRole&) const = default;
};

// May this vote be given? `given`: the votes on the request so far. `acted`: who approved in which role, or
// was present in which role, in this ceremony so far.
Result<void> mayVote(const Policy& policy, const Roster& roster, base::Operation operation, const Vote& vote,
                     std::span<const Vote> given, std::span<const ActingRole> acted);

enum class TallyState {
    open,
    granted, // M approvals
    lost,    // those who could approve, less those who declined, are fewer than M
};

struct Tally {
    std::uint64_t approvals = 0;
    std::uint64_t declines = 0;
    std::uint64_t needed = 0; // M
    TallyState state = TallyState::open;
    std::vector<std::string> mayStillVote; // persons
};

// PROTOCOL P2. Votes that mayVote() would refuse are not counted.
Tally tally(const Policy& policy, const Roster& roster, base::Operation operation,
            std::span<const Vote> votes);

// Do these distinct cards of the roster satisfy the record quorum? `denied` names what is missing.
Result<void> recordQuorum(const Policy& policy, const Roster& roster, std::span<const Digest> cards);

} // namespace strongroom::custody

// The policy of an authority: who may approve what, M and N of each operation and share set, which roles
// exclude each other, who cosigns the record, and the minimum number of persons below which nobody reaches
// the key. It is an object on record, signed by every card at the founding. Invariant of validate(): every
// refusal names its rule.
#pragma once

#include "core/base/bytes.h"
#include "core/base/canonical.h"
#include "core/base/result.h"
#include "core/base/statement.h"
#include "core/custody/role.h"
#include "core/custody/roster.h"
#include "core/custody/slip39.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace strongroom::custody {

// M of N cards of these roles approve.
struct OperationRule {
    std::vector<Role> roles;
    std::uint64_t quorum = 0; // M
    std::uint64_t of = 0;     // N
    bool operator==(const OperationRule&) const = default;
};

// Who cosigns a checkpoint: `quorum` cards of these roles (never witnesses), and `witnesses` witnesses
// besides.
struct RecordRule {
    std::vector<Role> roles;
    std::uint64_t quorum = 0;
    std::uint64_t witnesses = 1;
    bool operator==(const RecordRule&) const = default;
};

enum class SetKind; // share_set.h

// Whether the HSM keeps its keys between ceremonies.
enum class BetweenCeremonies { erased, filled };

struct Policy {
    std::string id;            // "small-authority"
    std::uint64_t minimum = 2; // persons
    std::array<OperationRule, base::operationCount> operations;
    RecordRule record;
    SplitPlan userPin, soPin, mbk;
    std::vector<std::pair<Role, Role>> exclusions; // one person never has both
    std::uint64_t idleMinutes = 20;                // after which opened shares are dropped
    BetweenCeremonies between = BetweenCeremonies::erased;

    OperationRule& rule(base::Operation operation) { return operations[static_cast<std::size_t>(operation)]; }
    const OperationRule& rule(base::Operation operation) const {
        return operations[static_cast<std::size_t>(operation)];
    }
    const SplitPlan& split(SetKind kind) const noexcept;
    bool excludes(Role one, Role other) const noexcept;

    base::Value canonical() const;
    static Result<Policy> fromCanonical(const base::Value& value);
    Digest digest() const; // SHA-256 of the canonical bytes
    bool operator==(const Policy&) const = default;
};

// `quorum` of `officers` officers for every operation and every set, and one witness on the record: the least
// that a policy can say.
Policy simplePolicy(std::string id, std::uint64_t quorum, std::uint64_t officers);

// The policy alone: M >= 2, N >= M+1, roles that may, M(SO) and M(MBK) >= M(user), minimum. planInvalid.
Result<void> validate(const Policy& policy);
// The policy with this roster: enough cards for each N and each set. planInvalid.
Result<void> validate(const Policy& policy, const Roster& roster);

} // namespace strongroom::custody

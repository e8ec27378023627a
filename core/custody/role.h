// The roles of a ceremony (DESIGN 4). Only officers hold shares; only officers and administrators approve; a
// witness signs the record and nothing else; auditors, safe controllers and guests may be without a card.
#pragma once

#include "core/base/result.h"

#include <string_view>

namespace strongroom::custody {

enum class Role { administrator, officer, witness, auditor, safeController, guest };

const char* nameOf(Role role) noexcept; // "safe-controller"
Result<Role> roleFromName(std::string_view name);

bool mayHoldShares(Role role) noexcept;
bool mayApprove(Role role) noexcept;
bool maySignRecord(Role role) noexcept; // administrator, officer, witness, auditor

} // namespace strongroom::custody

// Private to this folder. Dual control as far as the record shows it (PROTOCOL P8, P10): before the HSM was
// opened, proven blank or given another PIN, and before keys came back, as many holders as the policy says
// opened their shares in the same step. Cannot do: see shares that were opened elsewhere.
#pragma once

#include "core/authority/verify/place.h"

namespace strongroom::authority {

Result<void> checkCustody(const Place& place, const EntryBody& body);

} // namespace strongroom::authority

// Private to this folder. Files that entries name: envelopes of share sets, which are nowhere else and must
// be there; accepted requests; copies of artefacts, which may be missing but not different.
#pragma once

#include "core/authority/verify/place.h"

namespace strongroom::authority {

Result<void> checkFiles(const Place& place, const EntryBody& body);

} // namespace strongroom::authority

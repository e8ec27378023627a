// Private to this folder. Files that entries name: envelopes of share sets, which are nowhere else and must
// be there; accepted requests; copies of artefacts, which may be missing but not different.
#pragma once

#include "core/authority/verify/place.h"

namespace strongroom::authority {

Result<void> checkFiles(const Place& place, const EntryBody& body);

// At the end: files among the certificates, CRLs and requests that no entry names are worth a word.
Result<void> findUnnamed(const AuthorityState& state, const RecordFolder& folder,
                         std::vector<std::string>& warnings);

} // namespace strongroom::authority

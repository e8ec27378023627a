// A copy of the record for a medium (PROTOCOL P9): its first `size` lines, and every file of the authority
// but what is newer than that, what was set aside, and what only this machine needs.
#pragma once

#include "core/engine/medium_folder.h"

namespace strongroom::engine {

// recordBroken when the record has fewer lines.
Result<MediumFiles> recordFiles(const AuthorityFolder& folder, std::uint64_t size);

} // namespace strongroom::engine

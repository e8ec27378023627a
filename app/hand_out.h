// What a rehearsal leaves in DIR/out for its reader: copies of the certificates, the CRLs and the
// transcripts. The originals are in authority/; what the room itself carries out lies on the plan's own
// stick.
#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace strongroom::app {

Result<void> handOut(const std::filesystem::path& folder);

} // namespace strongroom::app

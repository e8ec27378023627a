// How wrapped keys become a backup (PROTOCOL P8, P9): the manifest approved and signed by the record key, the
// whole on each medium. Shared by `backup` and `rewrap`. Private to kinds/.
#pragma once

#include "core/ceremony/context.h"

namespace strongroom::ceremony {

// The user's quorum opens the HSM of the section again after the wrapping session, for the record's key.
Next openForManifest(const Context& context, const authority::ShareSetState& user);

// Approvals of exactly this manifest, then its signature. `more` is shown below its fields.
Next approveAndSign(const Context& context, const authority::Backup& backup, std::vector<Text> more);

// On each of its media; Done when all are written.
Next writeBackupMedia(const Context& context, const authority::Backup& backup);

} // namespace strongroom::ceremony

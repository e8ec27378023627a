// What several kinds ask of the record quorum: introduce a key, cosign a checkpoint. Private to kinds/.
#pragma once

#include "core/ceremony/context.h"

#include <set>

namespace strongroom::ceremony {

// Adds an act for each card that may sign the record and has not; true when those who signed suffice.
bool askRecordQuorum(const Context& context, const std::set<std::string>& signedBy, api::CardActKind kind,
                     const std::string& subject, api::CardActsStep& acts);

// The checkpoint of this kind at this step: drafted, cosigned, complete. Done when its note exists.
Next completeCheckpoint(const Context& context, const std::string& kind);

} // namespace strongroom::ceremony

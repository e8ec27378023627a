// What several kinds ask of the record quorum: introduce a key, cosign a checkpoint. Private to kinds/.
#pragma once

#include "core/base/yaml_reader.h"
#include "core/ceremony/context.h"
#include "core/ceremony/outline.h"

#include <set>

namespace strongroom::ceremony {

enum class Signers { quorum, allCards };
Signers readSigners(base::YamlReader& step, std::string_view key);

// The cards that a checkpoint asks for, for `check`.
std::vector<CardDemand> signersOf(const Outline& outline, Signers signers);

// Adds an act for each card that is still needed; true when those who signed suffice.
bool askRecordQuorum(const Context& context, const std::set<std::string>& signedBy, api::CardActKind kind,
                     const std::string& subject, api::CardActsStep& acts, Signers signers = Signers::quorum);

// The checkpoint of this kind at this step: drafted, cosigned, complete. Done when its note exists. The HSM
// is opened for the record's key where one is live; a section with a session is needed for it.
// The record quorum has signed the checkpoint of this kind that is open now.
bool isSealedByQuorum(const Context& context, const std::string& kind);
Next completeCheckpoint(const Context& context, const std::string& kind, Signers signers = Signers::quorum);

} // namespace strongroom::ceremony

// What `backup` and `rewrap` have in common (PROTOCOL P8, P9): a new MBK, the manifest of what was wrapped
// under it approved and signed by the record key, the whole on each medium. How the keys are wrapped is their
// own. Private to kinds/.
#pragma once

#include "core/ceremony/context.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

// The newest backup whose manifest was prepared in this step, or nullptr.
const authority::Backup* backupOfStep(const Context& context);

// What comes first until the HSM is there and setOfStep() has a new MBK.
std::optional<Next> newMbkFirst(const Context& context, const std::string& device);

bool areWrapped(const Context& context, const authority::ShareSetState& mbk);

// Keys that are wrapped under the MBK: the user's quorum opens the HSM once more, for the record's key; then
// approvals of exactly the manifest, and its signature. `more` is shown below its fields.
Next signManifest(const Context& context, const authority::ShareSetState& mbk,
                  const std::vector<std::string>& keys, const std::vector<std::string>& media,
                  std::vector<api::Field> more);

// On each of its media; Done when all are written.
Next writeBackupMedia(const Context& context, const authority::Backup& backup);

// For `check`. The section's session, with the record's key; blobs that no drill has tried yet; and the cards
// for both, with what is asked for besides.
void needManifestKey(Outline& outline);
void putNewBlobs(Outline& outline, const std::string& key, const std::vector<std::string>& media);
void askForBackup(Outline& outline, const std::vector<CardDemand>& besides);

void describeManifest(ScriptStep& script, const std::vector<std::string>& media);

void checkBackup(const Plan& plan, const std::string& role, const std::vector<std::string>& media,
                 base::YamlPlace place, base::YamlProblems& problems);

} // namespace strongroom::ceremony

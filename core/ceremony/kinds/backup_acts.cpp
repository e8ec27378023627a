#include "core/ceremony/kinds/backup_acts.h"

#include "core/ceremony/kinds/approval_acts.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"

namespace strongroom::ceremony {

Next openForManifest(const Context& context, const authority::ShareSetState& user) {
    if (isReleased(context, user))
        return Do{OpenSession{context.step.session->device, user.prepared.set}};
    api::CardActsStep acts;
    acts.what = "session";
    acts.text = {SR_TEXT("The HSM is opened again, for the record's key."), {}};
    askForReleases(context, user, acts);
    return waitFor(std::move(acts));
}

Next approveAndSign(const Context& context, const authority::Backup& backup, std::vector<Text> more) {
    const Bytes& bytes = backup.prepared.manifest;
    api::CardActsStep acts;
    acts.what = "backup";
    acts.text = {SR_TEXT("Approve backup %1: compare the fields and the digest."),
                 {std::to_string(backup.number)}};
    acts.fields.push_back({SR_TEXT("Backup number: %1"), {std::to_string(backup.number)}});
    acts.fields.push_back({SR_TEXT("Backup key: %1"), {backup.manifest.mbkSet.text()}});
    acts.fields.push_back({SR_TEXT("HSM: %1"), {backup.manifest.token.serial}});
    for (const custody::BackupKey& key : backup.manifest.keys)
        acts.fields.push_back({SR_TEXT("Key %1 (%2): %3"), {key.label, key.algorithm, key.spki.hex()}});
    for (const std::string& medium : backup.manifest.media)
        acts.fields.push_back({SR_TEXT("Medium: %1"), {medium}});
    for (Text& text : more)
        acts.fields.push_back(std::move(text));
    const Approval approval = askForApproval(
        context, {base::Operation::backup, {"manifest", bytes.size(), backup.manifest.digest()}},
        std::move(acts));
    if (approval.granted == nullptr)
        return *approval.first;
    return Do{SignManifest{context.step.session->device, backup.number, approval.granted->reference}};
}

Next writeBackupMedia(const Context& context, const authority::Backup& backup) {
    for (const std::string& medium : backup.manifest.media) {
        if (backup.written.contains(medium))
            continue;
        if (!context.now.media.contains(medium))
            return waitForMedium(medium);
        return WhenTold{{"backup", {SR_TEXT("The backup is written to '%1' and read back."), {medium}}, 10},
                        WriteBackup{medium, backup.number}};
    }
    return Done{};
}

} // namespace strongroom::ceremony

#include "core/ceremony/kinds/backup_acts.h"

#include "core/ceremony/kinds/approval_acts.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/ceremony/name_checks.h"

namespace strongroom::ceremony {

namespace {

using custody::SetKind;

Next approveAndSign(const Context& context, const authority::Backup& backup, std::vector<api::Field> more) {
    const Bytes& bytes = backup.prepared.manifest;
    api::CardActsStep acts;
    acts.what = "backup";
    acts.text = {SR_TEXT("Approve backup %1: compare the fields and the digest."),
                 {std::to_string(backup.number)}};
    acts.fields.push_back({{SR_TEXT("Backup number"), {}}, std::to_string(backup.number)});
    acts.fields.push_back({{SR_TEXT("Backup key"), {}}, backup.manifest.mbkSet.text()});
    acts.fields.push_back({{SR_TEXT("HSM"), {}}, backup.manifest.token.serial});
    for (const custody::BackupKey& key : backup.manifest.keys)
        acts.fields.push_back({{SR_TEXT("Key %1 (%2)"), {key.label, key.algorithm}}, key.spki.hex()});
    for (const std::string& medium : backup.manifest.media)
        acts.fields.push_back({{SR_TEXT("Medium"), {}}, medium});
    for (api::Field& field : more)
        acts.fields.push_back(std::move(field));
    const Approval approval = askForApproval(
        context, {base::Operation::backup, {"manifest", bytes.size(), backup.manifest.digest()}},
        std::move(acts));
    if (approval.granted == nullptr)
        return *approval.first;
    return Do{SignManifest{context.step.session->device, backup.number, approval.granted->reference}};
}

} // namespace

const authority::Backup* backupOfStep(const Context& context) {
    const auto* prepared = context.last<authority::ManifestPrepared>();
    return prepared != nullptr ? &context.state.backups.at(prepared->number) : nullptr;
}

std::optional<Next> newMbkFirst(const Context& context, const std::string& device) {
    if (!context.now.devices.contains(device))
        return waitForHsm(device);
    return splitFirst(context, SetKind::mbk, device);
}

bool areWrapped(const Context& context, const authority::ShareSetState& mbk) {
    return context.lastWhere<authority::KeysWrapped>(
               [&](const auto& body) { return body.set == mbk.prepared.set; }) != nullptr;
}

Next signManifest(const Context& context, const authority::ShareSetState& mbk,
                  const std::vector<std::string>& keys, const std::vector<std::string>& media,
                  std::vector<api::Field> more) {
    const std::string& device = context.step.session->device;
    const std::string& set = mbk.prepared.set;
    const authority::ShareSetState& user = context.state.sets.at(context.state.tokens.at(device).userSet);
    if (!context.now.sessions.contains(device))
        return openSession(context, device, user,
                           {SR_TEXT("The HSM is opened again, for the record's key."), {}});
    const authority::Backup* backup = backupOfStep(context);
    if (backup == nullptr || backup->manifest.mbkSet.text() != set)
        return Do{PrepareManifest{device, set, {set, user.prepared.set}, keys, media}};
    return approveAndSign(context, *backup, std::move(more));
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

void needManifestKey(Outline& outline) {
    outline.needSession();
    const std::string device = outline.sessionDevice();
    if (!device.empty())
        outline.need(facts::recordKey(device), "the record key signs the backup's manifest, and it does not "
                                               "exist yet; put 'generate: record-key' before this step");
}

void putNewBlobs(Outline& outline, const std::string& key, const std::vector<std::string>& media) {
    for (const std::string& medium : media) {
        outline.take(facts::destroyed(medium));
        outline.take(facts::drilled(key, medium));
        outline.give(facts::backedUp(key, medium));
    }
    outline.setMediaOf(key, media);
}

void askForBackup(Outline& outline, const std::vector<CardDemand>& besides) {
    outline.split(SetKind::mbk);
    std::vector<CardDemand> together{outline.proofs()};
    together.insert(together.end(), besides.begin(), besides.end());
    for (const SetKind kind : {SetKind::soPin, SetKind::userPin, SetKind::mbk})
        together.push_back(outline.releases(kind));
    outline.askCards(together);
    outline.openSession();
    outline.askCards({outline.approvals(base::Operation::backup)});
}

void describeManifest(ScriptStep& script, const std::vector<std::string>& media) {
    script.line(
        SR_TEXT("The manifest is read aloud and approved by its quorum, then written and read back."));
    script.blank(SR_TEXT("Digest of the manifest, last four words"));
    for (const std::string& medium : media)
        script.blank(SR_TEXT("Medium '%1': written and read back, its number"), {medium});
}

void checkBackup(const Plan& plan, const std::string& role, const std::vector<std::string>& media,
                 base::YamlPlace place, base::YamlProblems& problems) {
    checkShareholders(plan, "mbk", role, place, problems);
    if (media.size() < 2)
        problems.add(place, "a backup goes to at least two media; name them under 'to'");
    for (const std::string& medium : media)
        checkStick(plan, medium, place, problems);
}

} // namespace strongroom::ceremony

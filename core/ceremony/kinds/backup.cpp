// backup: a new MBK split over the officers' cards, the keys wrapped under it, the manifest of what came out
// approved by its quorum and signed by the record key, and the whole on each medium (PROTOCOL P6, P8, P9).
// The step holds three share sets at once for one insertion of each card: an SO makes the trusted key, the
// user wraps with it.
#include "core/ceremony/kinds/backup_acts.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

using custody::SetKind;

class BackupKind final : public PlannedStep {
public:
    std::vector<std::string> keys, media;
    std::string role;

    std::string_view keyword() const override { return "backup"; }
    Text title() const override { return {SR_TEXT("Back up the keys"), {}}; }

    Next next(const Context& context) const override {
        const auto* prepared = context.last<authority::ManifestPrepared>();
        const authority::Backup* backup =
            prepared != nullptr ? &context.state.backups.at(prepared->number) : nullptr;
        if (backup != nullptr && !backup->note.empty())
            return writeBackupMedia(context, *backup);
        if (!context.step.session)
            return Refuse{withoutSession(keyword())};
        const std::string& device = context.step.session->device;
        const auto token = context.state.tokens.find(device);
        if (token == context.state.tokens.end() || token->second.recordKey.isZero())
            return Refuse{{ErrorCode::planInvalid, "keys are backed up only when there is a record key"}};
        if (!context.now.devices.contains(device))
            return waitForHsm(device);

        const authority::ShareSetState* mbk = setOfStep(context, SetKind::mbk);
        if (mbk == nullptr)
            return Do{PrepareShareSet{{SetKind::mbk, context.state.nextGeneration(SetKind::mbk)}, device}};
        if (diedWithRestart(context, *mbk))
            return Do{RecordEntry{authority::ShareSetDead{mbk->prepared.set, "not proven before a restart"}}};
        const std::string& set = mbk->prepared.set;
        const authority::ShareSetState& user = context.state.sets.at(token->second.userSet);
        const authority::ShareSetState& so = context.state.sets.at(token->second.soSet);

        const bool isWrapped = context.lastWhere<authority::KeysWrapped>(
                                   [&](const auto& body) { return body.set == set; }) != nullptr;
        if (!isWrapped)
            return wrap(context, *mbk, so, user);
        if (!context.now.sessions.contains(device))
            return openForManifest(context, user);
        if (backup == nullptr || backup->manifest.mbkSet.text() != set)
            return Do{PrepareManifest{device, set, {set, user.prepared.set}, keys, media}};
        return approveAndSign(context, *backup, {});
    }

    void outline(Outline& outline) const override {
        outline.needSession();
        const std::string device = outline.sessionDevice();
        if (!device.empty())
            outline.need(facts::recordKey(device),
                         "the record key signs the backup's manifest, and it does not "
                         "exist yet; put 'generate: record-key' before this step");
        for (const std::string& key : keys) {
            outline.need(facts::key(key), "'" + key + "' is backed up before it exists; put 'generate: " +
                                              key + "' before this step");
            for (const std::string& medium : media)
                outline.take(facts::drilled(key, medium)); // new blobs
            outline.setMediaOf(key, media);
        }
        outline.split(SetKind::mbk);
        outline.askCards({outline.proofs(), outline.releases(SetKind::soPin),
                          outline.releases(SetKind::userPin), outline.releases(SetKind::mbk)});
        outline.go();
        outline.openSession();
        outline.askCards({outline.approvals(base::Operation::backup)});
        outline.go();
    }

    void describe(ScriptStep& script) const override {
        script.line(
            SR_TEXT("Each %1 proves the own share of the new backup key; a quorum releases SO PIN, user PIN "
                    "and backup key, and the HSM wraps the keys."),
            {role});
        script.line(
            SR_TEXT("The manifest is read aloud and approved by its quorum, then written and read back."));
        script.blank(SR_TEXT("Digest of the manifest, last four words"));
        for (const std::string& medium : media)
            script.blank(SR_TEXT("Medium '%1': written and read back, its number"), {medium});
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkRole(plan, role, place, problems);
        if (media.size() < 2)
            problems.add(place, "a backup goes to at least two media; name them under 'to'");
        for (const std::string& medium : media)
            checkStick(plan, medium, place, problems);
    }

private:
    Next wrap(const Context& context, const authority::ShareSetState& mbk, const authority::ShareSetState& so,
              const authority::ShareSetState& user) const {
        const std::string& device = context.step.session->device;
        api::CardActsStep acts;
        acts.what = "backup";
        acts.text = {
            SR_TEXT("Each officer proves the own share of the new backup key; then a quorum releases "
                    "what opens the HSM, and the keys are wrapped."),
            {}};
        askForProofs(context, mbk, acts);
        for (const authority::ShareSetState* set : {&so, &user, &mbk})
            askForReleases(context, *set, acts);
        if (!mbk.isProven() || !isReleased(context, so) || !isReleased(context, user) ||
            !isReleased(context, mbk))
            return waitFor(std::move(acts));
        // A security officer is let in only where no session of the user is open.
        if (context.now.sessions.contains(device))
            return Do{CloseSession{device}};
        return WhenTold{{"backup", {SR_TEXT("The HSM wraps the keys under the new backup key."), {}}, 5},
                        WrapKeys{device, mbk.prepared.set, so.prepared.set, user.prepared.set, keys}};
    }
};

} // namespace

KindPointer readBackup(base::YamlReader& step) {
    auto kind = std::make_shared<BackupKind>();
    if (const base::YamlNode* node = step.map("backup")) {
        base::YamlReader inner(*node, step.problems(), "backup");
        kind->keys = inner.oneOrMoreTexts("keys");
        kind->role = inner.identifier("mbk");
        kind->media = inner.oneOrMoreTexts("to");
    }
    return kind;
}

} // namespace strongroom::ceremony

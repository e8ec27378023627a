// backup: a new MBK split over the officers' cards, the keys wrapped under it, the manifest of what came out
// approved by its quorum and signed by the record key, and the whole on each medium (PROTOCOL P6, P8, P9).
// The step holds three share sets at once for one insertion of each card: an SO makes the trusted key, the
// user wraps with it.
#include "core/ceremony/kinds/backup_acts.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"

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
        const authority::Backup* backup = backupOfStep(context);
        if (backup != nullptr && !backup->note.empty())
            return writeBackupMedia(context, *backup);
        if (!context.step.session)
            return Refuse{withoutSession(keyword())};
        const std::string& device = context.step.session->device;
        const auto token = context.state.tokens.find(device);
        if (token == context.state.tokens.end() || token->second.recordKey.isZero())
            return Refuse{{ErrorCode::planInvalid, "keys are backed up only when there is a record key"}};
        if (auto first = newMbkFirst(context, device))
            return std::move(*first);
        const authority::ShareSetState& mbk = *setOfStep(context, SetKind::mbk);
        if (!areWrapped(context, mbk))
            return wrap(context, mbk, token->second);
        return signManifest(context, mbk, keys, media, {});
    }

    void outline(Outline& outline) const override {
        needManifestKey(outline);
        for (const std::string& key : keys) {
            outline.need(facts::key(key), "'" + key + "' is backed up before it exists; put 'generate: " +
                                              key + "' before this step");
            outline.needInHsm(key, "is backed up");
            putNewBlobs(outline, key, media);
        }
        askForBackup(outline, {});
    }

    void describe(ScriptStep& script) const override {
        script.line(
            SR_TEXT("Each %1 proves the own share of the new backup key; a quorum releases SO PIN, user PIN "
                    "and backup key, and the HSM wraps the keys."),
            {role});
        describeManifest(script, media);
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkBackup(plan, role, media, place, problems);
    }

private:
    Next wrap(const Context& context, const authority::ShareSetState& mbk,
              const authority::TokenState& token) const {
        const std::string& device = context.step.session->device;
        const authority::ShareSetState& so = context.state.sets.at(token.soSet);
        const authority::ShareSetState& user = context.state.sets.at(token.userSet);
        api::CardActsStep acts;
        acts.what = "backup";
        acts.text = {
            SR_TEXT("Each officer proves the own share of the new backup key; then a quorum releases "
                    "what opens the HSM, and the keys are wrapped."),
            {}};
        if (auto first = sharesFirst(context, {{&mbk}, {&so, &user, &mbk}}, std::move(acts)))
            return std::move(*first);
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

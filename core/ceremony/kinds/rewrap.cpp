// rewrap: a new MBK over the cards that are valid now (PROTOCOL P8). The keys' blobs under the old MBK are
// unwrapped in the HSM as session objects and wrapped under the new one; manifest, approvals and media as in
// `backup`. The old MBK still opens the old copies: who has how many shares of it, and where the copies are,
// is told before the quorum approves. It is retired when the new one is active (drill), and dead when each of
// its copies is recorded destroyed.
#include "core/authority/exposure.h"
#include "core/ceremony/kinds/backup_acts.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/ceremony/name_checks.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

using custody::SetKind;

class RewrapKind final : public PlannedStep {
public:
    std::vector<std::string> keys, media;
    std::string role, from;

    std::string_view keyword() const override { return "rewrap"; }
    Text title() const override { return {SR_TEXT("A new backup key"), {}}; }

    Next next(const Context& context) const override {
        const authority::Backup* backup = backupOfStep(context);
        if (backup != nullptr && !backup->note.empty())
            return writeBackupMedia(context, *backup);
        if (auto wrong = whyNot(context))
            return Refuse{std::move(*wrong)};
        const std::string& device = context.step.session->device;
        if (auto first = newMbkFirst(context, device))
            return std::move(*first);
        const authority::ShareSetState& mbk = *setOfStep(context, SetKind::mbk);
        if (!areWrapped(context, mbk))
            return wrap(context, mbk, context.state.tokens.at(device));
        return signManifest(context, mbk, keys, media, exposed(context));
    }

    void outline(Outline& outline) const override {
        needManifestKey(outline);
        for (const std::string& key : keys) {
            outline.needDrilledKey(key, "is wrapped again");
            outline.needInHsm(key, "is wrapped again");
            const std::vector<std::string> old = outline.mediaOf(key);
            if (!old.empty() && std::find(old.begin(), old.end(), from) == old.end())
                outline.problem("'" + key + "' does not lie on '" + from +
                                "'; name a medium of its newest "
                                "backup under 'from'");
            putNewBlobs(outline, key, media);
        }
        const CardDemand old = outline.releases(SetKind::mbk); // before the new one is split
        askForBackup(outline, {old});
    }

    void describe(ScriptStep& script) const override {
        script.line(
            SR_TEXT("Each %1 proves the own share of the new backup key. A quorum releases the old backup "
                    "key, the new one and both PINs; the keys on '%2' are wrapped again."),
            {role, from});
        script.line(
            SR_TEXT("The screen says which old copies and how many old shares still open the keys. It is "
                    "read aloud."));
        script.blank(SR_TEXT("Old copies, and shares of the old backup key on lost cards"));
        describeManifest(script, media);
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkBackup(plan, role, media, place, problems);
        checkStick(plan, from, place, problems);
    }

private:
    // The backup whose blobs are wrapped again: the newest that was drilled.
    const authority::Backup& oldBackup(const Context& context) const {
        return context.state.backups.at(context.state.keys.at(keys.front()).backup);
    }

    std::optional<Error> whyNot(const Context& context) const {
        if (!context.step.session)
            return withoutSession(keyword());
        const auto token = context.state.tokens.find(context.step.session->device);
        if (token == context.state.tokens.end() || token->second.recordKey.isZero())
            return Error{ErrorCode::planInvalid, "keys are wrapped again only when there is a record key"};
        for (const std::string& name : keys) {
            const auto key = context.state.keys.find(name);
            if (key == context.state.keys.end() || key->second.backup == 0)
                return Error{ErrorCode::planInvalid,
                             "key '" + name + "' has no drilled backup whose blobs could be wrapped again"};
            if (key->second.token != token->second.serial)
                return Error{ErrorCode::planInvalid, "key '" + name + "' is not in the HSM"};
            if (key->second.backup != context.state.keys.at(keys.front()).backup)
                return Error{ErrorCode::planInvalid, "the keys do not lie in one backup: '" + name + "'"};
        }
        const authority::Backup& old = oldBackup(context);
        // PROTOCOL P8: a new MBK means wrapping every key again.
        for (const auto& [name, key] : context.state.keys)
            if (key.backup != 0 &&
                context.state.backups.at(key.backup).manifest.mbkSet == old.manifest.mbkSet &&
                std::find(keys.begin(), keys.end(), name) == keys.end())
                return Error{ErrorCode::planInvalid, "key '" + name + "' lies under " +
                                                         old.manifest.mbkSet.text() +
                                                         " too: name it under 'keys'"};
        if (!old.written.contains(from) || old.destroyed.contains(from))
            return Error{ErrorCode::planInvalid,
                         "backup " + std::to_string(old.number) + " does not lie on '" + from + "'"};
        return std::nullopt;
    }

    Next wrap(const Context& context, const authority::ShareSetState& mbk,
              const authority::TokenState& token) const {
        const std::string& device = context.step.session->device;
        const authority::Backup& backup = oldBackup(context);
        const authority::ShareSetState& so = context.state.sets.at(token.soSet);
        const authority::ShareSetState& user = context.state.sets.at(token.userSet);
        const authority::ShareSetState& old = context.state.sets.at(backup.manifest.mbkSet.text());
        if (!context.now.media.contains(from))
            return waitForMedium(from);
        api::CardActsStep acts;
        acts.what = "rewrap";
        acts.text = {
            SR_TEXT("Each officer proves the own share of the new backup key; then a quorum releases the "
                    "old one, the new one and what opens the HSM."),
            {}};
        acts.fields = exposed(context);
        if (auto first = sharesFirst(context, {{&mbk}, {&old, &so, &user, &mbk}}, std::move(acts)))
            return std::move(*first);
        // A security officer is let in only where no session of the user is open.
        if (context.now.sessions.contains(device))
            return Do{CloseSession{device}};
        return WhenTold{{"rewrap", {SR_TEXT("The HSM wraps the keys under the new backup key."), {}}, 5},
                        RewrapKeys{device, mbk.prepared.set, so.prepared.set, user.prepared.set,
                                   old.prepared.set, from, backup.number, keys}};
    }

    std::vector<api::Field> exposed(const Context& context) const {
        const authority::ShareSetState& old =
            context.state.sets.at(oldBackup(context).manifest.mbkSet.text());
        const authority::Exposure exposure = authority::exposureOf(context.state, old);
        return {{{SR_TEXT("Until every old copy is destroyed"), {}}, exposure.sentence()},
                {{SR_TEXT("Shares of %1 that no officer can account for"), {exposure.set}},
                 std::to_string(exposure.lostShares()) + " / " + std::to_string(exposure.shares.size())}};
    }
};

} // namespace

KindPointer readRewrap(base::YamlReader& step) {
    auto kind = std::make_shared<RewrapKind>();
    if (const base::YamlNode* node = step.map("rewrap")) {
        base::YamlReader inner(*node, step.problems(), "rewrap");
        kind->keys = inner.oneOrMoreTexts("keys");
        kind->role = inner.identifier("mbk");
        kind->from = inner.identifier("from");
        kind->media = inner.oneOrMoreTexts("to");
    }
    return kind;
}

} // namespace strongroom::ceremony

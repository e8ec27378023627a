// restore: keys of a backup come back into the HSM, from one medium and a quorum's cards (PROTOCOL P9, P10).
// Another attempt at the step takes the next medium of the plan.
#include "core/authority/statements.h"
#include "core/ceremony/kinds/approval_acts.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

class RestoreKind final : public PlannedStep {
public:
    std::vector<std::string> keys, media;
    std::string role;

    std::string_view keyword() const override { return "restore"; }
    Text title() const override { return {SR_TEXT("Restore the keys"), {}}; }
    bool needsSession() const override { return true; }

    Next next(const Context& context) const override {
        const std::vector<std::string> left = keysLeft(context);
        if (left.empty())
            return Done{};
        if (!context.step.session)
            return Refuse{withoutSession(keyword())};
        const std::string& device = context.step.session->device;
        const std::string& medium = media[(context.attempt - 1) % media.size()];
        const auto token = context.state.tokens.find(device);
        if (token == context.state.tokens.end() || !token->second.initialised)
            return Refuse{{ErrorCode::planInvalid, "keys are restored to an HSM that was initialised"}};
        const authority::Backup* backup = context.state.backupOn(medium);
        if (backup == nullptr || !backup->written.contains(medium))
            return Refuse{{ErrorCode::planInvalid, "nothing was backed up to '" + medium + "'"}};
        if (auto wrong = whyNotFrom(context, *backup, medium, left))
            return Refuse{std::move(*wrong)};
        if (!context.now.media.contains(medium))
            return waitForMedium(medium);
        return decide(context, token->second.serial, *backup, medium, left);
    }

    void outline(Outline& outline) const override {
        outline.needSession();
        for (const std::string& key : keys) {
            if (outline.isKnown(facts::inHsm(outline.sessionDevice(), key))) {
                outline.problem("'" + key + "' is in the HSM '" + outline.sessionDevice() +
                                "' by then, and is not restored to it; take it out of this step");
                continue;
            }
            outline.need(facts::key(key), "'" + key +
                                              "' is restored before it ever existed; put 'generate: " + key +
                                              "' into an earlier ceremony");
            for (const std::string& medium : media)
                outline.need(facts::backedUp(key, medium),
                             "'" + key + "' is restored from '" + medium +
                                 "', on which its newest backup does not lie; name a medium that has it");
        }
        outline.askCards(
            {outline.releases(custody::SetKind::mbk), outline.approvals(base::Operation::restore)});
        for (const std::string& key : keys)
            outline.putInHsm(key);
    }

    void describe(ScriptStep& script) const override {
        for (const std::string& medium : media)
            script.line(SR_TEXT("Medium '%1' is plugged in, or the next one where it is damaged."), {medium});
        script.line(
            SR_TEXT("A quorum of %1 approves the restore order and releases its shares of the backup key."),
            {role});
        for (const std::string& key : keys)
            script.line(
                SR_TEXT("'%1' returns to the HSM and proves itself against its public key on record."),
                {key});
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkShareholders(plan, "quorum", role, place, problems);
        for (const std::string& medium : media)
            checkStick(plan, medium, place, problems);
    }

private:
    // An earlier attempt at this step may have brought back some of them.
    std::vector<std::string> keysLeft(const Context& context) const {
        std::vector<std::string> left;
        for (const std::string& name : keys) {
            const auto key = context.state.keys.find(name);
            bool isBack = false;
            for (const auto& [step, entries] : context.state.ceremony->steps) {
                if (step != context.step.id && !step.starts_with(context.step.id + "/"))
                    continue;
                for (const authority::Recorded& recorded : entries)
                    if (const auto* restored = std::get_if<authority::KeyRestored>(&recorded.body))
                        isBack = isBack || (key != context.state.keys.end() &&
                                            restored->ckaId == key->second.intended.ckaId);
            }
            if (!isBack)
                left.push_back(name);
        }
        return left;
    }

    static bool holds(const authority::Backup& backup, const std::string& ckaId) {
        return std::any_of(backup.manifest.keys.begin(), backup.manifest.keys.end(),
                           [&](const custody::BackupKey& key) { return key.ckaId == ckaId; });
    }

    static std::optional<Error> whyNotFrom(const Context& context, const authority::Backup& backup,
                                           const std::string& medium, const std::vector<std::string>& names) {
        for (const std::string& name : names) {
            const auto key = context.state.keys.find(name);
            if (key == context.state.keys.end())
                return Error{ErrorCode::planInvalid, "no key '" + name + "' was ever generated"};
            const std::string& ckaId = key->second.intended.ckaId;
            if (!holds(backup, ckaId))
                return Error{ErrorCode::planInvalid,
                             "the backup on '" + medium + "' does not hold the key '" + name + "'"};
            for (const auto& [number, other] : context.state.backups)
                if (number > backup.number && !other.note.empty() && holds(other, ckaId))
                    return Error{ErrorCode::denied,
                                 "medium '" + medium + "' holds backup " + std::to_string(backup.number) +
                                     ", but key '" + name + "' was backed up again as backup " +
                                     std::to_string(number) + "; take a medium of that one"};
        }
        return std::nullopt;
    }

    Next decide(const Context& context, const std::string& serial, const authority::Backup& backup,
                const std::string& medium, const std::vector<std::string>& names) const {
        const authority::ShareSetState& mbk = context.state.sets.at(backup.manifest.mbkSet.text());
        api::CardActsStep releases;
        releases.what = "restore";
        releases.text = {SR_TEXT("A quorum opens its shares of the backup key from '%1'."), {medium}};
        askForReleasesFrom(context, mbk, medium, releases);

        api::CardActsStep acts = releases;
        acts.text = {SR_TEXT("The keys come back into the HSM from '%1'."), {medium}};
        acts.fields.push_back({{SR_TEXT("HSM"), {}}, serial});
        acts.fields.push_back({{SR_TEXT("Backup number"), {}}, std::to_string(backup.number)});
        for (const custody::BackupKey& key : backup.manifest.keys)
            acts.fields.push_back({{SR_TEXT("Key %1 (%2)"), {key.label, key.algorithm}}, key.spki.hex()});
        const Bytes order = authority::restoreOrder(backup.manifest.digest(), medium, serial);
        const Approval approval = askForApproval(
            context, {base::Operation::restore, {"restore-order", order.size(), ossl::sha256(order)}},
            std::move(acts));
        if (approval.granted == nullptr)
            return *approval.first;
        if (!releases.open.empty())
            return waitFor(std::move(releases));
        return WhenTold{{"restore", {SR_TEXT("The keys are restored from '%1'."), {medium}}, 5},
                        RestoreKeys{context.step.session->device, medium,
                                    sharesFrom(mbk.prepared.set, medium), backup.number, names,
                                    approval.granted->reference}};
    }
};

} // namespace

KindPointer readRestore(base::YamlReader& step) {
    auto kind = std::make_shared<RestoreKind>();
    if (const base::YamlNode* node = step.map("restore")) {
        base::YamlReader inner(*node, step.problems(), "restore");
        kind->keys = inner.oneOrMoreTexts("keys");
        kind->media = inner.oneOrMoreTexts("from");
        kind->role = inner.identifier("quorum");
    }
    return kind;
}

} // namespace strongroom::ceremony

// drill: the keys of a backup are restored from one medium and a quorum's cards alone, in a fresh process,
// and each signs a proof (PROTOCOL P9). After the last medium's drill the MBK set is active, and the keys in
// the HSM lose the right to leave it.
#include "core/authority/exposure.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

class DrillKind final : public PlannedStep {
public:
    std::string medium, role;

    std::string_view keyword() const override { return "drill"; }
    Text title() const override { return {SR_TEXT("Drill: restore from %1"), {medium}}; }

    Next next(const Context& context) const override {
        const authority::Recorded* recorded = context.lastRecorded<authority::DrillPassed>();
        const auto* passed = context.last<authority::DrillPassed>();
        const authority::Backup* backup =
            passed != nullptr ? &context.state.backups.at(passed->number) : context.state.backupOn(medium);
        if (backup == nullptr || !backup->written.contains(medium))
            return Refuse{{ErrorCode::planInvalid, "nothing was backed up to '" + medium + "' yet"}};
        const authority::ShareSetState& mbk = context.state.sets.at(backup->manifest.mbkSet.text());
        // What follows the drills of all media belongs to the step of the last one.
        if (passed != nullptr && !(backup->isDrilled() && isNewest(context, *recorded, passed->number)))
            return Done{};
        const bool activated = context.lastWhere<authority::ShareSetActive>([&](const auto& active) {
            return active.set == mbk.prepared.set;
        }) != nullptr;
        const std::string unsealed = passed != nullptr ? keyToSeal(context, *backup) : "";
        if (activated) {
            if (const std::string* old = replacedBy(context, mbk))
                return Do{RecordEntry{authority::ShareSetRetired{*old, mbk.prepared.set}}};
        }
        if (activated && unsealed.empty())
            return Done{};
        if (passed != nullptr && !activated)
            return Do{RecordEntry{authority::ShareSetActive{mbk.prepared.set, "-"}}};

        const std::string device = deviceOf(context, *backup);
        if (device.empty() || !context.now.devices.contains(device))
            return waitForHsm(device);
        if (!context.now.media.contains(medium))
            return waitForMedium(medium);

        const authority::ShareSetState& user = context.state.sets.at(context.state.tokens.at(device).userSet);
        api::CardActsStep acts;
        acts.what = "drill";
        acts.text = {passed == nullptr
                         ? SR_TEXT("A quorum opens its shares from '%1': the keys are restored for a proof.")
                         : SR_TEXT("A quorum opens the HSM: its keys lose the right to leave it."),
                     {medium}};
        if (passed == nullptr)
            askForReleasesFrom(context, mbk, medium, acts);
        askForReleasesFrom(context, user, medium, acts);
        if (!acts.open.empty())
            return waitFor(std::move(acts));
        // The proof is made by another process; it finds no session of ours.
        if (context.now.sessions.contains(device))
            return Do{CloseSession{device}};
        const std::string userShares = sharesFrom(user.prepared.set, medium);
        if (passed != nullptr)
            return Do{SealKey{device, unsealed, userShares}};
        return WhenTold{
            {"drill", {SR_TEXT("The keys are restored from '%1' in a fresh process."), {medium}}, 5},
            ceremony::Drill{device, medium, sharesFrom(mbk.prepared.set, medium), userShares,
                            backup->number}};
    }

    void outline(Outline& outline) const override {
        std::vector<std::string> keys;
        for (const auto& [key, media] : outline.backups())
            if (std::find(media.begin(), media.end(), medium) != media.end())
                keys.push_back(key);
        if (keys.empty() && !medium.empty())
            outline.problem("nothing was written to '" + medium + "' before this drill; put a 'backup' to '" +
                            medium + "' before it");
        outline.askCards(
            {outline.releases(custody::SetKind::mbk), outline.releases(custody::SetKind::userPin)});
        outline.closeSession();
        for (const std::string& key : keys)
            outline.give(facts::drilled(key, medium));
    }

    void describe(ScriptStep& script) const override {
        script.line(
            SR_TEXT("Medium '%1' is plugged in. A quorum of %2 releases its shares from it, card by card."),
            {medium, role});
        script.line(
            SR_TEXT("The keys are restored in a fresh process; each signs a proof that is compared with "
                    "its public key. After the last medium's drill the keys can leave the HSM no more."));
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkShareholders(plan, "with", role, place, problems);
        checkStick(plan, medium, place, problems);
    }

private:
    static bool isNewest(const Context& context, const authority::Recorded& mine, std::uint64_t number) {
        for (const auto& [step, entries] : context.state.ceremony->steps)
            for (const authority::Recorded& recorded : entries)
                if (const auto* other = std::get_if<authority::DrillPassed>(&recorded.body);
                    other != nullptr && other->number == number &&
                    recorded.reference.seq > mine.reference.seq)
                    return false;
        return true;
    }

    // An older MBK set under which no key's newest blobs lie any more.
    static const std::string* replacedBy(const Context& context, const authority::ShareSetState& mbk) {
        for (const auto& [id, set] : context.state.sets)
            if (set.set.id.kind == custody::SetKind::mbk && set.life == custody::SetState::active &&
                set.set.id.generation < mbk.set.id.generation && authority::isSuperseded(context.state, set))
                return &id;
        return nullptr;
    }

    static std::string keyToSeal(const Context& context, const authority::Backup& backup) {
        for (const custody::BackupKey& key : backup.manifest.keys)
            for (const auto& [name, state] : context.state.keys)
                if (state.intended.ckaId == key.ckaId && state.extractable)
                    return name;
        return {};
    }

    static std::string deviceOf(const Context& context, const authority::Backup& backup) {
        for (const auto& [device, token] : context.state.tokens)
            if (token.serial == backup.manifest.token.serial)
                return device;
        return {};
    }
};

} // namespace

KindPointer readDrill(base::YamlReader& step) {
    auto kind = std::make_shared<DrillKind>();
    if (const base::YamlNode* node = step.map("drill")) {
        base::YamlReader inner(*node, step.problems(), "drill");
        kind->medium = inner.identifier("from");
        kind->role = inner.identifier("with");
    }
    return kind;
}

} // namespace strongroom::ceremony

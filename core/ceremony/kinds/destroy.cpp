// destroy: people break a medium that carries old copies of the keys, and say so. Refused while a key needs
// it. A retired backup key whose last copy is gone opens nothing any more: its set is dead (PROTOCOL P8).
#include "core/authority/exposure.h"
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/confirmers.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

class DestroyKind final : public PlannedStep {
public:
    std::string medium;
    std::vector<std::string> by; // roles or persons

    std::string_view keyword() const override { return "destroy"; }
    Text title() const override { return {SR_TEXT("Destroy %1"), {medium}}; }

    Next next(const Context& context) const override {
        if (const auto* destroyed = context.lastRecorded<authority::MediumDestroyed>()) {
            if (const std::string* set = isNewest(context, *destroyed) ? setWithoutCopies(context) : nullptr)
                return Do{RecordEntry{
                    authority::ShareSetDead{*set, "every medium with its blobs is recorded destroyed"}}};
            return Done{};
        }
        if (auto needed = neededBy(context))
            return Refuse{std::move(*needed)};
        if (const auto* confirmed = context.last<authority::Confirmed>())
            return Do{RecordEntry{authority::MediumDestroyed{medium, confirmed->by}}};
        api::ConfirmStep step;
        step.what = "destroy";
        step.text = {
            SR_TEXT(
                "Destroy the medium '%1' now, so that nobody can read it again, before everybody's eyes."),
            {medium}};
        for (const authority::Exposure& exposure : authority::exposureOf(context.state))
            step.boxes.push_back({api::BoxKind::readAloud, {SR_TEXT("%1"), {exposure.sentence()}}});
        step.by = firstOfEach(context.plan, by);
        return Wait{step, step.by};
    }

    void outline(Outline& outline) const override {
        outline.pause();
        if (outline.isKnown(facts::destroyed(medium)))
            outline.problem("'" + medium + "' is destroyed already; take this step out");
        outline.give(facts::destroyed(medium));
        for (const auto& [key, media] : outline.backups()) {
            if (std::find(media.begin(), media.end(), medium) == media.end())
                continue;
            const auto left =
                std::count_if(media.begin(), media.end(), [&, &name = key](const std::string& other) {
                    return other != medium && outline.holds(facts::drilled(name, other));
                });
            if (left < 2)
                outline.problem(
                    "'" + medium + "' is destroyed while '" + key +
                    "' has no two other media whose drill passed; put 'rewrap' and its drills before "
                    "this step");
        }
    }

    void describe(ScriptStep& script) const override {
        script.line(SR_TEXT("The medium '%1' is taken out and destroyed before everybody's eyes."), {medium});
        script.blank(SR_TEXT("How '%1' was destroyed, and its number"), {medium});
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkStick(plan, medium, place, problems);
        for (const std::string& one : by)
            checkRole(plan, one, place, problems);
    }

private:
    std::optional<Error> neededBy(const Context& context) const {
        const bool carries =
            std::any_of(context.state.backups.begin(), context.state.backups.end(), [&](const auto& pair) {
                return pair.second.written.contains(medium) && !pair.second.destroyed.contains(medium);
            });
        if (!carries)
            return Error{ErrorCode::planInvalid, "no backup lies on '" + medium + "'"};
        for (const auto& [name, key] : context.state.keys)
            if (key.intended.purpose == "ca" && authority::drilledMediaWithout(key, medium) < 2)
                return Error{ErrorCode::notNow,
                             "'" + medium + "' stays as it is: without it key '" + name +
                                 "' has no two media whose drill passed since its newest backup"};
        return std::nullopt;
    }

    // What follows the destruction of the last medium belongs to its step.
    static bool isNewest(const Context& context, const authority::Recorded& mine) {
        for (const auto& [step, entries] : context.state.ceremony->steps)
            for (const authority::Recorded& recorded : entries)
                if (std::holds_alternative<authority::MediumDestroyed>(recorded.body) &&
                    recorded.reference.seq > mine.reference.seq)
                    return false;
        return true;
    }

    // A retired set of which a copy lay here, and none is left anywhere.
    const std::string* setWithoutCopies(const Context& context) const {
        for (const auto& [number, backup] : context.state.backups) {
            const auto set = context.state.sets.find(backup.manifest.mbkSet.text());
            if (backup.destroyed.contains(medium) && set->second.life == custody::SetState::retired &&
                authority::exposureOf(context.state, set->second).copies.empty())
                return &set->first;
        }
        return nullptr;
    }
};

} // namespace

KindPointer readDestroy(base::YamlReader& step) {
    auto kind = std::make_shared<DestroyKind>();
    if (const base::YamlNode* node = step.map("destroy")) {
        base::YamlReader inner(*node, step.problems(), "destroy");
        kind->medium = inner.identifier("medium");
        kind->by = inner.oneOrMoreTexts("by");
    }
    return kind;
}

} // namespace strongroom::ceremony

// renew: an HSM in use gets other PINs, each from a new share set over the cards that are valid now (PROTOCOL
// P8). New sets are prepared and proven first; the SO PIN changes with the old one's quorum (C_SetPIN), then
// the security officer sets the user PIN (C_InitPIN): never both in one intent. The old sets are retired.
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/kinds/pin_acts.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

using custody::SetKind;
using custody::SetState;

class RenewKind final : public PlannedStep {
public:
    std::string device;
    std::vector<std::string> names;

    std::string_view keyword() const override { return "renew"; }
    Text title() const override { return {SR_TEXT("New PINs for the HSM"), {}}; }

    Next next(const Context& context) const override {
        const std::vector<SetKind> wanted = kinds();
        if (std::all_of(wanted.begin(), wanted.end(), [&](SetKind kind) {
                return wasActivated(context, kind) && wasRetired(context, kind);
            }))
            return Done{};
        const auto token = context.state.tokens.find(device);
        if (token == context.state.tokens.end() || token->second.userSet.empty() ||
            token->second.soSet.empty())
            return Refuse{{ErrorCode::planInvalid, "only an HSM that has its PINs gets new ones"}};
        if (!context.now.devices.contains(device))
            return waitForHsm(device);
        for (const SetKind kind : wanted)
            if (auto first = splitFirst(context, kind, device))
                return std::move(*first);
        for (const SetKind kind : wanted)
            if (const std::string* old = stillActive(context, token->second, kind))
                return Do{
                    RecordEntry{authority::ShareSetRetired{*old, setOfStep(context, kind)->prepared.set}}};
        return change(context, token->second);
    }

    std::optional<Next> beforeSettling(const Context& context) const override {
        return askForBothSoPins(context, device, keyword());
    }

    void outline(Outline& outline) const override {
        outline.need(facts::initialised(device), "the HSM '" + device +
                                                     "' has no PINs before this step; put 'initialise' "
                                                     "before it");
        std::vector<CardDemand> demands{outline.releases(SetKind::soPin)};
        for (const SetKind kind : kinds()) {
            outline.split(kind);
            demands.push_back(outline.proofs());
            demands.push_back(outline.releases(kind));
        }
        outline.askCards(demands);
        outline.closeSession();
    }

    void describe(ScriptStep& script) const override {
        script.line(
            SR_TEXT("Each officer proves the own shares of the new PINs; a quorum releases them and the old "
                    "SO PIN."));
        script.line(
            SR_TEXT("The HSM '%1' gets its new PINs. Nobody sees them, nobody writes them down. The old "
                    "ones open nothing any more."),
            {device});
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkHsm(plan, device, place, problems);
        for (const std::string& name : names)
            if (name != "so-pin" && name != "user-pin")
                problems.add(place, "'" + name +
                                        "' is not renewed here; name 'so-pin', 'user-pin' or both "
                                        "under 'sets'");
    }

private:
    bool isNamed(SetKind kind) const {
        return std::find(names.begin(), names.end(), custody::nameOf(kind)) != names.end();
    }
    // The security officer's first: it sets the other.
    std::vector<SetKind> kinds() const {
        std::vector<SetKind> wanted;
        for (const SetKind kind : {SetKind::soPin, SetKind::userPin})
            if (isNamed(kind))
                wanted.push_back(kind);
        return wanted;
    }

    // The set that opened this HSM before the new one was activated, while it is not retired yet.
    static const std::string* stillActive(const Context& context, const authority::TokenState& token,
                                          SetKind kind) {
        if (!wasActivated(context, kind))
            return nullptr;
        const std::string& mine = setOfStep(context, kind)->prepared.set;
        for (const auto& [id, set] : context.state.sets)
            if (set.set.id.kind == kind && id != mine && set.life == SetState::active &&
                set.token == token.serial)
                return &id;
        return nullptr;
    }

    Next change(const Context& context, const authority::TokenState& token) const {
        const authority::ShareSetState* so =
            isNamed(SetKind::soPin) ? setOfStep(context, SetKind::soPin) : nullptr;
        const authority::ShareSetState* user =
            isNamed(SetKind::userPin) ? setOfStep(context, SetKind::userPin) : nullptr;
        const authority::ShareSetState& inUse = context.state.sets.at(token.soSet);
        api::CardActsStep acts;
        acts.what = "renew";
        acts.text = {
            SR_TEXT("Each officer proves the own shares of the new PINs; then a quorum releases them and "
                    "the SO PIN in use."),
            {}};
        const bool userIsDone = user != nullptr && user->life == SetState::active;
        if (auto first = sharesFirst(context, {{so, user}, {&inUse, so, userIsDone ? nullptr : user}},
                                     std::move(acts)))
            return std::move(*first);
        // A security officer is let in only where no session of the user is open.
        if (context.now.sessions.contains(device))
            return Do{CloseSession{device}};
        if (so != nullptr && so->life != SetState::active) {
            if (authority::isKnownToBeSwitched(context.entries, so->prepared.set))
                return Do{ActivatePinSet{device, so->prepared.set}};
            return WhenTold{{"renew", {SR_TEXT("The HSM '%1' gets its new PINs."), {device}}, 5},
                            SwitchSoPin{device, token.soSet, so->prepared.set}};
        }
        // C_InitPIN sets the same PIN again without harm: an intent that was cut short is simply done anew.
        return WhenTold{{"renew", {SR_TEXT("The HSM '%1' gets its new PINs."), {device}}, 5},
                        SwitchUserPin{device, user->prepared.set, token.soSet}};
    }
};

} // namespace

KindPointer readRenew(base::YamlReader& step) {
    auto kind = std::make_shared<RenewKind>();
    if (const base::YamlNode* node = step.map("renew")) {
        base::YamlReader inner(*node, step.problems(), "renew");
        kind->device = inner.identifier("hsm");
        kind->names = inner.oneOrMoreTexts("sets");
    }
    return kind;
}

} // namespace strongroom::ceremony

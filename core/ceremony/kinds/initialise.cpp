// initialise: the blank HSM gets an SO PIN and a user PIN that nobody knows, each from a share set over the
// officers' cards (PROTOCOL P8, P10). Both sets are prepared first, so that one insertion of a card does all
// proofs and releases; the SO PIN and the user PIN are never in one intent.
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

class InitialiseKind final : public PlannedStep {
public:
    std::string device, pinRole, soPinRole;

    std::string_view keyword() const override { return "initialise"; }
    Text title() const override { return {SR_TEXT("Initialise the HSM"), {}}; }

    Next next(const Context& context) const override {
        // Done is asked of the step's own entries: later steps retire sets and unplug devices.
        if (wasActivated(context, SetKind::soPin) && wasActivated(context, SetKind::userPin))
            return Done{};
        if (!context.state.isFounded())
            return Refuse{{ErrorCode::planInvalid, "an HSM is initialised only after the founding"}};
        if (!context.now.devices.contains(device))
            return waitForHsm(device);
        const auto token = context.state.tokens.find(device);
        if (token == context.state.tokens.end() || !token->second.blankProven)
            return Refuse{{ErrorCode::tokenNotBlank, "the HSM was not proven blank before"}};

        for (const SetKind kind : {SetKind::soPin, SetKind::userPin}) {
            if (setOfStep(context, kind) == nullptr && !cardIsIn(context))
                return cardNeeded(context);
            if (auto first = splitFirst(context, kind, device))
                return std::move(*first);
        }
        const authority::ShareSetState& so = *setOfStep(context, SetKind::soPin);
        const authority::ShareSetState& user = *setOfStep(context, SetKind::userPin);
        api::CardActsStep acts;
        acts.what = "initialise";
        acts.text = {SR_TEXT("Each officer proves the own shares; then a quorum releases them, and the HSM "
                             "gets its PINs."),
                     {}};
        const authority::ShareSetState* old = setInUse(context, so);
        if (auto first = sharesFirst(context, {{&so, &user}, {old, &so, &user}}, std::move(acts)))
            return std::move(*first);

        const std::string& soSet = so.prepared.set;
        const std::string& userSet = user.prepared.set;
        const auto* initialised = context.last<authority::TokenInitialised>();
        if (so.life != SetState::active) {
            if (initialised == nullptr)
                return WhenTold{
                    {"initialise",
                     {SR_TEXT("The HSM '%1' is initialised and gets its SO PIN."), {device}},
                     5},
                    InitialiseToken{device, old != nullptr ? old->prepared.set : soSet, "Strongroom"}};
            // The token was opened by the PIN of its last life: now it gets its own.
            if (old != nullptr && !authority::isKnownToBeSwitched(context.entries, soSet))
                return Do{SwitchSoPin{device, old->prepared.set, soSet}};
            return Do{ActivatePinSet{device, soSet}};
        }
        if (initialised != nullptr && initialised->set != soSet &&
            context.state.sets.at(initialised->set).life == SetState::active)
            return Do{RecordEntry{authority::ShareSetRetired{initialised->set, soSet}}};
        // C_InitPIN sets the same PIN again without harm: an intent that was cut short is simply done anew.
        return Do{SwitchUserPin{device, userSet, soSet}};
    }

    std::optional<Next> beforeSettling(const Context& context) const override {
        return askForBothSoPins(context, device, keyword());
    }

    void outline(Outline& outline) const override {
        outline.need(facts::founded(),
                     "an HSM is initialised only after the founding; put 'agree: policy' before "
                     "this step");
        outline.need(facts::blank(device), "the HSM '" + device +
                                               "' is not proven blank before this step; put "
                                               "'{hsm: " +
                                               device + ", prove: blank}' before it");
        // Both sets' proofs and both quorums at once; a blank HSM borrows a card's random numbers.
        outline.lendCard();
        outline.split(SetKind::soPin);
        outline.split(SetKind::userPin);
        std::vector<CardDemand> together{outline.proofs(), outline.proofs()};
        if (!outline.plan().founds()) // the SO PIN of the HSM's last life
            together.push_back(outline.releases(SetKind::soPin));
        together.push_back(outline.releases(SetKind::soPin));
        together.push_back(outline.releases(SetKind::userPin));
        outline.askCards(together);
        outline.take(facts::blank(device));
        outline.give(facts::initialised(device));
    }

    void describe(ScriptStep& script) const override {
        script.line(
            SR_TEXT("One card lends its random numbers. Each %1 proves the own shares of the SO PIN and of "
                    "the user PIN; a quorum releases both."),
            {pinRole});
        script.line(SR_TEXT("The HSM '%1' gets its PINs. Nobody sees them, nobody writes them down."),
                    {device});
        script.blank(SR_TEXT("Serial number that the HSM shows"));
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkHsm(plan, device, place, problems);
        checkShareholders(plan, "pin", pinRole, place, problems);
        checkShareholders(plan, "so-pin", soPinRole, place, problems);
    }

private:
    // The SO set of the token's last life, while it still opens the token; nullptr in the first life.
    const authority::ShareSetState* setInUse(const Context& context,
                                             const authority::ShareSetState& next) const {
        const std::string& inUse = context.state.tokens.at(device).soSet;
        return inUse.empty() || inUse == next.prepared.set ? nullptr : &context.state.sets.at(inUse);
    }

    // A blank HSM can open no session: an officer's card lends its generator (PROTOCOL P6).
    static bool cardIsIn(const Context& context) {
        return std::any_of(
            context.now.readers.begin(), context.now.readers.end(),
            [](const api::Reader& reader) { return reader.cardPresent && !reader.person.empty(); });
    }
    static Wait cardNeeded(const Context& context) {
        const std::string person = context.state.validCards().officers().front().person;
        return {
            api::MissingStep{
                "card",
                person,
                {SR_TEXT("Insert any enrolled card, for example that of %1: its random numbers are needed."),
                 {person}}},
            {person}};
    }
};

} // namespace

KindPointer readInitialise(base::YamlReader& step) {
    auto kind = std::make_shared<InitialiseKind>();
    kind->device = step.identifier("hsm");
    if (const base::YamlNode* node = step.map("initialise")) {
        base::YamlReader inner(*node, step.problems(), "initialise");
        kind->pinRole = inner.identifier("pin");
        kind->soPinRole = inner.identifier("so-pin");
    }
    return kind;
}

} // namespace strongroom::ceremony

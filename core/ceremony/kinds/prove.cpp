// prove: the HSM is the expected one, and it is blank (PROTOCOL P10).
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/share_acts.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

// A pattern of an author: * stands for anything, all else for itself.
bool fitsPattern(std::string_view pattern, std::string_view text) {
    if (pattern.empty())
        return text.empty();
    if (pattern.front() == '*')
        return fitsPattern(pattern.substr(1), text) ||
               (!text.empty() && fitsPattern(pattern, text.substr(1)));
    return !text.empty() && pattern.front() == text.front() && fitsPattern(pattern.substr(1), text.substr(1));
}

class ProveKind final : public PlannedStep {
public:
    std::string device;

    std::string_view keyword() const override { return "prove"; }
    Text title() const override { return {SR_TEXT("The HSM is blank"), {}}; }
    bool provesBlank() const override { return true; }

    Next next(const Context& context) const override {
        const auto* identified = context.last<authority::TokenIdentified>();
        if (identified == nullptr)
            return context.now.devices.contains(device) ? Next(Do{IdentifyToken{device}}) : Next(missing());
        if (!context.plan.expectedModel.empty() &&
            !fitsPattern(context.plan.expectedModel, identified->model))
            return Refuse{{ErrorCode::tokenNotOurs, "the plan expects an HSM model '" +
                                                        context.plan.expectedModel + "', this one says '" +
                                                        identified->model +
                                                        "'; connect the one that is meant"}};
        if (!context.plan.expected.hsmFirmware.empty() &&
            !fitsPattern(context.plan.expected.hsmFirmware, identified->firmware))
            return Refuse{{ErrorCode::tokenNotOurs, "the plan expects HSM firmware '" +
                                                        context.plan.expected.hsmFirmware +
                                                        "', this one says '" + identified->firmware +
                                                        "'; connect the one that is meant"}};
        if (context.has<authority::BlankProven>())
            return Done{};
        if (!context.now.devices.contains(device))
            return missing();
        // A token of an earlier life is blank as (b): its security officer still has the PIN of the last set.
        const std::string& soSet = context.state.tokens.at(device).soSet;
        if (soSet.empty())
            return Do{ceremony::ProveBlank{device, ""}};
        const authority::ShareSetState& so = context.state.sets.at(soSet);
        if (isReleased(context, so))
            return Do{ceremony::ProveBlank{device, soSet}};
        api::CardActsStep acts;
        acts.what = "prove";
        acts.text = {SR_TEXT("A quorum opens the HSM as its security officer: it must be empty."), {}};
        askForReleases(context, so, acts);
        return waitFor(std::move(acts));
    }

    void outline(Outline& outline) const override {
        // An HSM of an earlier life opens with the SO PIN of that life.
        if (!outline.plan().founds())
            outline.askCards({outline.releases(custody::SetKind::soPin)});
        if (outline.isGiven(facts::initialised(device)))
            outline.problem("the HSM '" + device +
                            "' is initialised by then and cannot be blank; move this step "
                            "before 'initialise'");
        else if (outline.isKnown(facts::holdsKeys(device)))
            outline.problem("the HSM '" + device +
                            "' still holds the keys of an earlier ceremony; clear it first, with a plan that "
                            "proves nothing blank and erases it, such as clear-hsm.yaml");
        else if (outline.holds(facts::initialised(device)) && !outline.isKnown(facts::initialised(device)))
            outline.problem("the policy '" + outline.policy()->id + "' leaves the HSM '" + device +
                            "' filled between ceremonies, and it cannot be blank; take this step out");
        outline.give(facts::blank(device));
    }

    void describe(ScriptStep& script) const override {
        script.line(SR_TEXT("The HSM '%1' is connected and switched on; the program looks that it is blank."),
                    {device});
        if (!script.plan.expected.hsmModel.empty())
            script.line(SR_TEXT("Expected model: %1"), {script.plan.expected.hsmModel});
        if (!script.plan.expected.hsmFirmware.empty())
            script.line(SR_TEXT("Expected firmware: %1"), {script.plan.expected.hsmFirmware});
        if (!script.plan.expected.hsmMode.empty())
            script.line(SR_TEXT("Expected mode (look at the HSM; the program cannot see it): %1"),
                        {script.plan.expected.hsmMode});
        script.blank(SR_TEXT("Model and serial number that the screen shows"));
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkHsm(plan, device, place, problems);
    }

private:
    Wait missing() const {
        return {
            api::MissingStep{"hsm", device, {SR_TEXT("Connect the HSM '%1' and switch it on."), {device}}},
            {}};
    }
};

} // namespace

KindPointer readProve(base::YamlReader& step) {
    auto kind = std::make_shared<ProveKind>();
    kind->device = step.identifier("hsm");
    (void)step.word("prove", {"blank"});
    return kind;
}

} // namespace strongroom::ceremony

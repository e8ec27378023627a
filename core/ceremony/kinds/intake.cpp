// intake: a request is read from its medium, parsed where it can do no harm, and compared with the
// requester's paper before it is accepted.
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/confirmers.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/kinds/missing.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

class IntakeKind final : public PlannedStep {
public:
    std::string input, paper;

    std::string_view keyword() const override { return "intake"; }
    Text title() const override { return {SR_TEXT("Take in the request '%1'"), {input}}; }

    Next next(const Context& context) const override {
        if (context.has<authority::RequestAccepted>())
            return Done{};
        // What was read is volatile; read again, it is the same: its digest is the plan's.
        if (!context.now.takenIn || context.now.takenIn->input != input) {
            const std::string& medium = context.plan.input(input)->from;
            if (!context.now.media.contains(medium))
                return waitForMedium(medium);
            return Do{TakeIn{input}};
        }
        if (context.has<authority::Confirmed>())
            return Do{AcceptRequest{input}};
        api::ConfirmStep step;
        step.what = "intake";
        step.text = {SR_TEXT("Compare the request with the paper of its requester (%1), word by word."),
                     {paper}};
        step.fields = context.now.takenIn->fields;
        step.digests = context.now.takenIn->digests;
        step.by = confirmers();
        return Wait{step, step.by};
    }

    void outline(Outline& outline) const override {
        outline.pause();
        outline.give(facts::takenIn(input));
    }

    void describe(ScriptStep& script) const override {
        const Input* known = script.plan.input(input);
        if (known == nullptr)
            return;
        script.line(
            SR_TEXT("The stick '%1' is plugged in. The request '%2' of %3 is read, checked and shown."),
            {known->from, input, known->requester});
        script.line(SR_TEXT("Compare file and key, word by word, with %1."), {paper});
        script.line(SR_TEXT("SHA-256 of the file: %1"), {known->digest.hex()});
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkConfirmers(plan, place, problems);
        checkInput(plan, input, place, problems);
        const Input* known = plan.input(input);
        if (known == nullptr)
            return;
        const Material* medium = plan.material(known->from);
        if (medium == nullptr || !medium->isStick())
            problems.add(place, "the input '" + input + "' comes from no stick; name one under 'from'");
    }
};

} // namespace

KindPointer readIntake(base::YamlReader& step) {
    auto kind = std::make_shared<IntakeKind>();
    kind->input = step.identifier("intake");
    kind->paper = step.text("compare-with");
    return kind;
}

} // namespace strongroom::ceremony

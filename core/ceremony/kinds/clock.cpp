// clock: the room's wall clock is read aloud; from here on it is the record's time (FAULTS 2.6: never the
// machine's clock alone).
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/confirmers.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

namespace strongroom::ceremony {

namespace {

class ClockKind final : public PlannedStep {
public:
    std::string clock;
    base::Duration tolerance;
    std::vector<std::string> by;

    std::string_view keyword() const override { return "clock"; }
    Text title() const override { return {SR_TEXT("The clock"), {}}; }

    Next next(const Context& context) const override {
        if (context.has<authority::ClockConfirmed>())
            return Done{};
        api::ClockStep step;
        step.notBefore = context.state.lastTime;
        step.toleranceSeconds = static_cast<std::uint64_t>(tolerance.seconds);
        step.by = firstOfEach(context.plan, by);
        return Wait{step, step.by};
    }

    void outline(Outline& outline) const override {
        outline.pause();
        outline.give(facts::clock());
    }

    void describe(ScriptStep& script) const override {
        script.line(
            SR_TEXT("The time of clock '%1' is read aloud and typed; it may differ from the machine's by "
                    "%2 seconds."),
            {clock, std::to_string(tolerance.seconds)});
        script.blank(SR_TEXT("Date and time of the clock, UTC"));
    }
};

} // namespace

KindPointer readClock(base::YamlReader& step) {
    auto kind = std::make_shared<ClockKind>();
    kind->clock = step.identifier("clock");
    kind->tolerance = step.duration("tolerance");
    kind->by = step.oneOrMoreTexts("by");
    return kind;
}

} // namespace strongroom::ceremony

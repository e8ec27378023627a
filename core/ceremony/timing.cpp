#include "core/ceremony/timing.h"

#include "core/ceremony/outline.h"

namespace strongroom::ceremony {

namespace {

// With a reader for each card it takes hardly less: its person still reads and decides.
std::uint64_t insertionsSoFar(const Outline& outline) {
    std::uint64_t sum = 0;
    for (const auto& [person, insertions] : outline.cards(Readers::oneForAll).insertions())
        sum += insertions;
    return sum;
}

} // namespace

void planMinutes(Plan& plan) {
    std::map<std::string, std::uint64_t> minutes; // of steps
    std::uint64_t before = 0;
    walk(plan, [&](const PlanStep& step, const Outline& outline) {
        const std::uint64_t now = insertionsSoFar(outline);
        minutes[step.id] = step.kind->minutes(plan, now - before);
        before = now;
    });
    for (PlanAct& act : plan.acts)
        for (PlanSection& section : act.sections)
            for (PlanStep& step : section.steps)
                if (step.minutes == 0)
                    step.minutes = step.kind ? minutes.at(step.id) : 1;
}

} // namespace strongroom::ceremony

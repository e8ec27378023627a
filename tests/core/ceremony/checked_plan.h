// A plan under `check`: read, bound and looked at, and the problems as a person reads them. For tests.
#pragma once

#include "sample_plan.h"

#include "core/ceremony/outline.h"
#include "core/ceremony/timing.h"
#include "core/ceremony/validate.h"

#include <functional>
#include <stdexcept>

namespace strongroom::ceremony::test {

inline const UtcTime now{1'800'000'000};

inline std::string linesOf(const std::vector<base::YamlProblem>& problems) {
    std::string text;
    for (const base::YamlProblem& problem : problems)
        text += problem.line() + "\n";
    return text;
}

// Reads, binds and validates; the problems as lines.
inline std::string problemsOf(const std::string& text) {
    auto reading = readWholePlan(text, "p.yaml");
    if (!reading)
        return reading.error().detail;
    if (!reading->problems.empty())
        return linesOf(reading->problems);
    if (const auto bound = bindResources(reading->plan); !bound)
        return bound.error().detail;
    return linesOf(validate(reading->plan, now).problems);
}

// With these lines before the second drill.
inline Forecast forecastWith(const std::string& lines) {
    std::string text = samplePlan;
    text.insert(text.find("    - {drill: {from: backup-b"), lines);
    Plan plan = *readPlan(text, "p.yaml");
    if (!bindResources(plan))
        throw std::runtime_error("the resources do not bind");
    return validate(plan, now);
}

// Of all cards, with a reader for each.
inline std::uint64_t insertionsIn(const Forecast& forecast) {
    std::uint64_t sum = 0;
    for (const CardForecast& card : forecast.insertions)
        sum += card.withReaderOfItsOwn;
    return sum;
}

inline Plan samplePlanBound() {
    Plan plan = *readPlan(samplePlan, "p.yaml");
    if (!bindResources(plan))
        throw std::runtime_error("the resources do not bind");
    return plan;
}

// Kinds as they are to come: what they say of themselves is all that the walk knows.
class OutlinedKind final : public PlannedStep {
public:
    explicit OutlinedKind(std::function<void(Outline&)> said) : m_said(std::move(said)) {}
    std::string_view keyword() const override { return "outlined"; }
    Text title() const override { return {}; }
    Next next(const Context&) const override { return Done{}; }
    bool needsSession() const override { return true; }
    void outline(Outline& outline) const override { m_said(outline); }

private:
    std::function<void(Outline&)> m_said;
};

// The sample with one more step behind step `after` (from 0) of the section of the keys.
inline std::string problemsWith(std::ptrdiff_t after, std::function<void(Outline&)> said,
                                const std::string& text = samplePlan) {
    Plan plan = *readPlan(text, "p.yaml");
    if (!bindResources(plan))
        return "the resources do not bind";
    std::vector<PlanStep>& steps = plan.acts[1].sections[0].steps;
    PlanStep step = steps.front();
    step.line = 99;
    step.kind = std::make_shared<OutlinedKind>(std::move(said));
    steps.insert(steps.begin() + after, std::move(step));
    return linesOf(validate(plan, now).problems);
}

} // namespace strongroom::ceremony::test

// What a step kind sees when it is asked what comes next: the plan, the state, what is volatile, and the
// entries of its own step in the open ceremony. Nothing here can change anything.
#pragma once

#include "core/authority/state.h"
#include "core/ceremony/next.h"
#include "core/ceremony/plan.h"
#include "core/ceremony/volatile.h"

#include <span>

namespace strongroom::ceremony {

struct Context {
    const Plan& plan;
    const authority::AuthorityState& state;
    const Volatile& now;
    const PlanStep& step;
    std::span<const authority::Recorded> entries; // of this step, in order
    std::uint64_t attempt = 1;                    // at this step

    // The newest entry of this type in this step, or nullptr.
    template<typename Body>
    const Body* last() const {
        const authority::Recorded* recorded = lastRecorded<Body>();
        return recorded ? std::get_if<Body>(&recorded->body) : nullptr;
    }
    template<typename Body>
    const authority::Recorded* lastRecorded() const {
        for (auto at = entries.rbegin(); at != entries.rend(); ++at)
            if (std::holds_alternative<Body>(at->body))
                return &*at;
        return nullptr;
    }
    // The newest one for which `fits` holds.
    template<typename Body, typename Fits>
    const Body* lastWhere(Fits fits) const {
        for (auto at = entries.rbegin(); at != entries.rend(); ++at)
            if (const Body* body = std::get_if<Body>(&at->body); body != nullptr && fits(*body))
                return body;
        return nullptr;
    }
    template<typename Body>
    bool has() const {
        return lastRecorded<Body>() != nullptr;
    }
};

} // namespace strongroom::ceremony

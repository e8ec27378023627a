// What the machine, a step kind or an opening answered, seen by a test: the act it does, the step it shows.
#pragma once

#include "core/ceremony/next.h"

#include <optional>

namespace strongroom::ceremony::test {

// The act, when it is done at once.
template<typename Wanted>
std::optional<Wanted> doing(const Next& next) {
    const auto* act = std::get_if<Do>(&next);
    const auto* wanted = act != nullptr ? std::get_if<Wanted>(&act->act) : nullptr;
    return wanted != nullptr ? std::optional(*wanted) : std::nullopt;
}

// The step, when people are waited for. `Answer`: Next or OpeningNext.
template<typename Shown, typename Answer>
std::optional<Shown> showing(const Answer& next) {
    const auto* wait = std::get_if<Wait>(&next);
    const auto* shown = wait != nullptr ? std::get_if<Shown>(&wait->step) : nullptr;
    return shown != nullptr ? std::optional(*shown) : std::nullopt;
}
template<typename Shown, typename Answer>
bool shows(const Answer& next) {
    return showing<Shown>(next).has_value();
}

} // namespace strongroom::ceremony::test

#include "core/ceremony/allowed.h"

namespace strongroom::ceremony {

namespace {

using api::CommandKind;

// What may always be said while a ceremony is open.
const api::CommandSet always{CommandKind::raiseException, CommandKind::suspend, CommandKind::lockRoom,
                             CommandKind::recordPresence};

api::CommandSet allowedFor(const api::Step& step) {
    api::CommandSet allowed = always;
    const auto add = [&](std::initializer_list<CommandKind> kinds) {
        for (const CommandKind kind : kinds)
            allowed.insert(kind);
    };
    std::visit(
        [&]<typename Shown>([[maybe_unused]] const Shown& shown) {
            if constexpr (std::is_same_v<Shown, api::ConfirmStep>)
                add({CommandKind::confirm});
            else if constexpr (std::is_same_v<Shown, api::AttendStep>)
                add(shown.missing.empty() ? std::initializer_list<CommandKind>{CommandKind::confirm}
                                          : std::initializer_list<CommandKind>{});
            else if constexpr (std::is_same_v<Shown, api::ClockStep>)
                add({CommandKind::confirmClock});
            else if constexpr (std::is_same_v<Shown, api::EnrolStep>)
                add({CommandKind::enrolCard});
            else if constexpr (std::is_same_v<Shown, api::CardActsStep>)
                add({CommandKind::unlockCard, CommandKind::decideAct});
            else if constexpr (std::is_same_v<Shown, api::RunStep>)
                add({CommandKind::proceed});
            else if constexpr (std::is_same_v<Shown, api::HeadStep>)
                add({CommandKind::typeHead});
            else if constexpr (std::is_same_v<Shown, api::DecideStep>)
                allowed.insert(CommandKind::endException);
            else if constexpr (std::is_same_v<Shown, api::SuspendedStep>)
                allowed = {CommandKind::resume, CommandKind::recordPresence};
            else if constexpr (std::is_same_v<Shown, api::FinishedStep>)
                // A plan without a closing act leaves the ceremony open: it can be abandoned.
                allowed =
                    shown.result == "open" ? api::CommandSet{CommandKind::raiseException} : api::CommandSet{};
            else
                static_assert(std::is_same_v<Shown, api::MissingStep>);
        },
        step);
    return allowed;
}

} // namespace

// Where the machine waits for nobody (something fails, or the plan cannot go on), people can still say so.
api::CommandSet allowedAt(const Next& next, const authority::CeremonyState& ceremony) {
    const auto* wait = std::get_if<Wait>(&next);
    api::CommandSet allowed = wait != nullptr ? allowedFor(wait->step) : always;
    if (ceremony.closed) { // no entries of the tail
        allowed.erase(CommandKind::suspend);
        allowed.erase(CommandKind::recordPresence);
    }
    return allowed;
}

} // namespace strongroom::ceremony

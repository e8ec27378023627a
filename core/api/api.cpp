#include "core/api/desk.h"
#include "core/api/snapshot.h"

namespace strongroom::api {

const char* nameOf(CardActKind kind) noexcept {
    switch (kind) {
    case CardActKind::signFounding: return "sign-founding";
    case CardActKind::proveShare: return "prove-share";
    case CardActKind::releaseShare: return "release-share";
    case CardActKind::introduceKey: return "introduce-key";
    case CardActKind::cosign: return "cosign";
    case CardActKind::approve: return "approve";
    case CardActKind::signTranscript: return "sign-transcript";
    }
    return "";
}

const char* nameOf(Drill drill) noexcept {
    switch (drill) {
    case Drill::forgottenPin: return "forgotten-pin";
    case Drill::wrongPin: return "wrong-pin";
    case Drill::wrongCard: return "wrong-card";
    case Drill::foreignShare: return "foreign-share";
    case Drill::swappedRequest: return "swapped-request";
    case Drill::wrongStick: return "wrong-stick";
    case Drill::mistypedBag: return "mistyped-bag";
    case Drill::hsmPulled: return "hsm-pulled";
    case Drill::stickFull: return "stick-full";
    case Drill::stickPulled: return "stick-pulled";
    case Drill::clockAhead: return "clock-ahead";
    case Drill::clockBehind: return "clock-behind";
    case Drill::powerCut: return "power-cut";
    case Drill::officerLeaves: return "officer-leaves";
    case Drill::alarm: return "alarm";
    }
    return "";
}

CommandKind kindOf(const Command& command) noexcept {
    return static_cast<CommandKind>(command.index());
}

PersonId personOf(const Command& command) {
    return std::visit(
        [](const auto& one) -> PersonId {
            if constexpr (requires { one.person; })
                return one.person;
            else
                return "-";
        },
        command);
}

const char* nameOf(CommandKind kind) noexcept {
    switch (kind) {
    case CommandKind::confirm: return "confirm";
    case CommandKind::recordPresence: return "record-presence";
    case CommandKind::confirmClock: return "confirm-clock";
    case CommandKind::enrolCard: return "enrol-card";
    case CommandKind::unlockCard: return "unlock-card";
    case CommandKind::decideAct: return "decide-act";
    case CommandKind::proceed: return "proceed";
    case CommandKind::typeHead: return "type-head";
    case CommandKind::raiseException: return "raise-exception";
    case CommandKind::endException: return "end-exception";
    case CommandKind::suspend: return "suspend";
    case CommandKind::resume: return "resume";
    case CommandKind::lockRoom: return "lock-room";
    }
    return "";
}

static_assert(std::variant_size_v<Command> == static_cast<std::size_t>(CommandKind::lockRoom) + 1,
              "CommandKind and Command list the same commands in the same order");

} // namespace strongroom::api

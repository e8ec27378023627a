// What people can tell the engine. Move-only, because a command may carry a PIN. Whether a command is allowed
// now stands in the snapshot; the engine refuses all others and records the refusal.
#pragma once

#include "core/api/step.h"
#include "core/base/secret.h"

#include <optional>

namespace strongroom::api {

struct Confirm {
    std::vector<PersonId> by;
    std::vector<std::string> values; // one for each prompt, in order
};

// Somebody comes in or goes out. `name` is the person's own, at the first arrival; `checkedBy` looked at the
// person's papers.
struct RecordPresence {
    PersonId person;
    std::string name;
    Presence change = Presence::in;
    PersonId checkedBy;
};

struct ConfirmClock {
    UtcTime wall;
    std::vector<PersonId> by;
};

// Enrols the card that lies in `reader` for the person of the step. `name` is the person's own.
struct EnrolCard {
    PersonId person;
    std::string name;
    std::string reader;
    Secret pin;
    std::optional<Secret> securityOfficerPin; // for a card that the ceremony initialises
};

struct UnlockCard {
    PersonId person;
    std::optional<Secret> pin; // none where it is typed at the reader
};

enum class Decision { approve, decline };

struct DecideAct {
    PersonId person;
    CardActKind kind;
    std::string subject;
    Decision decision = Decision::approve;
    std::string reason; // for a decline
};

struct Proceed {}; // "run it now"

struct TypeHead {
    PersonId person;
    std::string head; // "<size> <32 words>" or "<size>:<hex>"
};

enum class ExceptionKind { note, deviation, stop };

struct RaiseException {
    ExceptionKind kind = ExceptionKind::note;
    std::string expected, happened, decided;
    std::vector<PersonId> by;
};

struct EndException {
    ExceptionEnding ending = ExceptionEnding::anotherAttempt;
};

struct Suspend {
    std::string reason;
    std::vector<PersonId> by;
};

struct Resume {
    std::vector<PersonId> by;
};

struct LockRoom {}; // logs out of everything at once; inventory on return

using Command = std::variant<Confirm, RecordPresence, ConfirmClock, EnrolCard, UnlockCard, DecideAct, Proceed,
                             TypeHead, RaiseException, EndException, Suspend, Resume, LockRoom>;

enum class CommandKind {
    confirm,
    recordPresence,
    confirmClock,
    enrolCard,
    unlockCard,
    decideAct,
    proceed,
    typeHead,
    raiseException,
    endException,
    suspend,
    resume,
    lockRoom,
};
CommandKind kindOf(const Command& command) noexcept;
// Who gives the command; "-" where it is not one person's.
PersonId personOf(const Command& command);
const char* nameOf(CommandKind kind) noexcept;

// A small set of command kinds: what a screen may offer now.
class CommandSet {
public:
    CommandSet() = default;
    CommandSet(std::initializer_list<CommandKind> kinds) {
        for (const CommandKind kind : kinds)
            insert(kind);
    }
    void insert(CommandKind kind) noexcept { m_bits |= 1u << static_cast<unsigned>(kind); }
    void erase(CommandKind kind) noexcept { m_bits &= ~(1u << static_cast<unsigned>(kind)); }
    bool contains(CommandKind kind) const noexcept {
        return (m_bits >> static_cast<unsigned>(kind) & 1u) != 0;
    }
    bool isEmpty() const noexcept { return m_bits == 0; }
    bool operator==(const CommandSet&) const = default;

private:
    std::uint32_t m_bits = 0;
};

// A stale version is refused: no double click.
struct Addressed {
    StepId step;
    std::uint64_t seenVersion = 0;
    Command command;
};

} // namespace strongroom::api

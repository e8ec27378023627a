// What the room has before it now: one struct for each kind of screen, in a variant that is visited without a
// catch-all, so that the compiler lists the places to change when a kind is added. Values for showing;
// nothing here decides anything.
#pragma once

#include "core/api/person.h"
#include "core/api/shown.h"
#include "core/base/bytes.h"
#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <variant>

namespace strongroom::api {

// act.section.step, counted from 1; attempt n > 1 adds "/n" (PROTOCOL P1).
using StepId = std::string;

// What an officer's card can be asked for. "Approve" signs; "release" opens the HSM: never the same word.
enum class CardActKind {
    signFounding,   // sign the founding statement
    proveShare,     // show that the own share can be opened
    releaseShare,   // open the own share towards a quorum
    introduceKey,   // sign the new record key
    cosign,         // cosign a checkpoint of the record
    approve,        // sign the exact bytes to be acted on (or decline)
    signTranscript, // agree or disagree
};
const char* nameOf(CardActKind kind) noexcept;

// One thing that one person's card is asked for at this moment. Each is decided by itself, also when several
// are open.
struct OpenAct {
    PersonId person;
    CardActKind kind = CardActKind::signFounding;
    std::string subject; // set id, request "seq:hash", checkpoint size, ...
    Text title;
    bool operator==(const OpenAct&) const = default;
};

// Something a person reads out or types while confirming: "seal number", "bag number of backup-a".
struct Prompt {
    std::string name;
    Text label;
};

// People listen, look, compare or do something with their hands, and say so.
struct ConfirmStep {
    std::string what = {}; // the step kind: read, materials, compare, inspect, cameras, bags, ...
    Text text = {};
    std::vector<PersonId> by = {}; // who confirms, by role or person
    std::vector<Prompt> prompts = {};
    std::vector<Box> boxes = {};
    std::vector<Field> fields = {};
    std::vector<NamedDigest> digests = {};
    std::vector<ShownSubject> subjects = {};
};

// Who is in the room. Each arrival is a command of its own; then the step is confirmed.
struct AttendStep {
    bool isIdentityChecked = false;
    std::vector<PersonId> missing; // whom the plan does not do without
    std::vector<PersonId> by;
};

struct ClockStep {
    UtcTime system;
    UtcTime notBefore; // the record's last time
    std::uint64_t toleranceSeconds = 0;
    std::vector<PersonId> by;
};

// A card reader as it is seen now.
struct Reader {
    std::string reader; // the site's name
    bool cardPresent = false;
    bool blank = false; // the card has never been initialised
    std::string serial; // of a card that is not blank
    PersonId person;    // whose card, "" when it is not on the roster
    bool unlocked = false;
    bool hasPinPad = false;                      // the PIN is typed there, never at the workstation
    std::optional<std::uint64_t> triesLeft = {}; // of the PIN, as far as the card tells or we counted
    bool operator==(const Reader&) const = default;
};

// A person's new card is to be enrolled.
struct EnrolStep {
    PersonId person;
    std::string role;
    bool signOnly = false;
    bool initialise = false; // the card is blank and gets PIN and SO PIN
    std::string card = {};   // how it is marked: as its person, or as the spare that the plan names
};

// How far one thing is that cards are asked for.
struct ActProgress {
    CardActKind kind = CardActKind::signFounding;
    std::string subject; // as in OpenAct
    Text title;
    std::vector<PersonId> done;
    std::uint64_t needed = 0;
};

// Cards are asked for their acts, in any order of persons.
struct CardActsStep {
    std::string what = {}; // agree, initialise, session, checkpoint, backup, drill, certify, ...
    Text text = {};
    std::uint64_t needed = 0; // of each subject
    std::vector<OpenAct> open = {};
    std::vector<ActProgress> progress = {};
    std::vector<Field> fields = {}; // what is approved: fields first
    std::string digest = {}; // of the exact bytes, hex; "" where nothing, or more than one, is approved
    std::vector<ShownSubject> subjects = {}; // where more than one is approved
};

// The next thing changes the HSM or a medium: someone says "go".
struct RunStep {
    std::string what;
    Text text;
    std::uint64_t expectedSeconds = 0;
    std::vector<Field> fields = {};
};

// A device, medium or card is missing; the ceremony goes on by itself when it is there.
struct MissingStep {
    std::string what; // hsm, medium
    std::string name;
    Text text;
};

// The paper head, typed by two people blind.
struct HeadStep {
    PersonId person;
    std::uint64_t mistyped = 0;
};

// A call failed or a state was found that people must decide on.
enum class ExceptionEnding { corrected, anotherAttempt, contingency, leftOut, suspend, abandon };

struct DecideStep {
    Text happened;
    Text toDo;
    std::vector<Field> fields = {};            // of the exception that is open
    std::vector<ExceptionEnding> endings = {}; // that it may have; none while no exception is open
};

struct SuspendedStep {
    Text reason;
};

struct FinishedStep {
    std::string ceremony;
    std::string result; // complete, abandoned, or open: the plan has no closing act
    // Of a closed ceremony, in words: the size and hash of its close checkpoint, and the authority's anchor.
    std::string head, anchor;
};

using Step = std::variant<ConfirmStep, AttendStep, ClockStep, EnrolStep, CardActsStep, RunStep, MissingStep,
                          HeadStep, DecideStep, SuspendedStep, FinishedStep>;

} // namespace strongroom::api

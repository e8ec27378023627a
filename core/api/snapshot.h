// All that a screen draws, as one value. A screen never decides what comes next: it offers what `allowed`
// has.
#pragma once

#include "core/api/command.h"
#include "core/base/error.h"
#include "core/base/mode.h"

#include <optional>

namespace strongroom::api {

struct RailItem {
    StepId step;
    std::string act, section; // titles, in the plan's language
    Text title;
    enum class State { done, current, ahead, leftOut } state = State::ahead;
    std::uint64_t plannedMinutes = 0;
};

struct Busy {
    Text doing;
    std::uint64_t expectedSeconds = 0;
};

// A stick that the plan names, and an HSM.
struct Medium {
    std::string name, colour;
    bool isPlugged = false;
    bool operator==(const Medium&) const = default;
};
struct Device {
    std::string name;
    bool isConnected = false;
    bool isOpen = false; // a quorum's session is open
    bool operator==(const Device&) const = default;
};

struct Snapshot {
    std::uint64_t version = 0; // rises with every change
    Mode mode = Mode::training;
    std::string title, planVersion, language; // of the plan
    UtcTime openedAt;                         // the record's time; zero before the ceremony is open
    UtcTime now;                              // the record's time when this snapshot was made
    std::string ceremony;
    std::string authority; // hex, "" before entry 0
    std::uint64_t recordSize = 0;
    Digest recordHead; // hash of the last entry
    std::vector<RailItem> rail;
    StepId stepId;
    Step current;
    std::vector<PersonId> actsNext;
    std::vector<Person> people;
    std::vector<Reader> readers;
    std::vector<Medium> media;
    std::vector<Device> devices;
    // While it stays the same and is not "", cards may stay in their readers, unlocked: their people may be
    // asked for more. With its end the engine locks them all, and they are to be taken out.
    std::string sitting;
    std::optional<Busy> busy;
    std::vector<Error> refusals; // since the last command
    CommandSet allowed;
};

} // namespace strongroom::api

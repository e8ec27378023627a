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
    Text title;
    enum class State { done, current, ahead, leftOut } state = State::ahead;
    std::uint64_t plannedMinutes = 0;
};

struct Busy {
    Text doing;
    std::uint64_t expectedSeconds = 0;
};

struct Snapshot {
    std::uint64_t version = 0; // rises with every change
    Mode mode = Mode::training;
    std::string ceremony;
    std::string authority; // hex, "" before entry 0
    std::uint64_t recordSize = 0;
    Digest recordHead; // hash of the last entry
    std::vector<RailItem> rail;
    StepId stepId;
    Step current;
    std::vector<PersonId> actsNext;
    std::vector<Reader> readers;
    // While it stays the same and is not "", cards may stay in their readers, unlocked: their people may be
    // asked for more. With its end the engine locks them all, and they are to be taken out.
    std::string sitting;
    std::optional<Busy> busy;
    std::vector<Error> refusals; // since the last command
    CommandSet allowed;
};

} // namespace strongroom::api

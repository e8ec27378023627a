// The engine: api::Engine over one authority, one plan, one site. It asks the machine what comes next,
// performs it, and stops where people are needed. It alone touches token, disk and clock.
#pragma once

#include "core/api/engine.h"
#include "core/base/mode.h"
#include "core/base_io/clock.h"
#include "core/ceremony/plan.h"
#include "core/engine/site.h"

#include <filesystem>
#include <map>
#include <memory>

namespace strongroom::engine {

struct EngineSetup {
    std::filesystem::path authority; // made when it is missing
    std::string name;                // of a new authority
    Mode mode = Mode::training;
    ceremony::Plan plan;
    Digest planDigest, programDigest;
    std::map<std::string, Bytes> planCopies; // LoadedPlan::copies, kept in plans/<digest>/
    Site site;
    const base_io::Clock* clock = nullptr; // outlives the engine
    std::filesystem::path helper;          // strongroom-helper: drills run in a process of its own
};

// Opens or makes the authority and walks to the first step that needs people. busy (another process),
// recordBroken, wrongMode, denied (another plan is open), moduleMissing, ...
Result<std::unique_ptr<api::Engine>> openEngine(EngineSetup setup);

} // namespace strongroom::engine

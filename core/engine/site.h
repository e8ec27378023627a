// What belongs to this machine and not to the reviewed plan (DESIGN 1.5): modules, readers, media paths.
#pragma once

#include "core/hsm/module.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace strongroom::engine {

struct SiteDevice {
    hsm::ModuleSpec module;
    std::string slot; // description of the slot of a blank token, "" for any
};

struct SiteReader {
    std::string name;
    hsm::ModuleSpec module;
};

struct SiteMedium {
    std::filesystem::path path; // where it is mounted
    // Of a training stick, which is a folder on a large disk; never from a site file.
    std::optional<std::uint64_t> capacity = std::nullopt;
};

struct Site {
    std::map<std::string, SiteDevice> devices; // by the plan's name of the HSM
    std::vector<SiteReader> readers;
    std::map<std::string, SiteMedium> media; // by the plan's name
    bool simulatedHsmAccepted = false;       // production on a simulator (tests of that path)
    bool training = false;                   // these devices may be used, and wiped, by a rehearsal
    std::string printer;                     // its name for CUPS, "" for none
};

} // namespace strongroom::engine

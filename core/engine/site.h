// What belongs to this machine and not to the reviewed plan (DESIGN 1.5): modules, readers, media paths.
#pragma once

#include "core/hsm/module.h"

#include <filesystem>
#include <map>
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

struct Site {
    std::map<std::string, SiteDevice> devices; // by the plan's name of the HSM
    std::vector<SiteReader> readers;
    std::map<std::string, std::filesystem::path> media; // by the plan's name: where it is mounted
    bool simulatedHsmAccepted = false;                  // production on a simulator (tests of that path)
    bool training = false; // these devices may be used, and wiped, by a rehearsal
    std::string printer;   // its name for CUPS, "" for none
};

} // namespace strongroom::engine

// rehearse: simulated officers walk a plan through core/api, as people at a screen would: they see snapshots,
// answer with commands, and move cards at the desk. Nothing here knows more than the screens will.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>

namespace strongroom::app {

struct Rehearsal {
    std::filesystem::path plan;
    std::filesystem::path folder; // authority/, media/, out/, simulator/
    bool goOn = false;            // --continue
    std::filesystem::path site{}; // --site: real modules and media; empty for none
    std::string abandon{};        // --abandon: why the open ceremony ends here; empty to go on with it
};

// Prints progress on standard output.
Result<void> rehearse(const Rehearsal& rehearsal);

} // namespace strongroom::app

// What a site file lends to a rehearsal: real HSMs and media, never cards.
#pragma once

#include "core/ceremony/plan.h"
#include "core/engine/site.h"

#include <filesystem>

namespace strongroom::app {

// Nothing unless the file says `training: true`, and then every HSM of the plan, so that nobody rehearses on
// the simulator what was meant for the HSM. Before the first entry each must show a blank token; later the
// record says which token is ours. `file` empty: an empty site.
Result<engine::Site> lentSite(const std::filesystem::path& folder, const std::filesystem::path& file,
                              const ceremony::Plan& plan);

// A rehearsal stays with the devices with which it began: the site file is kept in its folder.
Result<void> keepSite(const std::filesystem::path& folder, const std::filesystem::path& file);

// The samples of inputs that are read from a medium of the site. What lies there already stays.
Result<void> bringSamplesTo(const engine::Site& site, const std::filesystem::path& planFile,
                            const ceremony::Plan& plan);

} // namespace strongroom::app

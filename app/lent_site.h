// What a site file lends to a rehearsal: real modules and media, never real officers.
#pragma once

#include "core/ceremony/plan.h"
#include "core/engine/site.h"

#include <filesystem>

namespace strongroom::app {

// Nothing unless the file says 'training: true', and every HSM of the plan, so that nobody rehearses on the
// simulator what was meant for the HSM; blank ones alone at the beginning. Readers are not used: the officers
// are simulated. No file ("") lends nothing. wrongMode, tokenMissing, fileMissing, tokenNotBlank.
Result<engine::Site> lentSite(const std::filesystem::path& siteFile, const std::filesystem::path& folder,
                              const ceremony::Plan& plan);

// A rehearsal stays with the devices with which it began: the site file is kept in its folder.
Result<void> keepSite(const std::filesystem::path& siteFile, const std::filesystem::path& folder);

} // namespace strongroom::app

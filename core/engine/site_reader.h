// The site file (DESIGN 1.5): what belongs to this machine, as strict YAML. Each HSM of the plan gets its
// module (an absolute path, variables for it, arguments of C_Initialize) and a part of the description of the
// slot in which a blank token is looked for; readers get theirs; media get the folders under which they are
// mounted. Nothing secret stands in it: no PIN, and nobody looks for one.
#pragma once

#include "core/base/result.h"
#include "core/engine/site.h"

#include <filesystem>
#include <string_view>

namespace strongroom::engine {

// `file` names it in an error, which says line, column and what to do.
Result<Site> readSite(std::string_view text, std::string_view file);
Result<Site> readSiteFile(const std::filesystem::path& file);

// Can a ceremony begin with this HSM? Its module loads, and its slot holds a blank token. moduleMissing,
// moduleBroken, tokenNotBlank for an initialised token in that slot, tokenMissing for none.
Result<void> checkBlank(const std::string& device, const SiteDevice& site);

} // namespace strongroom::engine

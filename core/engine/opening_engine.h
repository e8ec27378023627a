// The engine before a further ceremony is open: it shows what ceremony::opening() wants, and hands over to
// the ceremony's own engine with the first entry. Until then nothing is written but what is set aside.
#pragma once

#include "core/api/engine.h"
#include "core/engine/authority_folder.h"
#include "core/engine/engine.h"

namespace strongroom::engine {

Result<std::unique_ptr<api::Engine>> openOpening(EngineSetup setup, AuthorityFolder folder);

} // namespace strongroom::engine

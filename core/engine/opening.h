// What happens at a start, before the machine is asked anything: a new authority gets its genesis, an open
// ceremony is resumed, a further one begins when its opening (opening_engine.h) is through; anything else is
// refused.
#pragma once

#include "core/engine/engine.h"
#include "core/engine/workbench.h"

namespace strongroom::engine {

enum class Beginning { first, resumed, further };
Result<Beginning> beginningOf(const AuthorityFolder& folder, const EngineSetup& setup);

struct FurtherCeremony {
    authority::CeremonyOpened opened; // plan and program are filled in
    audit::Head head;                 // of the record that goes on
    std::vector<std::string> aside;   // what was set aside for it
};
// `further`: nullptr for a first ceremony or one that is resumed.
Result<Workbench> openWorkbench(const EngineSetup& setup, AuthorityFolder folder,
                                const FurtherCeremony* further);

// Opens a further ceremony and walks to its first step that needs people; snapshots go on after `version`.
Result<std::unique_ptr<api::Engine>> openFurther(const EngineSetup& setup, AuthorityFolder folder,
                                                 const FurtherCeremony& further, std::uint64_t version);

} // namespace strongroom::engine

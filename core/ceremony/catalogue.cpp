#include "core/ceremony/catalogue.h"

#include "core/ceremony/context.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/outline.h"

#include <array>

namespace strongroom::ceremony {

namespace {

constexpr std::array rows{
    CatalogueRow{"attend", readAttend},
    CatalogueRow{"read", readRead},
    CatalogueRow{"cameras", readCameras},
    CatalogueRow{"materials", readMaterials},
    CatalogueRow{"compare", readCompare},
    CatalogueRow{"inspect", readInspect},
    CatalogueRow{"go-no-go", readGoNoGo},
    CatalogueRow{"break", readBreak},
    CatalogueRow{"clock", readClock},
    CatalogueRow{"workstation", readWorkstation},
    CatalogueRow{"prove", readProve},
    CatalogueRow{"enrol", readEnrol},
    CatalogueRow{"agree", readAgree},
    CatalogueRow{"initialise", readInitialise},
    CatalogueRow{"generate", readGenerate},
    CatalogueRow{"backup", readBackup},
    CatalogueRow{"drill", readDrill},
    CatalogueRow{"bags", readBags},
    CatalogueRow{"checkpoint", readCheckpoint},
    CatalogueRow{"write", readWrite},
    CatalogueRow{"erase", readErase},
    CatalogueRow{"transcript", readTranscript},
    CatalogueRow{"close", readClose},
    CatalogueRow{"lint", readLint},
    CatalogueRow{"certify", readCertify},
    CatalogueRow{"crl", readCrl},
    CatalogueRow{"together", readTogether},
    CatalogueRow{"intake", readIntake},
    CatalogueRow{"revoke", readRevoke},
    CatalogueRow{"restore", readRestore},
    CatalogueRow{"lost", readLost},
    CatalogueRow{"replace", readReplace},
    CatalogueRow{"renew", readRenew},
    CatalogueRow{"rewrap", readRewrap},
    CatalogueRow{"destroy", readDestroy},
};

} // namespace

std::span<const CatalogueRow> catalogue() noexcept {
    return rows;
}

std::optional<Next> PlannedStep::beforeSettling(const Context&) const {
    return std::nullopt;
}

void PlannedStep::check(const Plan&, base::YamlPlace, base::YamlProblems&) const {}
void PlannedStep::checkProfiles(const Plan&, base::YamlPlace, base::YamlProblems&) const {}
void PlannedStep::outline(Outline& outline) const {
    outline.pause();
}
void PlannedStep::describe(ScriptStep&) const {}
// A step is read out, done and initialled; a card comes forward, its PIN is typed, what is shown is read and
// decided, and it goes back.
std::uint64_t PlannedStep::minutes(const Plan&, std::uint64_t insertions) const {
    constexpr std::uint64_t ofAStep = 1, ofACard = 2;
    return ofAStep + ofACard * insertions;
}

} // namespace strongroom::ceremony

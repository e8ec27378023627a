// The only place that picks implementations: the simulator's desk and the site that goes with it, the digest
// of our own programs, the clock.
#pragma once

#include "core/api/engine.h"
#include "core/base_io/clock.h"
#include "core/engine/engine.h"
#include "core/engine/intake.h"
#include "core/engine/site.h"
#include "core/simulator/desk.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

namespace strongroom::app {

// The folder in which this program lies; helper, verifier and simulator module lie beside it.
Result<std::filesystem::path> programFolder();
// strongroom-helper there; it need not exist.
Result<std::filesystem::path> helperProgram();
// Over strongroom, strongroom-helper and strongroom-verify (PROTOCOL P1).
Result<Digest> programDigest();

// The machine's.
const base_io::Clock& systemClock();

// Whose PINs the desk shows: written by the engine's thread, read by the desk's.
class AuthorityName {
public:
    AuthorityName& operator=(std::string hex) {
        const std::lock_guard guard(m_lock);
        m_hex = std::move(hex);
        return *this;
    }
    std::string hex() const {
        const std::lock_guard guard(m_lock);
        return m_hex;
    }

private:
    mutable std::mutex m_lock;
    std::string m_hex;
};

// A training room in a folder: the desk, the site that reads it, and the engine once it is open.
struct TrainingRoom {
    std::unique_ptr<simulator::SimulatedDesk> desk;
    engine::Site site;
    // For the cards' PINs; filled when the engine is open.
    std::shared_ptr<AuthorityName> authority = std::make_shared<AuthorityName>();
    // The engine's, which the desk's drills move. It outlives the engine.
    std::shared_ptr<simulator::MovableClock> clock = std::make_shared<simulator::MovableClock>();
};
// HSMs and media that `site` names are the site's; everything else, and every card, is the simulator's.
Result<TrainingRoom> openTrainingRoom(const std::filesystem::path& folder, const ceremony::Plan& plan,
                                      const engine::Site& site = {});

// What a requester would bring: each input's sample, which lies beside the plan, under the name by which the
// plan expects it, on the stick from which the plan reads it. What lies there already stays.
Result<void> bringSamples(const engine::Site& site, const std::filesystem::path& planFile,
                          const ceremony::Plan& plan);

// Everything that opening a ceremony in this room takes; a test of the production path changes its mode.
Result<engine::EngineSetup> setupOf(const std::filesystem::path& folder, const engine::LoadedPlan& plan,
                                    const TrainingRoom& room);
Result<std::unique_ptr<api::Engine>> openTrainingEngine(const std::filesystem::path& folder,
                                                        const engine::LoadedPlan& plan, TrainingRoom& room);

} // namespace strongroom::app

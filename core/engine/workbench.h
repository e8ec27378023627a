// Workbench: all that performing an act may touch. One per engine, on its thread. Secrets here live until
// their step ends (shares of a quorum), or until the enrolment they were typed for is done.
#pragma once

#include "core/audit/checkpoint.h"
#include "core/ceremony/plan.h"
#include "core/ceremony/volatile.h"
#include "core/custody/activation_secret.h"
#include "core/custody/share_set.h"
#include "core/engine/cards.h"
#include "core/engine/devices.h"
#include "core/engine/journal.h"
#include "core/engine/site.h"
#include "core/engine/watched_clock.h"

#include <map>
#include <memory>
#include <optional>

namespace strongroom::engine {

struct EnrolSecrets {
    Secret pin;
    std::optional<Secret> securityOfficerPin;
};

struct DraftedCheckpoint {
    audit::Checkpoint checkpoint;
    base::Note note;
};

struct Workbench {
    AuthorityFolder folder;
    Journal journal;
    Cards cards;
    Devices devices;
    const base_io::Clock& clock;
    Site site;
    ceremony::Plan plan;
    Digest planDigest, programDigest;

    ceremony::Volatile now;
    std::optional<EnrolSecrets> enrolSecrets;
    std::map<std::string, std::vector<custody::OpenedShare>> shares; // shares -> released
    std::vector<authority::CardSignature> introductions;             // of the new record key
    std::optional<DraftedCheckpoint> checkpoint;
    std::filesystem::path helper;        // strongroom-helper
    Bytes takenIn;                       // the file of now.takenIn
    std::unique_ptr<WatchedClock> watch; // behind `clock`

    const authority::AuthorityState& state() const noexcept { return journal.state(); }
    Result<void> record(authority::EntryBody body);
    // Looks at readers, HSMs and media, and brings `now` up to date.
    Result<void> poll();
    // At the end of a step: nothing secret and nothing half-collected outlives it.
    void endStep();

    // The session that a quorum opened on this HSM; notNow when there is none.
    Result<hsm::Session*> session(const std::string& device);
    // A copy: what the state lends out is gone with the next entry.
    std::optional<custody::Officer> officer(const std::string& person) const {
        const custody::Officer* found = state().holder(person);
        return found != nullptr ? std::optional(*found) : std::nullopt;
    }
    // The 32 bytes behind a set, from the shares that were released (ceremony::sharesFrom for a medium's).
    Result<Secret> rebuild(const std::string& released) const;
    // Its PIN on this device (PROTOCOL P7).
    Result<Secret> rebuildPin(const std::string& released, const std::string& device);
};

} // namespace strongroom::engine

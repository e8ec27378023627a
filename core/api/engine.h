// The one door to a ceremony: the window and `rehearse` know nothing else. All calls come from one thread, on
// which onSnapshot's function is called too. Between submit() and its return, snapshots with `busy` set may
// be published; submit() returns when the engine waits for people again.
#pragma once

#include "core/api/snapshot.h"
#include "core/base/result.h"

#include <functional>
#include <memory>

namespace strongroom::api {

using SnapshotListener = std::function<void(std::shared_ptr<const Snapshot>)>;

class Engine {
public:
    virtual ~Engine() = default;

    virtual const Snapshot& snapshot() const = 0;
    // staleVersion, notNow, denied or the reason why it failed. A failed command changed nothing that is not
    // on record. Errors of a token or medium are also in the snapshot's refusals.
    virtual Result<void> submit(Addressed&& command) = 0;
    // Looks again at readers, HSM and media. Called by a timer, and after the desk moved something.
    virtual Result<void> poll() = 0;
    // One listener more; it is told of every snapshot from now on.
    virtual void onSnapshot(SnapshotListener listener) = 0;
    // From any thread: stop at the next safe point. Nothing is lost; the ceremony stays open.
    virtual void requestStop() noexcept = 0;
};

} // namespace strongroom::api

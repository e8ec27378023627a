// What lies on a token, and the proofs that nothing does. PROTOCOL P10: blank is (a) a token that is not
// initialised, or (b) one without a user PIN, without an object that anyone sees, whose security officer's
// PIN is known. Anything else is not ours.
#pragma once

#include "core/base/secret.h"
#include "core/hsm/token.h"

#include <string>
#include <vector>

namespace strongroom::hsm {

struct Inventory {
    LoginState seenBy = LoginState::nobody;
    std::vector<ObjectFacts> objects; // sorted: class, id, label

    std::size_t count(ObjectClass objectClass) const noexcept;
    // One line per object, in order: for the record and its digest.
    std::vector<std::string> lines() const;
};

Result<Inventory> takeInventory(Session& session);

enum class BlankCase { uninitialised, knownSecurityOfficer };
const char* nameOf(BlankCase proof) noexcept; // "a", "b": as in PROTOCOL P10

// Case (a), or case (b) with the PIN; tokenNotBlank names what was found. No PIN is tried when the token
// shows anything that is not blank before. Opens and closes its own sessions; none may be open.
Result<BlankCase> proveBlank(Token& token, const Secret* securityOfficerPin);

} // namespace strongroom::hsm

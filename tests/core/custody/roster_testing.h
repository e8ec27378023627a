// A roster of software cards for tests.
#pragma once

#include "core/custody/roster.h"
#include "core/ossl/key.h"

namespace strongroom::custody::testing {

// An enrolled card with fresh P-256 keys.
inline Officer cardOf(Role role, std::uint64_t ordinal, std::string name = {}) {
    Officer officer;
    officer.person = PersonId{role, ordinal}.text();
    officer.role = role;
    officer.name = std::move(name);
    officer.signSpki = ossl::PrivateKey::generate("P-256")->publicKey().spki();
    if (mayHoldShares(role))
        officer.decryptSpki = ossl::PrivateKey::generate("P-256")->publicKey().spki();
    return officer;
}

// Five officers, an administrator, a witness and an auditor, all different people.
inline Roster sampleRoster() {
    Roster roster;
    for (std::uint64_t i = 1; i <= 5; ++i)
        if (!roster.add(cardOf(Role::officer, i, "Officer " + std::to_string(i))))
            std::abort();
    for (const Role role : {Role::administrator, Role::witness, Role::auditor})
        if (!roster.add(cardOf(role, 1, std::string("The ") + nameOf(role))))
            std::abort();
    return roster;
}

} // namespace strongroom::custody::testing

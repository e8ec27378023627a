// One card of the roster and the person who holds it. `person` is the plan's role and an ordinal
// ("officer-3"); the name stands only in card_enrolled.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/custody/role.h"
#include "core/custody/spki.h"

#include <optional>
#include <string>

namespace strongroom::custody {

struct Officer {
    std::string person;
    Role role = Role::officer;
    std::string name;      // not part of the roster's digest
    std::string serial;    // of the card; not part of the roster's digest
    std::string algorithm; // with which the card signs; not part of the roster's digest
    Spki signSpki;
    Spki decryptSpki;                  // none for a card that only signs
    std::optional<Digest> certificate; // SHA-256, where the card carries one

    // How the card is named everywhere.
    const Digest& card() const noexcept { return signSpki.digest(); }
    // How share sets name it; zeros for a card that only signs.
    Digest holder() const noexcept { return decryptSpki.empty() ? Digest{} : decryptSpki.digest(); }
    bool operator==(const Officer&) const = default;
};

// "officer-3": role name, hyphen, ordinal from 1. badFormat otherwise.
struct PersonId {
    Role role = Role::officer;
    std::uint64_t ordinal = 1;
    static Result<PersonId> fromText(std::string_view text);
    std::string text() const;
};

} // namespace strongroom::custody

// One card of the roster and the person who holds it. `person` is the plan's role and an ordinal
// ("officer-3"); the name stands only in card_enrolled.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/custody/role.h"

#include <optional>
#include <string>

namespace strongroom::custody {

struct Officer {
    std::string person;
    Role role = Role::officer;
    std::string name;                  // not part of the roster's digest
    std::string serial;                // of the card; not part of the roster's digest
    std::string algorithm;             // with which the card signs; not part of the roster's digest
    Bytes signSpki;                    // DER
    Bytes decryptSpki;                 // DER; empty for a card that only signs
    std::optional<Digest> certificate; // SHA-256, where the card carries one

    Digest card() const;   // SHA-256 of signSpki: how the card is named everywhere
    Digest holder() const; // SHA-256 of decryptSpki: how share sets name it
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

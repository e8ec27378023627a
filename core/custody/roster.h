// The roster: every enrolled card, in enrolment order. Its canonical value is an array of {certificate,
// decrypt, person, role, sign} with SPKIs in base64 and "-" for none; its digest is what every card signs at
// the founding (PROTOCOL P3). Invariant: no key, no card and no person stands twice in it.
#pragma once

#include "core/base/bytes.h"
#include "core/base/canonical.h"
#include "core/base/result.h"
#include "core/custody/officer.h"

#include <string_view>
#include <vector>

namespace strongroom::custody {

class Roster {
public:
    // denied, naming the rule, when a key or person is already there, signing and decrypting share one key,
    // an officer's card cannot decrypt, or the person's name does not begin with the role.
    Result<void> add(Officer officer);
    Result<void> remove(std::string_view person);

    const std::vector<Officer>& officers() const noexcept { return m_officers; }
    const Officer* byPerson(std::string_view person) const noexcept;
    const Officer* byCard(const Digest& card) const noexcept;
    std::size_t count(Role role) const noexcept;

    base::Value canonical() const;
    Digest digest() const; // SHA-256 of the canonical bytes
    // The reverse of canonical(); what the digest does not cover is left empty.
    static Result<Roster> fromCanonical(const base::Value& value);
    bool operator==(const Roster&) const = default;

private:
    std::vector<Officer> m_officers;
};

} // namespace strongroom::custody

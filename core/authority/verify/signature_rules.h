// Private to this folder. The signatures of cards and HSM keys that stand in entries: enrolment, founding,
// share proofs, key proofs, introductions of record keys, sign-ins, transcripts (PROTOCOL P1, P3). Approvals
// are in approval_rules.h.
#pragma once

#include "core/authority/verify/place.h"

#include <optional>
#include <set>

namespace strongroom::authority {

class SignatureRules {
public:
    // `anchor`: from the verifier's hand.
    explicit SignatureRules(const std::optional<Digest>& anchor) : m_anchor(anchor) {}

    Result<void> check(const Place& place, const EntryBody& body);

private:
    struct Visitor;
    std::optional<Digest> m_anchor;
    std::optional<Digest> m_founding; // digest of the statement that the cards signed so far
    std::set<Digest> m_statements;    // each may be signed once: its nonce is fresh
};

} // namespace strongroom::authority

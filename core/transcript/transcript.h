// The transcript of a ceremony: every entry of it in order, in words, with the authority, the people and the
// keys as they stand. Made from the state alone, so that anyone who has the record makes the same one.
// Invariant: no entry is left out. Cannot do: judge; it says what is on record.
#pragma once

#include "core/api/document.h"
#include "core/authority/state.h"

namespace strongroom::transcript {

// Of the newest ceremony, with its entries so far. `title` and `language` are the plan's.
api::Document transcriptOf(const authority::AuthorityState& state, const std::string& title,
                           const std::string& language);

// What stands on every page: TRAINING, SIMULATED HSM. Empty for real ones.
std::vector<std::string> marksOf(const authority::AuthorityState& state);

} // namespace strongroom::transcript

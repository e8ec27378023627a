// The statements that cards and keys sign, rebuilt from the state: the signer and the verifier call the same
// function, so that no signature is over bytes that the record does not determine (PROTOCOL P1, P3).
#pragma once

#include "core/authority/state.h"
#include "core/base/note.h"

namespace strongroom::authority {

// Before the founding: over the policy proposed and the roster as it is. Its SHA-256 is the anchor.
Result<Bytes> foundingStatement(const AuthorityState& state);
Result<Bytes> recordKeyStatement(const AuthorityState& state, const KeyState& key,
                                 const custody::Officer& officer);

// A complete checkpoint of this authority: signed by the record key live now (where one is) and by the
// policy's record quorum of cards on the roster.
Result<void> checkNote(const AuthorityState& state, const base::Note& note);

} // namespace strongroom::authority

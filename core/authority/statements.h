// The statements that cards and keys sign, rebuilt from the state: the signer and the verifier call the same
// function, so that no signature is over bytes that the record does not determine (PROTOCOL P1, P3).
#pragma once

#include "core/authority/state.h"
#include "core/base/note.h"
#include "core/base/statement.h"
#include "core/custody/quorum.h"

namespace strongroom::authority {

// Before the founding: over the policy proposed and the roster as it is. Its SHA-256 is the anchor.
Result<Bytes> foundingStatement(const AuthorityState& state);
Result<Bytes> recordKeyStatement(const AuthorityState& state, const KeyState& key,
                                 const custody::Officer& officer);

// What this officer's card signs for or against a request (PROTOCOL P2); `reason` is free text, "" for none.
// For the verifier: with the state just before the approval_given.
Result<Bytes> approvalStatement(const AuthorityState& state, const Request& request,
                                const custody::Officer& officer, base::Decision decision,
                                std::string_view reason);
// The votes given on a request, and every role in which somebody voted in this ceremony, for custody's rules.
std::vector<custody::Vote> votesOn(const AuthorityState& state, const Request& request);
std::vector<custody::ActingRole> rolesActed(const AuthorityState& state);

// The note of a manifest: signed by the record key live now, over exactly this manifest.
Result<void> checkManifestNote(const AuthorityState& state, ByteView manifest, const base::Note& note);

// A complete checkpoint of this authority: signed by the record key live now (where one is) and by the
// policy's record quorum of cards on the roster.
Result<void> checkNote(const AuthorityState& state, const base::Note& note);

} // namespace strongroom::authority

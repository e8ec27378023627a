// The statements that cards and keys sign, rebuilt from the state: the signer and the verifier call the same
// function, so that no signature is over bytes that the record does not determine (PROTOCOL P1 to P3). Each
// takes the state before the entry that will carry the signature.
#pragma once

#include "core/audit/checkpoint.h"
#include "core/authority/state.h"
#include "core/base/note.h"
#include "core/base/statement.h"
#include "core/custody/quorum.h"

namespace strongroom::authority {

// A card shows that it holds its key: at enrolment (the role and key to be enrolled) and at sign-in. `head`:
// an earlier entry of the open ceremony.
Result<Bytes> challengeStatement(const AuthorityState& state, const std::string& role, const Digest& card,
                                 ByteView nonce, const EntryReference& head);

// Before the founding: over the policy proposed and the roster as it is. Its SHA-256 is the anchor.
Result<Bytes> foundingStatement(const AuthorityState& state);

Result<Bytes> shareProofStatement(const AuthorityState& state, const std::string& set,
                                  const custody::Officer& officer, ByteView nonce,
                                  const EntryReference& head);

Result<Bytes> recordKeyStatement(const AuthorityState& state, const KeyState& key,
                                 const custody::Officer& officer);

// `medium`: from which the key was unwrapped (drill, restored); none for a key just generated.
Result<Bytes> keyProofStatement(const AuthorityState& state, const Digest& key, base::ProofPurpose purpose,
                                std::optional<std::string> medium, ByteView nonce);

// `reason`: what was said, "" for nothing.
Result<Bytes> approvalStatement(const AuthorityState& state, const Request& request,
                                const custody::Officer& officer, base::Decision decision,
                                const std::string& reason);

// Over the newest transcript_made of the ceremony.
Result<Bytes> transcriptStatement(const AuthorityState& state, const custody::Officer& officer,
                                  base::TranscriptChoice choice, const std::string& reason);

// What an approval is about, as bytes: the canonical values of PROTOCOL P2.
Bytes eraseOrder(const std::string& token, const std::vector<std::string>& inventory,
                 const std::string& checkpoint, const std::vector<RecordCopy>& copies);
Bytes restoreOrder(const Digest& manifest, const std::string& medium, const std::string& token);

// The votes on a request that count now: of cards on the roster that are not lost.
std::vector<custody::Vote> votesOn(const AuthorityState& state, const Request& request);
// M distinct cards of distinct persons in allowed roles approved it. `denied` says what is missing.
Result<void> checkGranted(const AuthorityState& state, const Request& request);

// The keys that count in a note now: the live record key, and the cards on the roster that are not lost.
// keyMismatch when the record key that is live was never generated.
Result<audit::NoteKeys> liveNoteKeys(const AuthorityState& state);

// Every role in which somebody voted in this ceremony, for custody's rules.
std::vector<custody::ActingRole> rolesActed(const AuthorityState& state);

// The note of a manifest: signed by the record key live now, over exactly this manifest.
Result<void> checkManifestNote(const AuthorityState& state, ByteView manifest, const base::Note& note);

// A complete checkpoint of this authority: signed by the record key live now (where one is) and by the
// policy's record quorum of cards on the roster.
Result<audit::SignedCheckpoint> checkNote(const AuthorityState& state, const base::Note& note);

} // namespace strongroom::authority

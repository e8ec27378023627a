// perform: one function for each act (core/ceremony/act.h). Intent entry, call, outcome entry; CKR_OK is not
// proof. After an error the record says what was intended, and the machine asks settle() before anything
// else.
#pragma once

#include "core/ceremony/act.h"
#include "core/engine/workbench.h"

namespace strongroom::engine {

Result<void> perform(Workbench& bench, const ceremony::Act& act);

// perform_room.cpp
Result<void> performAct(Workbench& bench, const ceremony::RecordEntry& act);
Result<void> performAct(Workbench& bench, const ceremony::CheckWorkstation& act);
Result<void> performAct(Workbench& bench, const ceremony::IdentifyToken& act);
Result<void> performAct(Workbench& bench, const ceremony::ProveBlank& act);
Result<void> performAct(Workbench& bench, const ceremony::FoundAuthority& act);

// perform_cards.cpp
Result<void> performAct(Workbench& bench, const ceremony::InitialiseCard& act);
Result<void> performAct(Workbench& bench, const ceremony::GenerateCardKeys& act);
Result<void> performAct(Workbench& bench, const ceremony::EnrolCardAct& act);
Result<void> performAct(Workbench& bench, const ceremony::CardAct& act);
// The card in the reader that is being enrolled answers a challenge with the keys that were made on it.
Result<authority::CardEnrolled> challengeCard(Workbench& bench, const std::string& person,
                                              const std::string& role);
// A card that was just unlocked shows itself on record, once between two starts of the program. A card that
// was enrolled since then has done so.
Result<void> signIn(Workbench& bench, const std::string& person);

// perform_roster.cpp
Result<void> performAct(Workbench& bench, const ceremony::ProposeRoster& act);
Result<void> performAct(Workbench& bench, const ceremony::ChangeRoster& act);

// perform_pins.cpp
Result<void> performAct(Workbench& bench, const ceremony::PrepareShareSet& act);
Result<void> performAct(Workbench& bench, const ceremony::InitialiseToken& act);
Result<void> performAct(Workbench& bench, const ceremony::SwitchSoPin& act);
Result<void> performAct(Workbench& bench, const ceremony::SwitchUserPin& act);
Result<void> performAct(Workbench& bench, const ceremony::ActivatePinSet& act);
Result<void> performAct(Workbench& bench, const ceremony::OpenSession& act);
Result<void> performAct(Workbench& bench, const ceremony::CloseSession& act);

// perform_keys.cpp
Result<void> performAct(Workbench& bench, const ceremony::GenerateKey& act);
Result<void> performAct(Workbench& bench, const ceremony::IntroduceRecordKey& act);
Result<void> performAct(Workbench& bench, const ceremony::StartCheckpoint& act);
Result<void> performAct(Workbench& bench, const ceremony::CompleteCheckpoint& act);

// perform_backup.cpp
Result<void> performAct(Workbench& bench, const ceremony::WrapKeys& act);
Result<void> performAct(Workbench& bench, const ceremony::PrepareManifest& act);
Result<void> performAct(Workbench& bench, const ceremony::SignManifest& act);
Result<void> performAct(Workbench& bench, const ceremony::WriteBackup& act);

// perform_rewrap.cpp
Result<void> performAct(Workbench& bench, const ceremony::RewrapKeys& act);

// perform_approval.cpp
Result<void> performAct(Workbench& bench, const ceremony::RequestApproval& act);
// The officer's decision on the request that `act` names, signed by the card.
Result<void> decideOn(Workbench& bench, const custody::Officer& officer, const ceremony::CardAct& act);

// perform_drill.cpp
Result<void> performAct(Workbench& bench, const ceremony::Drill& act);
Result<void> performAct(Workbench& bench, const ceremony::SealKey& act);

// perform_restore.cpp
Result<void> performAct(Workbench& bench, const ceremony::RestoreKeys& act);

// perform_erase.cpp
Result<void> performAct(Workbench& bench, const ceremony::EraseToken& act);

// perform_closing.cpp
Result<void> performAct(Workbench& bench, const ceremony::WriteRecord& act);
Result<void> performAct(Workbench& bench, const ceremony::WritePublished& act);
Result<void> performAct(Workbench& bench, const ceremony::MakeTranscript& act);

// perform_lint.cpp
Result<void> performAct(Workbench& bench, const ceremony::LintProfile& act);

// perform_prepare.cpp
Result<void> performAct(Workbench& bench, const ceremony::PrepareTbs& act);
Result<void> performAct(Workbench& bench, const ceremony::WriteForSecondLook& act);

// perform_sign.cpp
Result<void> performAct(Workbench& bench, const ceremony::SignTbs& act);
Result<void> performAct(Workbench& bench, const ceremony::WriteSigned& act);

// perform_intake.cpp
Result<void> performAct(Workbench& bench, const ceremony::TakeIn& act);
Result<void> performAct(Workbench& bench, const ceremony::AcceptRequest& act);

// Looks what became of the intent (seq) that has no outcome, and records it.
Result<void> settle(Workbench& bench, std::uint64_t intent);

// perform_pins.cpp. After a change of the SO PIN that was cut short: the new PIN is tried once, then the old
// one once. "done" or "not-done"; needsDecision when the token takes neither.
Result<std::string> lookAtSoPin(Workbench& bench, const authority::PinSwitchIntended& intent);

// The record-key statement that this card signs (PROTOCOL P1).
Result<Bytes> recordKeyStatement(const Workbench& bench, const std::string& key,
                                 const custody::Officer& officer);

} // namespace strongroom::engine

// What people read while the engine is at work. Acts that take no time say nothing.
#include "core/engine/view.h"

namespace strongroom::engine {

namespace {

using api::Busy;

struct Words {
    std::optional<Busy> operator()(const ceremony::IdentifyToken& act) const {
        return Busy{{SR_TEXT("Looking at the HSM '%1'"), {act.device}}, 2};
    }
    std::optional<Busy> operator()(const ceremony::ProveBlank& act) const {
        return Busy{{SR_TEXT("Looking whether the HSM '%1' is blank"), {act.device}}, 2};
    }
    std::optional<Busy> operator()(const ceremony::InitialiseCard& act) const {
        return Busy{{SR_TEXT("The card of %1 gets its PIN"), {act.person}}, 5};
    }
    std::optional<Busy> operator()(const ceremony::GenerateCardKeys& act) const {
        return Busy{{SR_TEXT("The card of %1 makes its keys"), {act.person}}, 10};
    }
    std::optional<Busy> operator()(const ceremony::EnrolCardAct& act) const {
        return Busy{{SR_TEXT("The card of %1 answers a challenge"), {act.person}}, 5};
    }
    std::optional<Busy> operator()(const ceremony::ProposeRoster& act) const {
        return Busy{{SR_TEXT("The card of %1 answers a challenge"), {act.person}}, 5};
    }
    std::optional<Busy> operator()(const ceremony::CardAct& act) const {
        return Busy{{SR_TEXT("The card of %1 is at work"), {act.open.person}}, 3};
    }
    std::optional<Busy> operator()(const ceremony::PrepareShareSet& act) const {
        return Busy{{SR_TEXT("The shares of %1 are made and sealed to the cards"), {act.set.text()}}, 5};
    }
    std::optional<Busy> operator()(const ceremony::InitialiseToken& act) const {
        return Busy{{SR_TEXT("The HSM '%1' is initialised"), {act.device}}, 10};
    }
    std::optional<Busy> operator()(const ceremony::SwitchSoPin& act) const {
        return Busy{{SR_TEXT("The HSM '%1' gets a new SO PIN"), {act.device}}, 3};
    }
    std::optional<Busy> operator()(const ceremony::SwitchUserPin& act) const {
        return Busy{{SR_TEXT("The HSM '%1' gets a new user PIN"), {act.device}}, 3};
    }
    std::optional<Busy> operator()(const ceremony::ActivatePinSet& act) const {
        return Busy{{SR_TEXT("The new PIN of the HSM '%1' is tried"), {act.device}}, 3};
    }
    std::optional<Busy> operator()(const ceremony::OpenSession& act) const {
        return Busy{{SR_TEXT("The HSM '%1' is opened"), {act.device}}, 3};
    }
    std::optional<Busy> operator()(const ceremony::CloseSession& act) const {
        return Busy{{SR_TEXT("What lies in the HSM '%1' is listed, then it is closed"), {act.device}}, 3};
    }
    std::optional<Busy> operator()(const ceremony::GenerateKey& act) const {
        return Busy{{SR_TEXT("The HSM generates the key '%1' (%2)"), {act.key, act.algorithm}}, 60};
    }
    std::optional<Busy> operator()(const ceremony::IntroduceRecordKey&) const {
        return Busy{{SR_TEXT("The record's key is introduced"), {}}, 3};
    }
    std::optional<Busy> operator()(const ceremony::CompleteCheckpoint&) const {
        return Busy{{SR_TEXT("The record is sealed"), {}}, 3};
    }
    std::optional<Busy> operator()(const ceremony::WrapKeys&) const {
        return Busy{{SR_TEXT("The HSM wraps the keys under the backup key"), {}}, 10};
    }
    std::optional<Busy> operator()(const ceremony::RewrapKeys&) const {
        return Busy{{SR_TEXT("The HSM wraps the keys under the new backup key"), {}}, 10};
    }
    std::optional<Busy> operator()(const ceremony::SignManifest&) const {
        return Busy{{SR_TEXT("The HSM signs the backup's manifest"), {}}, 3};
    }
    std::optional<Busy> operator()(const ceremony::WriteBackup& act) const {
        return Busy{{SR_TEXT("Writing to '%1' and reading back. Do not pull the stick."), {act.medium}}, 20};
    }
    std::optional<Busy> operator()(const ceremony::Drill& act) const {
        return Busy{{SR_TEXT("A fresh process restores the keys from '%1' for a proof"), {act.medium}}, 20};
    }
    std::optional<Busy> operator()(const ceremony::SealKey& act) const {
        return Busy{{SR_TEXT("The key '%1' loses the right to leave the HSM"), {act.key}}, 3};
    }
    std::optional<Busy> operator()(const ceremony::RestoreKeys& act) const {
        return Busy{{SR_TEXT("The keys are restored from '%1' into the HSM"), {act.medium}}, 20};
    }
    std::optional<Busy> operator()(const ceremony::WriteRecord& act) const {
        return Busy{
            {SR_TEXT("The record is written to '%1' and read back. Do not pull the stick."), {act.medium}},
            20};
    }
    std::optional<Busy> operator()(const ceremony::WritePublished& act) const {
        return Busy{{SR_TEXT("What is published is written to '%1' and read back. Do not pull the stick."),
                     {act.medium}},
                    20};
    }
    std::optional<Busy> operator()(const ceremony::EraseToken& act) const {
        return Busy{{SR_TEXT("The HSM '%1' is cleared, and a fresh process looks that nothing is left"),
                     {act.device}},
                    30};
    }
    std::optional<Busy> operator()(const ceremony::MakeTranscript&) const {
        return Busy{{SR_TEXT("The transcript is made"), {}}, 3};
    }
    std::optional<Busy> operator()(const ceremony::LintProfile& act) const {
        return Busy{{SR_TEXT("The profile '%1' is tried with a throwaway key"), {act.use}}, 10};
    }
    std::optional<Busy> operator()(const ceremony::PrepareTbs& act) const {
        return Busy{{SR_TEXT("What is to be signed is prepared and linted: '%1'"), {act.object}}, 10};
    }
    std::optional<Busy> operator()(const ceremony::WriteForSecondLook& act) const {
        return Busy{{SR_TEXT("Writing to '%1' for the second look"), {act.medium}}, 10};
    }
    std::optional<Busy> operator()(const ceremony::SignTbs&) const {
        return Busy{{SR_TEXT("The HSM signs what was approved"), {}}, 5};
    }
    std::optional<Busy> operator()(const ceremony::TakeIn& act) const {
        return Busy{{SR_TEXT("Reading the request '%1'"), {act.input}}, 5};
    }
    // Entries and small files.
    template<typename Quick>
    requires(std::is_same_v<Quick, ceremony::RecordEntry> ||
             std::is_same_v<Quick, ceremony::CheckWorkstation> ||
             std::is_same_v<Quick, ceremony::FoundAuthority> ||
             std::is_same_v<Quick, ceremony::StartCheckpoint> ||
             std::is_same_v<Quick, ceremony::PrepareManifest> ||
             std::is_same_v<Quick, ceremony::RequestApproval> ||
             std::is_same_v<Quick, ceremony::WriteSigned> || std::is_same_v<Quick, ceremony::AcceptRequest> ||
             std::is_same_v<Quick, ceremony::ChangeRoster>) std::optional<Busy>
    operator()(const Quick&) const { return std::nullopt; }
};

} // namespace

std::optional<api::Busy> busyWith(const ceremony::Act& act) {
    return std::visit(Words(), act);
}

} // namespace strongroom::engine

// Private to this folder. The fold itself: one overload for each entry type that changes more than the
// ceremony's list of entries. Each is judged by the state before it; signatures are verify's business. The
// overloads stand in fold_*.cpp, as the entries stand in entries_*.h.
#pragma once

#include "core/audit/entry.h"
#include "core/authority/state.h"

namespace strongroom::authority {

inline Error broken(std::string rule) {
    return Error{ErrorCode::recordBroken, std::move(rule)};
}

class Fold {
public:
    Fold(AuthorityState& state, const audit::Entry& entry)
        : m_state(state), m_reference{entry.seq, entry.hash}, m_entry(entry) {}

    // fold_founding.cpp
    Result<void> operator()(const AuthorityCreated& body);
    Result<void> operator()(const CeremonyOpened& body);
    Result<void> operator()(const ClockConfirmed& body);
    Result<void> operator()(const PresenceRecorded& body);
    Result<void> operator()(const TokenIdentified& body);
    Result<void> operator()(const BlankProven& body);
    Result<void> operator()(const CardEnrolled& body);
    Result<void> operator()(const PolicyProposed& body);
    Result<void> operator()(const FoundingSigned& body);
    Result<void> operator()(const AuthorityFounded& body);
    Result<void> operator()(const CardInitialised& body);
    Result<void> operator()(const CardKeysGenerated& body);

    // fold_custody.cpp
    Result<void> operator()(const ShareSetPrepared& body);
    Result<void> operator()(const ShareProven& body);
    Result<void> operator()(const ShareOpened& body);
    Result<void> operator()(const PinSwitchIntended& body);
    Result<void> operator()(const TokenInitialised& body);
    Result<void> operator()(const ShareSetActive& body);
    Result<void> operator()(const ShareSetRetired& body);
    Result<void> operator()(const ShareSetDead& body);
    Result<void> operator()(const SessionOpened& body);
    Result<void> operator()(const KeyGenerationIntended& body);
    Result<void> operator()(const KeyGenerated& body);
    Result<void> operator()(const RecordKeyIntroduced& body);

    // fold_backup.cpp
    Result<void> operator()(const WrapIntended& body);
    Result<void> operator()(const KeysWrapped& body);
    Result<void> operator()(const ManifestPrepared& body);
    Result<void> operator()(const ManifestSigned& body);
    Result<void> operator()(const MediumWriteIntended& body);
    Result<void> operator()(const MediumWritten& body);
    Result<void> operator()(const DrillIntended& body);
    Result<void> operator()(const DrillPassed& body);
    Result<void> operator()(const AttributeChanged& body);
    Result<void> operator()(const RestoreIntended& body);
    Result<void> operator()(const KeyRestored& body);
    Result<void> operator()(const MediumDestroyed& body);

    // fold_signing.cpp
    Result<void> operator()(const ApprovalRequested& body);
    Result<void> operator()(const ApprovalGiven& body);
    Result<void> operator()(const TbsPrepared& body);
    Result<void> operator()(const SignatureIntended& body);
    Result<void> operator()(const ObjectSigned& body);
    Result<void> operator()(const SignatureUnknownNotReleased& body);
    Result<void> operator()(const RequestAccepted& body);
    Result<void> operator()(const RevocationRecorded& body);

    // fold_closing.cpp
    Result<void> operator()(const BagRecorded& body);
    Result<void> operator()(const InventoryTaken& body);
    Result<void> operator()(const EraseIntended& body);
    Result<void> operator()(const ObjectsDestroyed& body);
    Result<void> operator()(const TokenReset& body);
    Result<void> operator()(const EmptinessProven& body);
    Result<void> operator()(const HsmLost& body);
    Result<void> operator()(const CeremonyClosed& body);

    // fold_changes.cpp
    Result<void> operator()(const ActFailed& body);
    Result<void> operator()(const IntentSettled& body);
    Result<void> operator()(const RosterProposed& body);
    Result<void> operator()(const RosterChanged& body);
    Result<void> operator()(const PolicyChanged& body);
    Result<void> operator()(const CardLost& body);
    Result<void> operator()(const Resumed&);
    Result<void> operator()(const Suspended&);
    Result<void> operator()(const SuspensionEnded&);
    Result<void> operator()(const ExceptionRaised& body);
    Result<void> operator()(const ExceptionEnded& body);

    // Everything else is remembered as an entry of its step.
    template<typename Other>
    Result<void> operator()(const Other&) {
        return {};
    }

private:
    Result<void> needToken(const std::string& device) const;
    // AuthorityState::tokenBySerial, to change it.
    TokenState* tokenWith(const std::string& serial);
    Result<void> needSet(const std::string& set) const;
    Result<void> needMember(const std::string& set, const std::string& person, std::uint64_t number) const;
    Result<void> needCard(const std::string& person, const Digest& card) const;
    Result<void> use(const EntryReference& reference);
    // With cards that count now: one that was lost in the meantime does not.
    std::uint64_t approvalsOf(const Request& request) const;
    void voidRequests();
    Request* find(const EntryReference& reference);

    Result<void> checkOpening(const CeremonyOpened& body) const;
    Result<void> useItem(const EntryReference& reference, const base::Subject& subject,
                         const std::string& item);
    Result<void> checkManifest(std::uint64_t number, const custody::BackupManifest& manifest) const;
    Result<void> checkSwitched(const ShareSetActive& body);
    bool isKnownToBeSwitched(const std::string& set) const;
    Result<void> endSet(const std::string& set, custody::SetState life);
    Result<void> needErase(const std::string& serial) const;
    Result<void> checkDestroyed(const ObjectsDestroyed& body) const;
    Result<void> reach(const std::string& serial, EraseStage before, EraseStage stage);
    void endKeys(const std::string& serial);
    // Another key in the HSM, or another life of it: what an erase reached before says nothing of that.
    void forgetErase(const std::string& serial);
    Result<void> checkNewNumber(const TbsPrepared& body) const;
    Result<void> checkTbs(const TbsPrepared& body) const;
    template<typename Intent>
    const Intent* pending() const {
        const auto& intent = m_state.ceremony->pendingIntent;
        return intent ? std::get_if<Intent>(&intent->body) : nullptr;
    }

    AuthorityState& m_state;
    EntryReference m_reference;
    const audit::Entry& m_entry;
};

} // namespace strongroom::authority

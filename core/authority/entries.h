// Every entry type there is, and the one place that turns them into JSON and back. A new type is a struct in
// one of the entries_*.h, one line here, and its rule in replay.cpp and verify.cpp.
#pragma once

#include "core/authority/entries_closing.h"
#include "core/authority/entries_custody.h"
#include "core/authority/entries_exception.h"
#include "core/authority/entries_founding.h"
#include "core/authority/entries_signing.h"

#include <variant>

namespace strongroom::authority {

using EntryVariant = std::variant<
    AuthorityCreated, CeremonyOpened, WorkstationChecked, ClockConfirmed, Confirmed, PresenceRecorded,
    TokenIdentified, BlankProven, CardInitIntended, CardInitialised, CardKeysIntended, CardKeysGenerated,
    CardEnrolled, CardSignedIn, PolicyProposed, FoundingSigned, AuthorityFounded, Refused, ActFailed,
    IntentSettled, Resumed, Suspended, SuspensionEnded, ExceptionRaised, ExceptionEnded, ShareSetPrepared,
    ShareProven, ShareOpened, PinSwitchIntended, TokenInitialised, ShareSetActive, ShareSetRetired,
    ShareSetDead, SessionOpened, SessionClosed, KeyGenerationIntended, KeyGenerated, RecordKeyIntroduced,
    WrapIntended, KeysWrapped, ManifestPrepared, ManifestSigned, MediumWriteIntended, MediumWritten,
    DrillIntended, DrillPassed, AttributeChangeIntended, AttributeChanged, BagRecorded, LintReported,
    TbsPrepared, ApprovalRequested, ApprovalGiven, SignatureIntended, ObjectSigned,
    SignatureUnknownNotReleased, ArtefactWritten, RequestAccepted, InventoryTaken, EraseIntended,
    ObjectsDestroyed, TokenReset, EmptinessProven, HsmLost, RestoreIntended, KeyRestored, RevocationRecorded,
    CardLost, RosterProposed, RosterChanged, MediumDestroyed, PolicyChanged, TranscriptMade, TranscriptSigned,
    CeremonyClosed, Printed, InkSigned, Sealed, CustodyMoved>;

// Any entry. Its copying, moving and comparing stand in entries.cpp: seventy types are a burden for a
// compiler that meets them in every file.
class EntryBody : public EntryVariant {
public:
    EntryBody();
    template<typename Body>
    requires requires { Body::type; }
    EntryBody(Body body) : EntryVariant(std::in_place_type<Body>, std::move(body)) {}
    template<std::size_t index>
    explicit EntryBody(std::in_place_index_t<index> at) : EntryVariant(at) {}
    EntryBody(const EntryBody&);
    EntryBody(EntryBody&&) noexcept;
    EntryBody& operator=(const EntryBody&);
    EntryBody& operator=(EntryBody&&) noexcept;
    ~EntryBody();
    bool operator==(const EntryBody& other) const;
};

std::string_view typeOf(const EntryBody& body) noexcept;
base::Value writeBody(EntryBody body);
// unsupported for a type that this version does not know, badFormat or unknownKey for wrong fields.
Result<EntryBody> readBody(std::string_view type, const base::Value& body);
// All type names, in the order above (FORMAT.md and a test list them).
std::vector<std::string_view> entryTypes();
// An intent must be followed by its outcome; between them the world may have changed or not.
bool isIntent(const EntryBody& body) noexcept;
// What may stand between ceremony_closed and the next ceremony_opened (PROTOCOL P5).
bool isTail(const EntryBody& body) noexcept;

} // namespace strongroom::authority

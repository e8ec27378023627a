// AuthorityState: everything that follows from the record, and nothing else (DESIGN 1.1). Made by replay
// alone; a value that can be copied and compared, so that tests show state == replay(file) after every entry.
#pragma once

#include "core/authority/entries.h"
#include "core/base/mode.h"
#include "core/custody/backup_set.h"
#include "core/custody/policy.h"
#include "core/custody/roster.h"
#include "core/custody/share_set.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace strongroom::authority {

// An entry in its place.
struct Recorded {
    EntryReference reference;
    UtcTime time;
    std::string step;
    EntryBody body;
    bool operator==(const Recorded&) const = default;
};

// Among the entries of one step: a change of the SO PIN (C_SetPIN) to that of this set was cut short and
// then found to have happened.
bool isKnownToBeSwitched(std::span<const Recorded> entries, const std::string& set);

struct ShareSetState {
    ShareSetPrepared prepared;
    std::uint64_t seq = 0; // of share_set_prepared
    std::set<std::string> provenBy;
    custody::SetState life = custody::SetState::prepared;
    std::string token; // serial, once it is known

    bool isProven() const noexcept { return provenBy.size() == set.members.size(); }
    std::uint64_t threshold() const noexcept { return set.plan.fewestMembers(); }
    // What custody needs to open and rebuild it.
    custody::ShareSet set;
    bool operator==(const ShareSetState&) const = default;
};

struct KeyState {
    KeyGenerationIntended intended;
    Digest key; // SPKI SHA-256
    Bytes spki;
    std::string token;        // serial of the one that holds it now, "" while none does
    EntryReference reference; // key_generated
    bool extractable = false;
    std::string wrappedUnder;           // MBK set of its newest blobs, "" while there are none
    std::uint64_t backup = 0;           // newest backup number that holds it, 0 for none
    std::set<std::string> drilledMedia; // media whose drill passed since
    bool operator==(const KeyState&) const = default;
};

// The parts of an erase in their order (FORMAT.md 14).
enum class EraseStage { nothing, destroyed, provenDestroyed, reset };

// One life of an HSM: from C_InitToken to erase.
struct TokenState {
    TokenIdentified identified;
    std::string serial;
    bool blankProven = false, initialised = false;
    std::string initialisedWith;              // set of its newest C_InitToken
    std::string userSet, soSet;               // active ones; after an erase the old SO set still opens it
    std::vector<std::string> inventory;       // of the newest inventory_taken
    std::uint64_t inventoryAt = 0;            // its seq, 0 for none
    Digest recordKey;                         // zeros while none is introduced
    std::uint64_t recordKeySince = 0;         // seq of record_key_introduced
    EraseStage erased = EraseStage::nothing;  // how far any erase of this ceremony got
    EraseStage erasing = EraseStage::nothing; // how far the newest one got
    bool operator==(const TokenState&) const = default;
};

struct Request {
    EntryReference reference;
    std::string step; // of approval_requested
    ApprovalRequested requested;
    std::map<std::string, ApprovalGiven> given; // person
    bool used = false, isVoid = false;
    std::set<std::string> items; // what an act of several items did under it: CKA_IDs of a restore

    bool operator==(const Request&) const = default;
};

struct Backup {
    std::uint64_t number = 0;
    ManifestPrepared prepared;
    custody::BackupManifest manifest; // what `prepared` says
    std::string note;                 // "" before manifest_signed
    std::set<std::string> written, drilled;
    std::set<std::string> destroyed; // of `written`: media that are no more
    // Every medium of it was drilled.
    bool isDrilled() const noexcept { return drilled.size() == manifest.media.size(); }
    bool operator==(const Backup&) const = default;
};

// Bytes that were put on record to be signed (PROTOCOL P2). Its number is used up, signed or not.
struct PreparedObject {
    TbsPrepared prepared;
    EntryReference reference;
    UtcTime time;
    std::string step;
    std::uint64_t revoked = 0; // how many certificates its issuer had revoked by then
    bool burned = false;       // a signature of unknown outcome
    bool isCrl() const noexcept { return prepared.kind == "tbs-crl"; }
    bool operator==(const PreparedObject&) const = default;
};

// What the HSM signed: a certificate or a CRL, as published.
struct IssuedObject {
    std::string object, kind /* certificate, crl */, profile, number;
    Digest key; // that signed
    Bytes bytes;
    EntryReference reference; // object_signed
    std::string step;
    bool operator==(const IssuedObject&) const = default;
};

// A file of the authority's folder that repeats what an entry holds.
struct CopiedFile {
    std::string file; // "certificates/root.der"
    Bytes bytes;
};
std::vector<CopiedFile> copiesOf(const IssuedObject& issued);
CopiedFile copyOf(const RequestAccepted& accepted);
struct AuthorityState;
std::vector<CopiedFile> copiesOf(const AuthorityState& state); // all of them

// A roster that is to be approved.
struct ProposedRoster {
    EntryReference reference; // roster_proposed
    custody::Roster roster;
    bool operator==(const ProposedRoster&) const = default;
};

struct CeremonyState {
    CeremonyOpened opened;
    std::string id;
    std::uint64_t openedSeq = 0;
    UtcTime openedAt; // as the clock was confirmed since; before that, as the machine said
    std::map<std::string, std::vector<Recorded>> steps;
    std::optional<Recorded> pendingIntent;            // an intent without outcome
    std::set<std::uint64_t> openExceptions;           // deviations and stops
    std::uint64_t lastResumed = 0;                    // seq of the newest `resumed` entry
    std::map<std::string, PresenceRecorded> presence; // of each person the newest
    bool suspended = false, abandoned = false, closed = false;
    EntryReference closing; // ceremony_closed
    // Of those that are open, the one that people are asked about: the newest.
    std::optional<std::uint64_t> openException() const {
        return openExceptions.empty() ? std::nullopt : std::optional(*openExceptions.rbegin());
    }
    bool operator==(const CeremonyState&) const = default;
};

struct AuthorityState {
    Mode mode = Mode::production;
    std::string name;
    Digest authority; // hash of entry 0
    Digest firstPlan; // that entry 0 names
    std::uint64_t size = 0;
    Digest head; // hash of the last entry
    UtcTime lastTime;
    std::optional<Digest> anchor;
    EntryReference policyReference; // of authority_founded or policy_changed
    std::optional<EntryReference> policyProposed;
    std::optional<custody::Policy> policy; // proposed or in force
    custody::Roster roster;                // in enrolment order
    std::set<Digest> lostCards;
    std::optional<ProposedRoster> proposedRoster;
    std::map<std::string, std::string> foundingSignatures; // person -> seq
    std::map<std::string, ShareSetState> sets;
    std::map<std::string, TokenState> tokens; // device -> newest life
    std::map<std::string, KeyState> keys;     // plan name
    std::vector<Request> requests;
    std::map<std::uint64_t, Backup> backups;
    std::map<std::string, std::map<std::string, Digest>> media; // medium -> its folders, with their digests
    std::map<std::string, BagRecorded> bags;                    // item
    std::vector<PreparedObject> prepared;
    std::map<std::string, IssuedObject> certificates; // by the plan's name
    std::vector<IssuedObject> crls;                   // of all issuers, in order
    std::vector<RevocationRecorded> revocations;
    std::vector<RequestAccepted> accepted;
    std::uint64_t ceremonies = 0;
    std::optional<CeremonyState> ceremony; // the newest one, open or closed
    std::string previousNote = "-"; // SHA-256 of the newest complete note's text when the ceremony opened
    UtcTime clockOffsetFrom;        // system time at the last clock_confirmed, and
    UtcTime clockOffsetTo;          // the wall time that was confirmed for it

    // The person's officer, or nullptr when there is none or the card is lost.
    const custody::Officer* holder(std::string_view person) const noexcept;
    // The same for a share: nullptr also when the person has another card than the share was sealed to.
    const custody::Officer* holder(const custody::ShareMember& member) const noexcept;
    // Without the cards that are lost: whose votes count.
    custody::Roster validCards() const;
    bool isFounded() const noexcept { return anchor.has_value(); }
    const Request* request(const EntryReference& reference) const noexcept;
    // The newest signed backup that lies, or is to lie, on this medium; nullptr when there is none, or the
    // medium was destroyed.
    const Backup* backupOn(std::string_view medium) const noexcept;
    const KeyState* keyById(std::string_view ckaId) const noexcept;
    // Nullptr for a token that nobody identified.
    const TokenState* tokenBySerial(std::string_view serial) const noexcept;
    const KeyState* keyByDigest(const Digest& spki) const noexcept;
    const PreparedObject* preparedObject(const Digest& digest) const noexcept;
    const RequestAccepted* acceptedRequest(std::string_view input) const noexcept; // the newest of that name
    const IssuedObject* issuedAt(std::uint64_t seq) const noexcept;                // of object_signed
    const IssuedObject* newestCrl(const Digest& key) const noexcept;               // nullptr before the first
    std::uint64_t nextGeneration(custody::SetKind kind) const;
    EntryReference headReference() const { return {size - 1, head}; } // of the last entry; size > 0
    // The record's time for a system time: the confirmed wall clock plus what has passed since.
    UtcTime timeFor(UtcTime system) const;
    bool operator==(const AuthorityState&) const = default;
};

} // namespace strongroom::authority

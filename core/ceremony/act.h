// Acts: what the engine does for the machine, as values. Each has one `perform` in core/engine (intent entry,
// call, outcome entry) and, where it leaves a dangling intent after a crash, one `settle`.
#pragma once

#include "core/api/command.h"
#include "core/authority/entries.h"
#include "core/base/statement.h"
#include "core/custody/share_set.h"
#include "core/pki/profile.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace strongroom::ceremony {

// Only an entry, nothing in the world.
struct RecordEntry {
    authority::EntryBody body;
};

struct CheckWorkstation {};
struct IdentifyToken {
    std::string device;
};
// `soSet`: whose PIN opens a token of an earlier life, released; "" for one that was never initialised.
struct ProveBlank {
    std::string device, soSet;
};

struct InitialiseCard {
    std::string person;
};
struct GenerateCardKeys {
    std::string person;
    bool signOnly = false;
};
struct EnrolCardAct {
    std::string person, role;
};
// The person's new card, whose keys were made, answers its challenge; the roster with it in the place of the
// old one is proposed.
struct ProposeRoster {
    std::string person;
};
struct ChangeRoster {
    base::EntryReference request; // granted, for the roster proposed
};

// What an officer's card was asked for and decided.
struct CardAct {
    api::OpenAct open;
    api::Decision decision = api::Decision::approve;
    std::string reason;
};

struct FoundAuthority {};

// Split as the policy says, over every rostered holder whose card is not lost.
struct PrepareShareSet {
    custody::SetId set;
    std::string device; // whose random numbers go into it; a PIN set is for it
};
struct InitialiseToken {
    std::string device, set, label;
};
// The SO PIN of a set that was released becomes that of another one.
struct SwitchSoPin {
    std::string device, from, to;
};
struct SwitchUserPin {
    std::string device, set, soSet;
};
// Rebuilds the PIN from released shares and logs in with it in a fresh session.
struct ActivatePinSet {
    std::string device, set;
};
struct OpenSession {
    std::string device, set;
};
struct CloseSession {
    std::string device;
};
struct GenerateKey {
    std::string device, key, algorithm, label;
    bool recordKey = false;
};
struct IntroduceRecordKey {
    std::string key;
};
struct StartCheckpoint {
    std::string kind; // open, suspend, erase, close
};
struct CompleteCheckpoint {};

// Wraps keys under a new MBK, in the one session order that tokens allow (PROTOCOL P8).
struct WrapKeys {
    std::string device, set, soSet, userSet;
    std::vector<std::string> keys; // plan names
};
// The same for keys that may not leave the HSM again: their blobs of backup `number` on `from`, under the old
// MBK `old`, are unwrapped for as long as it takes to wrap them under the new one.
struct RewrapKeys {
    std::string device, set, soSet, userSet, old, from;
    std::uint64_t number = 0;
    std::vector<std::string> keys;
};
struct PrepareManifest {
    std::string device, set;
    std::vector<std::string> sets; // that a restore from it needs, the MBK's own among them
    std::vector<std::string> keys, media;
};
struct RequestApproval {
    base::Operation operation = base::Operation::backup;
    base::Subject subject;
    std::string key = "-", algorithm = "-", lint = "-";
};
struct SignManifest {
    std::string device;
    std::uint64_t number = 0;
    base::EntryReference request;
};
struct WriteBackup {
    std::string medium;
    std::uint64_t number = 0;
};
// `mbk` and `userPin` name shares that were released from the medium: sharesFrom(set, medium).
struct Drill {
    std::string device, medium, mbk, userPin;
    std::uint64_t number = 0;
};
// The keys of a backup become token objects once more, under one granted order. `mbk` as in Drill.
struct RestoreKeys {
    std::string device, medium, mbk;
    std::uint64_t number = 0;
    std::vector<std::string> keys; // plan names, those still to be restored
    base::EntryReference request;
};
// CKA_EXTRACTABLE falls to false; `userPin` as in Drill.
struct SealKey {
    std::string device, key, userPin;
};

// The record up to a complete checkpoint with all files of the authority, as one folder on a medium.
struct WriteRecord {
    std::string medium, folder; // "record-214", "close-0001-found-root"
    std::uint64_t size = 0;     // of the checkpoint
};
// Certificates and CRLs alone, for those who publish them.
struct WritePublished {
    std::string medium, folder; // "publish-0001-found-root"
};
// `order` lacks only its request, which is the one that was granted.
struct EraseToken {
    std::string device, soSet, userSet;
    authority::EraseIntended order;
};
struct MakeTranscript {};

// A throwaway key of the profile's kind signs a certificate (or CRL) of the profile, which is linted.
struct LintProfile {
    std::string use; // the plan's name of the profile
};

// What is to be signed, from the plan: everything but the number and the time.
struct PrepareTbs {
    std::string device, kind; // tbs-certificate, tbs-crl
    std::string object, use;  // the plan's names of the object and of its profile
    std::string key;          // plan name of the signing key; "" for the issuer's
    std::string issuer;       // object; "" for a root
    std::string request;      // input; "" for a root and for a CRL
    std::optional<pki::Length> nextUpdate;
};
// The bytes of `digest` onto a medium, for the second look on another machine.
struct WriteForSecondLook {
    std::string medium;
    Digest digest;
};
struct SignTbs {
    std::string device;
    Digest digest;
    base::EntryReference request;
};
// Copies of a signed object beside the record; `entry` is the seq of object_signed.
struct WriteSigned {
    std::uint64_t entry = 0;
};

// Reads an input from its medium, checks it and shows it; nothing is recorded yet.
struct TakeIn {
    std::string input;
};
struct AcceptRequest {
    std::string input;
};

using Act =
    std::variant<RecordEntry, CheckWorkstation, IdentifyToken, ProveBlank, InitialiseCard, GenerateCardKeys,
                 EnrolCardAct, CardAct, FoundAuthority, PrepareShareSet, InitialiseToken, SwitchUserPin,
                 ActivatePinSet, OpenSession, CloseSession, GenerateKey, IntroduceRecordKey, StartCheckpoint,
                 CompleteCheckpoint, WrapKeys, PrepareManifest, RequestApproval, SignManifest, WriteBackup,
                 Drill, SealKey, SwitchSoPin, RestoreKeys, WriteRecord, WritePublished, EraseToken,
                 MakeTranscript, LintProfile, PrepareTbs, WriteForSecondLook, SignTbs, WriteSigned, TakeIn,
                 AcceptRequest, RewrapKeys, ProposeRoster, ChangeRoster>;

} // namespace strongroom::ceremony

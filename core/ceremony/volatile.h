// What is true now but on no record: cards in readers, the open session, shares in memory, half-collected
// signatures. Losing it costs a new insertion, never a different next step.
#pragma once

#include "core/api/command.h"
#include "core/audit/head.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace strongroom::ceremony {

// How released shares are named: by their set, and those read from a medium instead of the disk with its
// name: "mbk.1@backup-a". The subject of the card's act, and the key of Volatile::released.
std::string sharesFrom(const std::string& set, const std::string& medium);
struct ReleasedFrom {
    std::string set, source; // "disk" or a medium
};
ReleasedFrom sourceOf(const std::string& shares);

struct Enrolling {
    std::string person, name, reader;
};

// A request that was read from its medium and checked, and waits for the comparison with the paper.
struct TakenIn {
    std::string input;
    std::vector<api::Field> fields;
    std::vector<api::NamedDigest> digests; // of the key and the file
};

struct Decided {
    api::OpenAct open;
    api::Decision decision = api::Decision::approve;
    std::string reason;
};

struct CheckpointDraft {
    std::string kind;
    std::uint64_t size = 0;
    std::set<std::string> signedBy; // persons
};

// A complete checkpoint that lies on disk.
struct SealedNote {
    std::uint64_t size = 0;
    Digest text; // SHA-256 of the note's text
};

// Before a further ceremony is open: what people typed and confirmed so far (opening.h).
struct TypedHead {
    std::string person;
    audit::Head head;
};
struct OpeningNow {
    std::vector<TypedHead> typed;
    std::uint64_t mistyped = 0;
    std::vector<std::string> tailConfirmedBy;
};

struct Volatile {
    std::vector<api::Reader> readers;
    std::set<std::string> devices;                         // HSMs that answer
    std::map<std::string, std::string> sessions;           // device -> share set that opened it
    std::map<std::string, std::set<std::string>> released; // shares -> persons whose share is in memory
    std::set<std::string> media;                           // sticks that are plugged in
    std::set<std::string> introducedBy;                    // persons who signed the new record key
    std::optional<CheckpointDraft> checkpoint;
    std::map<std::string, SealedNote> notes; // newest complete checkpoints: "<ceremony> <kind>"
    std::optional<Enrolling> enrolling;
    std::optional<Decided> decided;
    std::optional<TakenIn> takenIn;
    std::string proceed; // the step for which someone said "go"

    // This ceremony's complete checkpoint of a kind, or nullptr.
    const SealedNote* note(const std::string& ceremony, const std::string& kind) const noexcept;
    bool isUnlocked(const std::string& person) const noexcept;
};

} // namespace strongroom::ceremony

// Checkpoints (PROTOCOL P5) and manifest notes (PROTOCOL P9): their texts, who signs them and how. The record
// key signs the text itself; a card signs the text behind a line of its own, under another name and key id,
// so that its signature can never count as the record key's. Cannot do: decide whether the signers suffice:
// that depends on roster and policy at that size (authority).
#pragma once

#include "core/audit/head.h"
#include "core/base/bytes.h"
#include "core/base/mode.h"
#include "core/base/note.h"
#include "core/base/result.h"
#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strongroom::ossl {
class PrivateKey;
}

namespace strongroom::audit {

enum class CheckpointKind { open, suspend, erase, close };
const char* nameOf(CheckpointKind kind) noexcept;

struct Checkpoint {
    Digest authority;
    std::uint64_t size = 0; // entries covered, at least 1
    Digest root;            // RFC 6962 over their lines
    Digest chain;           // hash of entry size - 1
    Mode mode = Mode::production;
    std::string ceremony;
    CheckpointKind kind = CheckpointKind::open;
    UtcTime time;

    bool operator==(const Checkpoint&) const = default;
    Head head() const { return {size, chain}; }
};
std::string checkpointText(const Checkpoint& checkpoint);
Result<Checkpoint> checkpointFromText(std::string_view text); // exactly that form

struct ManifestClaim {
    Digest authority;
    Digest manifest;        // SHA-256 of manifest.json
    std::uint64_t size = 0; // its length in bytes

    bool operator==(const ManifestClaim&) const = default;
};
std::string manifestText(const ManifestClaim& claim);
Result<ManifestClaim> manifestClaimFromText(std::string_view text);

// Names, key ids and signed bytes, for signers that are reached in another way than through a PrivateKey.
std::string recordKeyName(const Digest& authority);
std::string cardKeyName(const Digest& authority, ByteView spki);
base::KeyId recordKeyId(ByteView spki);
base::KeyId cardKeyId(const Digest& authority, ByteView spki);
std::string cosignedBytes(std::string_view text); // what a card signs

// A signature line over `text`. unsupported when the key is not EC P-256 (record key) or `algorithm`, named
// as in the roster ("ecdsa-with-SHA256", ...), does not fit the card's key.
Result<base::NoteSignature> signAsRecordKey(const Digest& authority, std::string_view text,
                                            const ossl::PrivateKey& key);
Result<base::NoteSignature> signAsCard(const Digest& authority, std::string_view text,
                                       const ossl::PrivateKey& key, std::string_view algorithm);

// The keys that count: from the anchored record, never from the note's own folder.
struct CardKey {
    Bytes spki;
    std::string algorithm; // from the roster
};
struct NoteKeys {
    Digest authority;
    std::optional<Bytes> recordKey; // SPKI of the record key live at that size, if there is one
    std::vector<CardKey> cards;
};

struct Signers {
    bool recordKey = false;
    std::vector<Digest> cards; // SPKI digests, each card once, in the note's order
    std::size_t unknown = 0;   // lines of keys that were not given: neither their names nor their key ids
};

// Who signed. signatureInvalid when a line of a known key does not verify, or has its name or key id alone:
// one bad line spoils the note.
Result<Signers> signersOf(const base::Note& note, const NoteKeys& keys);

struct SignedCheckpoint {
    Checkpoint checkpoint;
    Signers signers;
};
// The note's text as a checkpoint of keys.authority, and who signed it.
Result<SignedCheckpoint> verifyCheckpoint(const base::Note& note, const NoteKeys& keys);

// The note's text as a claim of keys.authority, signed by keys.recordKey: a manifest note has one signer.
Result<ManifestClaim> verifyManifestNote(const base::Note& note, const NoteKeys& keys);

} // namespace strongroom::audit

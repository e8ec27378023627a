// manifest.json of a backup set (PROTOCOL P9): which keys lie wrapped in this folder, under which MBK, from
// which token, with which envelopes. The approval of the quorum and the record key's note bind its digest.
// Invariant: one struct, one text. Nothing in it is secret.
#pragma once

#include "core/base/bytes.h"
#include "core/base/canonical.h"
#include "core/base/mode.h"
#include "core/base/result.h"
#include "core/base/time.h"
#include "core/custody/share_set.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace strongroom::custody {

struct BackupToken {
    std::string module, manufacturer, model, serial, firmware;
    bool operator==(const BackupToken&) const = default;
};

struct BackupKey {
    std::string ckaId; // hex
    std::string label;
    std::string purpose;   // "ca"
    std::string algorithm; // "P-384"
    Digest spki;
    std::string blobFile; // "<CKA_ID>.kwp"
    std::uint64_t blobLength = 0;
    Digest blobDigest;
    std::string mechanism;               // "CKM_AES_KEY_WRAP_KWP"
    std::vector<std::string> attributes; // "CKA_SENSITIVE=1", only compared, never a template
    bool operator==(const BackupKey&) const = default;
};

struct BackupEnvelope {
    std::string set;
    std::uint64_t member = 0;
    Digest holder, sha256;
    bool operator==(const BackupEnvelope&) const = default;
};

struct BackupManifest {
    std::uint64_t format = 1;
    Digest authority, anchor;
    Mode mode = Mode::production;
    std::string ceremony;
    UtcTime created;
    std::uint64_t backupNumber = 0; // rising in the authority
    SetId mbkSet{SetKind::mbk, 1};
    std::vector<std::string> setsNeeded; // to restore from this folder
    Digest previous;                     // of the earlier manifest; zeros for the first
    Digest secretCommitment;             // of the MBK set
    std::string checkValue;              // KCV, 6 hex characters: for people and vendor tools only
    std::string head;                    // "<size>:<hash>": a lower bound
    BackupToken token;
    std::vector<std::string> media;
    std::vector<BackupKey> keys;
    std::vector<BackupEnvelope> envelopes;

    base::Value canonical() const;
    Bytes bytes() const;   // manifest.json
    Digest digest() const; // SHA-256 of bytes()
    static Result<BackupManifest> fromBytes(ByteView bytes);
    bool operator==(const BackupManifest&) const = default;
};

// "keys-<backup number>" and "<first 16 hex of authority>".
std::string backupFolder(std::uint64_t backupNumber);
std::string authorityFolder(const Digest& authority);

// The rules a manifest obeys by itself: file names without a path, distinct CKA_IDs, at least two media, at
// least one key and one envelope for each member of the MBK set, ...
Result<void> validate(const BackupManifest& manifest);
// Does `newer` follow `earlier` (number, authority, anchor, previous)?
Result<void> validateSuccessor(const BackupManifest& earlier, const BackupManifest& newer);

} // namespace strongroom::custody

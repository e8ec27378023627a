// A backup on a medium (PROTOCOL P9): <first 16 hex of authority>/keys-<n>/ with manifest.json,
// manifest.note, <CKA_ID>.kwp and envelopes/<set>/<member>.der. What is read is compared with the record,
// never with itself.
#pragma once

#include "core/custody/backup_set.h"
#include "core/engine/medium_folder.h"

namespace strongroom::engine {

std::string envelopeName(const std::string& set, std::uint64_t member);

// Everything that belongs on a medium of this backup, from the record and the authority's folder.
Result<MediumFiles> backupFiles(const Workbench& bench, const authority::Backup& backup);

struct MediumBackup {
    custody::BackupManifest manifest;
    std::map<std::string, Bytes> blobs;     // CKA_ID
    std::map<std::string, Bytes> envelopes; // envelopeName
};
// The newest backup of the record that lies on this medium, every file of it read from there and checked
// against the record: digestMismatch or signatureInvalid names medium and file.
Result<MediumBackup> readBackup(const Workbench& bench, const std::string& medium);

} // namespace strongroom::engine

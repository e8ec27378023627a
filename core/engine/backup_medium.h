// A backup on a medium (PROTOCOL P9): <first 16 hex of authority>/keys-<n>/ with manifest.json,
// manifest.note, <CKA_ID>.kwp and envelopes/<set>/<member>.der. Written whole or not at all; read past the
// page cache and compared with the record, never with itself.
#pragma once

#include "core/custody/backup_set.h"
#include "core/engine/workbench.h"

#include <map>

namespace strongroom::engine {

using BackupFiles = std::map<std::string, Bytes>; // by their names in the folder

std::string envelopeName(const std::string& set, std::uint64_t member);
Result<base_io::Path> mediumRoot(const Workbench& bench, const std::string& medium);

// Everything that belongs on a medium of this backup, from the record and the authority's folder.
Result<BackupFiles> backupFiles(const Workbench& bench, const authority::Backup& backup);
// "<name> <SHA-256>" lines, sorted: what medium_written says.
Digest digestOf(const BackupFiles& files);

// Writes them as .part-, reads each back from the medium, then gives the folder its name. Answers the names
// of leftovers that were removed. A folder of that name that is already whole is read and kept; one that is
// not is fileExists. noSpace, readOnly, digestMismatch, mediumUnsafe: nothing but a leftover remains.
Result<std::vector<std::string>> writeBackupFolder(const base_io::Path& root, const Digest& authority,
                                                   std::uint64_t number, const BackupFiles& files);

struct MediumBackup {
    custody::BackupManifest manifest;
    std::map<std::string, Bytes> blobs;     // CKA_ID
    std::map<std::string, Bytes> envelopes; // envelopeName
};
// The newest backup of the record that lies on this medium, every file of it read from there and checked
// against the record: digestMismatch or signatureInvalid names medium and file.
Result<MediumBackup> readBackup(const Workbench& bench, const std::string& medium);

} // namespace strongroom::engine

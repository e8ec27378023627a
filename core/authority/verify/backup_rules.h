// Private to this folder. Backups (PROTOCOL P9): each manifest is about this authority, its keys, the blobs
// that were wrapped and the envelopes of its share set, follows the manifest before it, and is signed by the
// record key that was live. Its approval is in approval_rules.h.
#pragma once

#include "core/authority/verify/place.h"
#include "core/custody/backup_set.h"

#include <map>

namespace strongroom::authority {

class BackupRules {
public:
    Result<void> check(const Place& place, const EntryBody& body);

private:
    struct Visitor;
    struct Blob {
        Digest digest;
        std::uint64_t length = 0;
        std::string mechanism;
    };
    std::map<std::string, Blob> m_blobs; // newest of each CKA_ID
    std::optional<custody::BackupManifest> m_newest;
};

} // namespace strongroom::authority

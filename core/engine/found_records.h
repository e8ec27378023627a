// The records that an opening can choose from (PROTOCOL P10): the disk's, and every close-* and record-*
// folder of an authority on the media that are plugged in. Found means that the chain was read; examined,
// that everything was verified. Nothing is changed by either.
#pragma once

#include "core/ceremony/opening.h"
#include "core/engine/authority_folder.h"
#include "core/engine/site.h"

namespace strongroom::engine {

struct FoundFolders {
    std::vector<ceremony::FoundRecord> records;
    std::map<std::string, base_io::Path> folders; // place -> where it lies
};
Result<FoundFolders> findRecords(const AuthorityFolder& disk, const Site& site);

// Fills in `ending`, or `fault`.
void examine(ceremony::FoundRecord& record, const base_io::Path& folder, Mode mode);

// Sets aside what the authority's folder holds and copies this record into it, record.jsonl last: a copy that
// was cut short is no record. Answers the names in aside/.
Result<std::vector<std::string>> takeOver(const AuthorityFolder& disk, const base_io::Path& folder);

} // namespace strongroom::engine

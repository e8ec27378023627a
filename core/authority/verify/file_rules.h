// Private to this folder. Files that entries name: envelopes of share sets, which are nowhere else and must
// be there; accepted requests; copies of artefacts, which may be missing but not different. Also files that
// no entry names.
#pragma once

#include "core/authority/verify/place.h"

#include <set>

namespace strongroom::authority {

class FileRules {
public:
    Result<void> check(const Place& place, const EntryBody& body);

    // At the end: a file that no entry names is worth a word, wherever it lies. Not so what a write that was
    // cut short left, the lock, and notes, which checkpoint_rules.h knows.
    void findUnnamed(const AuthorityState& state, const RecordFolder& folder,
                     std::vector<std::string>& warnings) const;

private:
    struct Visitor;
    std::set<std::string> m_named; // files
};

} // namespace strongroom::authority

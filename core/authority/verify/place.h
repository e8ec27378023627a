// Private to this folder. What every rule of verify is given: the entry that is judged, the state before it,
// and the few things that several rules ask.
#pragma once

#include "core/audit/entry.h"
#include "core/authority/state.h"
#include "core/authority/verify/record_folder.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strongroom::authority {

struct Place {
    const AuthorityState& before;
    const audit::Entry& entry;
    const std::vector<Digest>& hashes; // of all entries, in order
    const RecordFolder& folder;
    std::vector<std::string>& warnings;
};

Error brokenRule(std::string rule);

// An earlier entry of the open ceremony, with the hash that it has.
Result<void> checkEarlier(const Place& place, const EntryReference& reference);

// The person's card, when it is this one and not lost.
Result<const custody::Officer*> officerWith(const Place& place, const std::string& person,
                                            const Digest& card);

// Files that repeat what the record holds: another content is an error, a missing one worth a word.
Result<void> checkCopy(const Place& place, const std::string& name, const Digest& digest);

// Decimal without sign and leading zero, as in the names of files.
std::optional<std::uint64_t> numberFromName(std::string_view text) noexcept;

// The statement is rebuilt from entries, the algorithm is the roster's or the entry's: nothing about how to
// verify is taken from the signature. `whose` names the key in the error.
Result<void> verifySignature(ByteView spki, const std::string& algorithm, ByteView statement,
                             ByteView signature, const std::string& whose);
// By a card, which signs with the algorithms of PROTOCOL P1 alone.
Result<void> verifyCard(const custody::Officer& officer, ByteView statement, ByteView signature);

} // namespace strongroom::authority

// replay: the only fold from entries to AuthorityState. Each entry is checked against the rules that can be
// checked without keys (order, names, generations, one act a request); signatures are verify.h's business.
#pragma once

#include "core/audit/entry.h"
#include "core/authority/state.h"

#include <filesystem>

namespace strongroom::authority {

// Takes one more entry into the state. recordBroken with the rule that it breaks; the state is then unusable.
Result<void> apply(AuthorityState& state, const audit::Entry& entry);

// The whole record, chain included.
Result<AuthorityState> replay(const std::filesystem::path& record);

} // namespace strongroom::authority

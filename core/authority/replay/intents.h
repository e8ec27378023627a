// Private to this folder. Which entry ends which intent: until then the world may have changed or not.
#pragma once

#include "core/authority/entries.h"

namespace strongroom::authority {

// The first look, after the objects were destroyed, is not the last.
bool endsErase(const EntryBody& body);

// Its outcome, or what was found when it was settled. A failed act does not end it: what it left must be
// looked at.
bool endsIntent(const EntryBody& intent, const EntryBody& body);

} // namespace strongroom::authority

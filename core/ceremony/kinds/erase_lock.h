// What keeps an HSM from being cleared, and the order to clear it once nothing does (PROTOCOL P10): every CA
// key can come back from two media whose drill passed, the sealed record lies on two sticks, and what lies in
// the HSM was listed. It follows from the record and its sealed notes. Private to kinds/.
// Cannot do: say whether the sticks are plugged in.
#pragma once

#include "core/ceremony/context.h"

namespace strongroom::ceremony {

// Why it stays as it is; nothing when it may be cleared.
std::optional<Error> lockedBy(const Context& context, const authority::TokenState& token);

// Lacks its request. Only where nothing locks the HSM.
authority::EraseIntended eraseOrderFor(const Context& context, const authority::TokenState& token);

// Media with a passed drill of the CA key in this HSM that has the fewest; 0 without such a key.
std::size_t drilledMedia(const Context& context, const authority::TokenState& token);

} // namespace strongroom::ceremony

// How an HSM comes to other PINs (PROTOCOL P8, P10): what of it this step has done, and what became of a
// change of the SO PIN (C_SetPIN) that was cut short. Shared by `initialise` and `renew`. Private to kinds/.
#pragma once

#include "core/ceremony/context.h"

namespace strongroom::ceremony {

// A set of this kind in this step.
bool wasActivated(const Context& context, custody::SetKind kind);
bool wasRetired(const Context& context, custody::SetKind kind);

// Which SO PIN the HSM has after a change that was cut short is seen by trying: both quorums first. Nothing
// for any other intent. `what` is the step kind.
std::optional<Next> askForBothSoPins(const Context& context, const std::string& device,
                                     std::string_view what);

} // namespace strongroom::ceremony

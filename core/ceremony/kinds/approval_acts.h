// What several kinds ask of a quorum: approve exact bytes that are on record, or decline (PROTOCOL P2).
// Private to kinds/.
#pragma once

#include "core/ceremony/context.h"

namespace strongroom::ceremony {

// The request of this step for this operation and subject with its quorum's approvals, or what must be done
// first. `acts` says what is approved: text, fields and digest; its open acts are filled in here.
struct Approval {
    const authority::Request* granted = nullptr;
    std::optional<Next> first; // empty when granted
};
Approval askForApproval(const Context& context, const RequestApproval& wanted, api::CardActsStep acts);

} // namespace strongroom::ceremony

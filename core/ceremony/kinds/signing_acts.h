// How certificates and CRLs come to be (DESIGN 7): bytes on record, a second look, approvals, one signature
// in the HSM, copies beside the record. Shared by certify, crl and together. Private to kinds/.
#pragma once

#include "core/ceremony/context.h"
#include "core/ceremony/kinds/signing_objects.h"

namespace strongroom::ceremony {

// All objects of one step: each is prepared before any is put to the quorum, so that one insertion of a card
// approves all of them, and each is signed when its own quorum approved it. The issuer stands before what it
// issues.
Next signAll(const Context& context, std::span<const PrepareTbs> objects, const SecondLook& look);

} // namespace strongroom::ceremony

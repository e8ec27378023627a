// A document as canonical JSON: what its digest is taken over, and what another program reads. Invariant: two
// documents that differ have different texts, whatever stands in them.
#pragma once

#include "core/api/document.h"
#include "core/base/canonical.h"

#include <string>

namespace strongroom::transcript {

base::Value valueOf(const api::Document& document);
std::string jsonOf(const api::Document& document); // valueOf() in canonical text, without a line end

} // namespace strongroom::transcript

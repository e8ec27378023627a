// A document from its canonical JSON, as json_writer writes it: a transcript that was made earlier, to be
// shown or printed again. Invariant: what is read writes back to the same bytes. Strict: a key or kind that
// is not known, or another spelling of the JSON, is an error.
#pragma once

#include "core/api/document.h"
#include "core/base/result.h"

#include <string_view>

namespace strongroom::transcript {

Result<api::Document> documentOf(std::string_view json);

} // namespace strongroom::transcript

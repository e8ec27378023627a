// libcrypto's error queue, read once and emptied. A stale queue (PKCS#11 modules leave theirs) must not speak
// for a later failure: clear it before a call whose failure will be told.
#pragma once

#include "core/base/result.h"

#include <string_view>

namespace strongroom::ossl {

void clearErrors() noexcept;

// An Error with what was tried and the reasons in the queue ("what: reason; reason"); empties the queue.
Error failure(std::string_view what, ErrorCode code = ErrorCode::cryptoFailed);

} // namespace strongroom::ossl

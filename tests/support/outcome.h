// outcome(result): "ok" or the name of the error code, so that a failing comparison shows what came instead.
#pragma once

#include "core/base/result.h"

#include <string>

namespace strongroom::tests {

template<typename T>
std::string outcome(const Result<T>& result) {
    return result ? "ok" : base::errorCodeName(result.error().code);
}

} // namespace strongroom::tests

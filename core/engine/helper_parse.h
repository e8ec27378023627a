// Hostile files are read by `strongroom-helper parse`, a process under seccomp; what comes back is a
// canonical value (DESIGN 3). Nothing of the file is looked at in this process before.
#pragma once

#include "core/pki/request.h"

#include <filesystem>

namespace strongroom::engine {

// The reason of a refusal as an Error; childFailed when the helper itself fails.
Result<pki::RequestValues> parseRequestElsewhere(const std::filesystem::path& helper, ByteView file);

} // namespace strongroom::engine

// What the kernel's error numbers mean to us. Private to this folder.
#pragma once

#include "core/base/error.h"

#include <cerrno>
#include <filesystem>
#include <string_view>

namespace strongroom::base_io {

// "what 'path': the system's words; what to do", with the ErrorCode that fits `number` (an errno).
Error systemError(std::string_view what, const std::filesystem::path& path, int number);

// A failed flush: mediumUnsafe, whatever the number says.
Error flushError(const std::filesystem::path& path, int number);

// Calls again while a signal interrupts.
template<typename Call>
auto uninterrupted(Call&& call) {
    auto answer = call();
    while (answer == -1 && errno == EINTR)
        answer = call();
    return answer;
}

} // namespace strongroom::base_io

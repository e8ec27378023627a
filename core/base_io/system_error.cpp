#include "core/base_io/system_error.h"

#include <cstring>

namespace strongroom::base_io {

namespace {

ErrorCode codeOf(int number) {
    switch (number) {
    case ENOENT:
    case ENOTDIR: return ErrorCode::fileMissing;
    case EEXIST:
    case ENOTEMPTY: return ErrorCode::fileExists;
    case ELOOP: // a symbolic link where O_NOFOLLOW stood
    case EISDIR:
    case ENXIO: return ErrorCode::notRegularFile; // a socket, or a FIFO without a reader
    case ENOSPC:
    case EDQUOT: return ErrorCode::noSpace;
    case EFBIG: return ErrorCode::tooLarge;
    case EROFS: return ErrorCode::readOnly;
    default: return ErrorCode::inputOutput;
    }
}

std::string sentence(std::string_view what, const std::filesystem::path& path, int number) {
    char buffer[128];
    // The GNU form, which answers a pointer; std::strerror is not safe beside other threads.
    const char* words = strerror_r(number, buffer, sizeof buffer);
    return std::string(what) + " '" + path.string() + "': " + words;
}

} // namespace

Error systemError(std::string_view what, const std::filesystem::path& path, int number) {
    return Error{codeOf(number), sentence(what, path, number)};
}

Error flushError(const std::filesystem::path& path, int number) {
    return Error{ErrorCode::mediumUnsafe, sentence("flushing", path, number)};
}

} // namespace strongroom::base_io

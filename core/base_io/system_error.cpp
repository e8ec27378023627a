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

// Whoever stands before it is not told of levels of links, but what to do.
std::string wordsOf(int number) {
    char buffer[128];
    // The GNU form, which answers a pointer; std::strerror is not safe beside other threads.
    const std::string words = strerror_r(number, buffer, sizeof buffer);
    switch (number) {
    case ENOENT: return words + "; see whether the name is right";
    case EEXIST: return words + "; look what lies there, and put it elsewhere";
    case ELOOP: return "it is a symbolic link, which is not followed; put the file itself there";
    case ENOSPC:
    case EDQUOT: return words + "; make room there";
    case EROFS: return words + "; make it writable";
    case EACCES:
    case EPERM: return words + "; see whose it is, and who may use it";
    case ENAMETOOLONG: return words + "; take a shorter one";
    case EIO: return words + "; take another disk or stick if it comes again";
    default: return words;
    }
}

std::string sentence(std::string_view what, const std::filesystem::path& path, int number) {
    return std::string(what) + " '" + path.string() + "': " + wordsOf(number);
}

} // namespace

Error systemError(std::string_view what, const std::filesystem::path& path, int number) {
    return Error{codeOf(number), sentence(what, path, number)};
}

Error flushError(const std::filesystem::path& path, int number) {
    return Error{ErrorCode::mediumUnsafe, sentence("flushing", path, number)};
}

} // namespace strongroom::base_io

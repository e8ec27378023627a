#include "core/base_io/file_lock.h"

#include "core/base_io/system_error.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace strongroom::base_io {

Result<FileLock> FileLock::acquire(const std::filesystem::path& path) {
    constexpr int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    Descriptor file(uninterrupted([&] { return ::open(path.c_str(), flags, 0600); }));
    if (!file.isOpen())
        return systemError("opening the lock", path, errno);
    struct stat facts {};
    if (::fstat(file.number(), &facts) != 0)
        return systemError("looking at", path, errno);
    if (!S_ISREG(facts.st_mode))
        return Error{ErrorCode::notRegularFile, "'" + path.string() + "' is not a regular file"};
    if (uninterrupted([&] { return ::flock(file.number(), LOCK_EX | LOCK_NB); }) != 0) {
        if (errno == EWOULDBLOCK)
            return Error{ErrorCode::busy,
                         "'" + path.string() + "' is held by another process; wait until that one has ended"};
        return systemError("locking", path, errno);
    }
    return FileLock(std::move(file));
}

} // namespace strongroom::base_io

#include "core/base_io/append_file.h"

#include "core/base_io/new_file.h"
#include "core/base_io/system_error.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace strongroom::base_io {

namespace {
constexpr int commonFlags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
}

Result<AppendFile> AppendFile::create(const std::filesystem::path& path) {
    SR_ASSIGN(const Descriptor folder, openParent(path));
    Descriptor file(uninterrupted([&] {
        return ::openat(folder.number(), path.filename().c_str(), commonFlags | O_CREAT | O_EXCL, 0600);
    }));
    if (!file.isOpen())
        return systemError("making", path, errno);
    if (::fchmod(file.number(), 0600) != 0 && errno != EPERM) // EPERM: FAT
        return systemError("setting the mode of", path, errno);
    AppendFile made(std::move(file), path, 0);
    SR_TRY(made.flush());
    SR_TRY(flushFolder(folder, path));
    return made;
}

Result<AppendFile> AppendFile::open(const std::filesystem::path& path) {
    Descriptor file(uninterrupted([&] { return ::open(path.c_str(), commonFlags); }));
    if (!file.isOpen())
        return systemError("opening", path, errno);
    struct stat facts {};
    if (::fstat(file.number(), &facts) != 0)
        return systemError("looking at", path, errno);
    if (!S_ISREG(facts.st_mode))
        return Error{ErrorCode::notRegularFile, "'" + path.string() + "' is not a regular file"};
    return AppendFile(std::move(file), path, static_cast<std::uint64_t>(facts.st_size));
}

Error AppendFile::unsafe() const {
    return Error{ErrorCode::mediumUnsafe, "'" + m_path.string() + "': a write could not be flushed earlier"};
}

Result<void> AppendFile::flush() {
    if (uninterrupted([&] { return ::fdatasync(m_file.number()); }) == 0)
        return {};
    m_unsafe = true;
    return flushError(m_path, errno);
}

Result<void> AppendFile::append(ByteView bytes) {
    if (m_unsafe)
        return unsafe();
    const ssize_t count = uninterrupted([&] { return ::write(m_file.number(), bytes.data(), bytes.size()); });
    const int problem = errno;
    if (count == static_cast<ssize_t>(bytes.size())) {
        SR_TRY(flush());
        m_size += bytes.size();
        return {};
    }
    if (count > 0) // a part fitted: what has no end must not stay
        SR_TRY(cutTo(m_size));
    const Error error = systemError("appending to", m_path, count > 0 ? ENOSPC : problem);
    if (error.code != ErrorCode::inputOutput)
        return error;
    m_unsafe = true;
    return flushError(m_path, problem);
}

Result<void> AppendFile::reserve(std::uint64_t bytes) {
    if (m_unsafe)
        return unsafe();
    if (m_size + bytes <= m_reservedTo)
        return {};
    const int answer = uninterrupted([&] {
        return ::fallocate(m_file.number(), FALLOC_FL_KEEP_SIZE, static_cast<off_t>(m_size),
                           static_cast<off_t>(bytes));
    });
    if (answer == 0) {
        m_reservedTo = m_size + bytes;
        return {};
    }
    if (errno != EOPNOTSUPP && errno != ENOSYS)
        return systemError("reserving room for", m_path, errno);
    struct statvfs facts {};
    if (::fstatvfs(m_file.number(), &facts) != 0)
        return systemError("asking for the free space of", m_path, errno);
    if (facts.f_bavail * facts.f_frsize < bytes)
        return systemError("reserving room for", m_path, ENOSPC);
    return {};
}

Result<void> AppendFile::cutTo(std::uint64_t size) {
    if (m_unsafe)
        return unsafe();
    if (size > m_size)
        return Error{ErrorCode::badArgument,
                     "'" + m_path.string() + "' is shorter than where it is to be cut"};
    m_reservedTo = 0; // a cut gives back what was reserved
    if (uninterrupted([&] { return ::ftruncate(m_file.number(), static_cast<off_t>(size)); }) != 0) {
        m_unsafe = true;
        return flushError(m_path, errno);
    }
    SR_TRY(flush());
    m_size = size;
    return {};
}

} // namespace strongroom::base_io

#include "core/base_io/new_file.h"

#include "core/base_io/system_error.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

namespace strongroom::base_io {

namespace {

std::string partName(const std::filesystem::path& path) {
    return leftoverPrefix + path.filename().string();
}

bool isTaken(const Descriptor& folder, const std::string& name) {
    struct stat facts {};
    return ::fstatat(folder.number(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0;
}

} // namespace

Result<Descriptor> openParent(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    if (name.empty() || name == "." || name == "..")
        return Error{ErrorCode::badArgument, "'" + path.string() + "' does not name a file or folder"};
    const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : ".";
    Descriptor folder(
        uninterrupted([&] { return ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    if (!folder.isOpen())
        return systemError("opening the folder", parent, errno);
    return folder;
}

Result<void> flushFolder(const Descriptor& folder, const std::filesystem::path& path) {
    // EINVAL: a file system that has no such thing as flushing a folder.
    if (uninterrupted([&] { return ::fsync(folder.number()); }) != 0 && errno != EINVAL)
        return flushError(path, errno);
    return {};
}

Result<void> renameWithin(const Descriptor& fromFolder, const std::string& from, const Descriptor& toFolder,
                          const std::filesystem::path& to) {
    const std::string name = to.filename().string();
    int answer =
        ::renameat2(fromFolder.number(), from.c_str(), toFolder.number(), name.c_str(), RENAME_NOREPLACE);
    if (answer != 0 && (errno == EINVAL || errno == ENOSYS)) {
        // A file system without RENAME_NOREPLACE. Looking first is as good as long as nobody else writes
        // there.
        if (isTaken(toFolder, name))
            return systemError("naming", to, EEXIST);
        answer = ::renameat(fromFolder.number(), from.c_str(), toFolder.number(), name.c_str());
    }
    if (answer != 0)
        return systemError("naming", to, errno);
    return {};
}

Result<NewFile> NewFile::begin(const std::filesystem::path& path, Existing existing) {
    NewFile file(path, existing);
    SR_ASSIGN(file.m_folder, openParent(path));
    if (existing == Existing::refuse && isTaken(file.m_folder, path.filename().string()))
        return systemError("writing", path, EEXIST);
    const std::string part = partName(path);
    if (::unlinkat(file.m_folder.number(), part.c_str(), 0) != 0 && errno != ENOENT)
        return systemError("removing the leftover of", path, errno);
    constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    file.m_file = Descriptor(
        uninterrupted([&] { return ::openat(file.m_folder.number(), part.c_str(), flags, 0600); }));
    if (!file.m_file.isOpen())
        return systemError("making", path, errno);
    // The umask may have taken more. EPERM: a file system without modes (FAT).
    if (::fchmod(file.m_file.number(), 0600) != 0 && errno != EPERM)
        return systemError("setting the mode of", path, errno);
    return file;
}

NewFile::~NewFile() {
    if (m_file.isOpen())
        ::unlinkat(m_folder.number(), partName(m_path).c_str(), 0);
}

Result<void> NewFile::write(ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t count =
            uninterrupted([&] { return ::write(m_file.number(), bytes.data(), bytes.size()); });
        if (count <= 0)
            return systemError("writing", m_path, count == 0 ? EIO : errno);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
}

Result<void> NewFile::finish() {
    if (uninterrupted([&] { return ::fsync(m_file.number()); }) != 0)
        return flushError(m_path, errno);
    const std::string part = partName(m_path);
    if (m_existing == Existing::refuse) {
        SR_TRY(renameWithin(m_folder, part, m_folder, m_path));
    } else if (::renameat(m_folder.number(), part.c_str(), m_folder.number(), m_path.filename().c_str()) !=
               0) {
        return systemError("replacing", m_path, errno);
    }
    if (m_file.close() != 0)
        return flushError(m_path, errno);
    return flushFolder(m_folder, m_path);
}

} // namespace strongroom::base_io

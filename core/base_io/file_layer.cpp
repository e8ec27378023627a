#include "core/base_io/file_layer.h"

#include "core/base_io/input_file.h"
#include "core/base_io/new_file.h"
#include "core/base_io/system_error.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace strongroom::base_io {

namespace {

constexpr std::size_t pieceBytes = 1024 * 1024;
constexpr std::size_t maxNames = 100'000; // in one folder
constexpr int maxFolderDepth = 16;

Result<void> writeWhole(const Path& path, ByteView bytes, Existing existing) {
    SR_ASSIGN(NewFile file, NewFile::begin(path, existing));
    SR_TRY(file.write(bytes));
    return file.finish();
}

Error tooLarge(const Path& path, std::uint64_t maxBytes) {
    return Error{ErrorCode::tooLarge,
                 "'" + path.string() + "' has more than " + std::to_string(maxBytes) + " bytes"};
}

Result<Bytes> readWhole(const Path& path, std::uint64_t maxBytes, ReadSource source) {
    SR_ASSIGN(InputFile file, InputFile::open(path, source));
    if (file.size() > maxBytes)
        return tooLarge(path, maxBytes);
    Bytes bytes(static_cast<std::size_t>(file.size()));
    SR_ASSIGN(const std::size_t count, file.read(bytes));
    bytes.resize(count);
    // Files of /proc and the like have no size, and a file may grow under our eyes.
    Bytes more(std::min<std::uint64_t>(64 * 1024, maxBytes - count + 1));
    while (true) {
        SR_ASSIGN(const std::size_t extra, file.read(more));
        if (extra == 0)
            return bytes;
        if (bytes.size() + extra > maxBytes)
            return tooLarge(path, maxBytes);
        bytes.insert(bytes.end(), more.begin(), more.begin() + static_cast<std::ptrdiff_t>(extra));
    }
}

Result<std::vector<std::string>> namesIn(Descriptor folder, const Path& path) {
    struct Close {
        void operator()(DIR* stream) const noexcept { ::closedir(stream); }
    };
    const std::unique_ptr<DIR, Close> stream(::fdopendir(folder.number()));
    if (!stream)
        return systemError("listing", path, errno);
    folder.release(); // closedir closes it
    std::vector<std::string> names;
    while (true) {
        errno = 0;
        const dirent* found = ::readdir(stream.get());
        if (found == nullptr)
            break;
        const std::string name = found->d_name;
        if (name == "." || name == "..")
            continue;
        if (names.size() == maxNames)
            return Error{ErrorCode::tooLarge, "'" + path.string() + "' holds too many files"};
        names.push_back(name);
    }
    if (errno != 0)
        return systemError("listing", path, errno);
    std::sort(names.begin(), names.end());
    return names;
}

constexpr int folderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

Result<void> removeEntry(const Descriptor& parent, const std::string& name, const Path& path, int depth) {
    if (::unlinkat(parent.number(), name.c_str(), 0) == 0)
        return {};
    if (errno != EISDIR && errno != EPERM)
        return systemError("removing", path, errno);
    if (depth > maxFolderDepth)
        return Error{ErrorCode::tooLarge, "'" + path.string() + "' is nested too deep"};
    Descriptor folder(uninterrupted([&] { return ::openat(parent.number(), name.c_str(), folderFlags); }));
    if (!folder.isOpen())
        return systemError("removing", path, errno);
    SR_ASSIGN(const auto names, namesIn(Descriptor(::fcntl(folder.number(), F_DUPFD_CLOEXEC, 0)), path));
    for (const std::string& inner : names)
        SR_TRY(removeEntry(folder, inner, path / inner, depth + 1));
    if (::unlinkat(parent.number(), name.c_str(), AT_REMOVEDIR) != 0)
        return systemError("removing", path, errno);
    return {};
}

} // namespace

Result<void> writeNew(const Path& path, ByteView bytes) {
    return writeWhole(path, bytes, Existing::refuse);
}

Result<void> replaceFile(const Path& path, ByteView bytes) {
    return writeWhole(path, bytes, Existing::replace);
}

Result<void> makeFolder(const Path& path) {
    SR_ASSIGN(const Descriptor parent, openParent(path));
    const std::string name = path.filename().string();
    if (::mkdirat(parent.number(), name.c_str(), 0700) != 0)
        return systemError("making the folder", path, errno);
    // The umask may have taken more. EPERM: a file system without modes (FAT).
    if (::fchmodat(parent.number(), name.c_str(), 0700, 0) != 0 && errno != EPERM)
        return systemError("setting the mode of", path, errno);
    return flushFolder(parent, path);
}

Result<void> renameNew(const Path& from, const Path& to) {
    SR_ASSIGN(const Descriptor fromFolder, openParent(from));
    SR_ASSIGN(const Descriptor toFolder, openParent(to));
    SR_TRY(renameWithin(fromFolder, from.filename().string(), toFolder, to));
    SR_TRY(flushFolder(toFolder, to));
    return flushFolder(fromFolder, from);
}

Result<Bytes> readRegularFile(const Path& path, std::uint64_t maxBytes) {
    return readWhole(path, maxBytes, ReadSource::cache);
}

Result<Bytes> readFromMedium(const Path& path, std::uint64_t maxBytes) {
    return readWhole(path, maxBytes, ReadSource::medium);
}

Result<void> readBack(const Path& path, ByteView expected) {
    const auto found = readFromMedium(path, expected.size());
    if (!found && found.error().code != ErrorCode::tooLarge)
        return found.error();
    if (!found || !base::equalBytes(*found, expected))
        return Error{ErrorCode::digestMismatch,
                     "'" + path.string() + "' reads differently than it was written"};
    return {};
}

Result<void> copyNew(const Path& from, const Path& to, std::uint64_t maxBytes) {
    SR_ASSIGN(InputFile source, InputFile::open(from));
    if (source.size() > maxBytes)
        return tooLarge(from, maxBytes);
    SR_ASSIGN(NewFile target, NewFile::begin(to, Existing::refuse));
    Bytes piece(pieceBytes), again(pieceBytes);
    std::uint64_t total = 0;
    while (true) {
        SR_ASSIGN(const std::size_t count, source.read(piece));
        if (count == 0)
            break;
        total += count;
        if (total > maxBytes)
            return tooLarge(from, maxBytes);
        SR_TRY(target.write(ByteView(piece).first(count)));
    }
    SR_TRY(target.finish());

    SR_TRY(source.seek(0));
    SR_ASSIGN(InputFile copy, InputFile::open(to, ReadSource::medium));
    while (true) {
        SR_ASSIGN(const std::size_t count, source.read(piece));
        SR_ASSIGN(const std::size_t copied, copy.read(again));
        if (!base::equalBytes(ByteView(piece).first(count), ByteView(again).first(copied)))
            return Error{ErrorCode::digestMismatch,
                         "'" + to.string() + "' reads differently than '" + from.string() + "'"};
        if (count == 0)
            return {};
    }
}

Result<void> removeLeftover(const Path& path) {
    const std::string name = path.filename().string();
    if (!name.starts_with(leftoverPrefix))
        return Error{ErrorCode::badArgument, "'" + path.string() + "' is not the leftover of a write"};
    SR_ASSIGN(const Descriptor parent, openParent(path));
    SR_TRY(removeEntry(parent, name, path, 0));
    return flushFolder(parent, path);
}

Result<std::vector<std::string>> listFolder(const Path& folder) {
    Descriptor opened(uninterrupted([&] { return ::open(folder.c_str(), folderFlags); }));
    if (!opened.isOpen()) {
        const int problem = errno;
        if (problem == ENOTDIR && ::access(folder.c_str(), F_OK) == 0)
            return Error{ErrorCode::notRegularFile, "'" + folder.string() + "' is not a folder"};
        return systemError("listing", folder, problem);
    }
    return namesIn(std::move(opened), folder);
}

Result<std::uint64_t> bytesBelow(const Path& folder) {
    std::uint64_t bytes = 0;
    std::vector<Path> ahead{folder};
    while (!ahead.empty()) {
        const Path path = std::move(ahead.back());
        ahead.pop_back();
        struct stat facts {};
        if (::lstat(path.c_str(), &facts) != 0) {
            if (errno == ENOENT || errno == ENOTDIR)
                continue;
            return systemError("looking at", path, errno);
        }
        if (S_ISREG(facts.st_mode))
            bytes += static_cast<std::uint64_t>(facts.st_size);
        if (!S_ISDIR(facts.st_mode))
            continue;
        SR_ASSIGN(const std::vector<std::string> names, listFolder(path));
        for (const std::string& name : names)
            ahead.push_back(path / name);
    }
    return bytes;
}

Result<std::optional<std::uint64_t>> freeBytes(const Path& folder) {
    struct statvfs facts {};
    if (uninterrupted([&] { return ::statvfs(folder.c_str(), &facts); }) != 0)
        return systemError("looking for room in", folder, errno);
    if (facts.f_blocks == 0)
        return std::optional<std::uint64_t>();
    return std::optional<std::uint64_t>(std::uint64_t{facts.f_bavail} * facts.f_frsize);
}

Result<FileKind> kindOf(const Path& path) {
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return FileKind::missing;
        return systemError("looking at", path, errno);
    }
    return S_ISREG(facts.st_mode)   ? FileKind::regular
           : S_ISDIR(facts.st_mode) ? FileKind::folder
                                    : FileKind::other;
}

} // namespace strongroom::base_io

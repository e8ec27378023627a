// AppendFile: a file that only grows, for the record. One write(2) per piece, flushed (fdatasync) before
// append answers. Invariant: after an error of append the file ends where it ended before, or the object is
// unsafe: then every further call answers mediumUnsafe, because a flush that failed once cannot be repeated
// honestly on Linux (FAULTS 2.1).
// Threads: one owner.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base_io/descriptor.h"

#include <cstdint>
#include <filesystem>

namespace strongroom::base_io {

class AppendFile {
public:
    static constexpr std::uint64_t reserveBytes = 16 * 1024 * 1024;

    // A new, empty file, its folder flushed; fileExists.
    static Result<AppendFile> create(const std::filesystem::path& path);
    // An existing one; fileMissing, notRegularFile.
    static Result<AppendFile> open(const std::filesystem::path& path);

    std::uint64_t size() const noexcept { return m_size; }
    bool isUnsafe() const noexcept { return m_unsafe; }

    // noSpace, or tooLarge for the file system: nothing was added and the call may be repeated. mediumUnsafe:
    // see above.
    Result<void> append(ByteView bytes);

    // Makes sure that this much can still be appended, so that a full disk is met before a key is touched,
    // not in the middle (FAULTS 2.2). Where the file system cannot reserve, only its free space is looked at.
    Result<void> reserve(std::uint64_t bytes = reserveBytes);

    // Drops what lies beyond `size`, flushed: for a torn last line, whose bytes the caller has put aside.
    Result<void> cutTo(std::uint64_t size);

private:
    AppendFile(Descriptor file, std::filesystem::path path, std::uint64_t size)
        : m_file(std::move(file)), m_path(std::move(path)), m_size(size) {}
    Result<void> flush();
    Error unsafe() const;

    Descriptor m_file;
    std::filesystem::path m_path;
    std::uint64_t m_size = 0;
    std::uint64_t m_reservedTo = 0;
    bool m_unsafe = false;
};

} // namespace strongroom::base_io

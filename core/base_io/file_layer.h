// Every write of the product goes through here and through AppendFile (FAULTS 2.2). Files are made under the
// name `.part-<name>` in their own folder, flushed, given their name without replacing anything, and the
// folder is flushed: after a crash a file is whole under its name, or not there. Modes are 0600 and 0700
// whatever the umask. Reading accepts regular files alone and never waits (no FIFO, no device) and never
// follows a symbolic link in the last component of a path; folders above it are the caller's choice.
// Errors name the path. Flushing fails for good: a flush that failed is mediumUnsafe, and is not tried again.
// Cannot do: know what a medium's own cache holds; media are unmounted, plugged again and read back by
// people. Threads: none; the engine's thread is the only writer.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace strongroom::base_io {

using Path = std::filesystem::path;

// A new file with these bytes; fileExists when the name is taken by anything. A `.part-` file left by a
// crash is replaced.
Result<void> writeNew(const Path& path, ByteView bytes);

// The same, but an earlier file of that name is replaced at once: for caches, never for artefacts.
Result<void> replaceFile(const Path& path, ByteView bytes);

// A new folder, mode 0700; fileExists when the name is taken. Its parent exists.
Result<void> makeFolder(const Path& path);

// Gives a file or a folder another name on the same file system; fileExists when `to` is taken. Whatever lies
// inside a folder was flushed when it was written.
Result<void> renameNew(const Path& from, const Path& to);

// fileMissing, notRegularFile, tooLarge (over maxBytes, before reading).
Result<Bytes> readRegularFile(const Path& path, std::uint64_t maxBytes);

// The same, past the page cache wherever the file system lets us: what the medium itself gives.
Result<Bytes> readFromMedium(const Path& path, std::uint64_t maxBytes);

// After writing to a medium: digestMismatch when the medium gives other bytes than these.
Result<void> readBack(const Path& path, ByteView expected);

// A new file with the bytes of another one, copied in pieces, and compared with it past the page cache;
// digestMismatch when the copy reads differently.
Result<void> copyNew(const Path& from, const Path& to, std::uint64_t maxBytes);

// Removes a file, or a folder and all it holds, without following symbolic links; flushes the parent. For
// `.part-` leftovers alone: badArgument for any other name.
Result<void> removeLeftover(const Path& path);

// The names in a folder in rising bytewise order, without "." and "..". notRegularFile when it is no folder.
Result<std::vector<std::string>> listFolder(const Path& folder);

// All regular files in a folder and below it, symbolic links not followed; 0 when it is missing.
Result<std::uint64_t> bytesBelow(const Path& folder);
// What can still be written there; nothing where the file system does not tell.
Result<std::optional<std::uint64_t>> freeBytes(const Path& folder);

enum class FileKind { missing, regular, folder, other };
Result<FileKind> kindOf(const Path& path); // of the name itself, not of what a symbolic link points to

} // namespace strongroom::base_io

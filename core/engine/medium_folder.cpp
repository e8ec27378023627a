#include "core/engine/medium_folder.h"

#include "core/custody/backup_set.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::engine {

using base_io::FileKind;
using base_io::Path;

namespace {

Result<void> ensureFolder(const Path& path) {
    SR_ASSIGN(const FileKind kind, base_io::kindOf(path));
    return kind == FileKind::folder ? Result<void>() : base_io::makeFolder(path);
}

Result<void> writeFile(const Path& folder, const std::string& name, ByteView bytes) {
    Path below = folder;
    const Path relative = Path(name).parent_path();
    for (const Path& part : relative) {
        below /= part;
        SR_TRY(ensureFolder(below));
    }
    SR_TRY(base_io::writeNew(folder / name, bytes));
    return base_io::readBack(folder / name, bytes);
}

// Every regular file below a folder, by its name in it; anything else is refused.
Result<void> listBelow(const Path& folder, const std::string& prefix, std::set<std::string>& names) {
    SR_ASSIGN(const std::vector<std::string> found, base_io::listFolder(folder));
    for (const std::string& name : found) {
        SR_ASSIGN(const FileKind kind, base_io::kindOf(folder / name));
        if (kind == FileKind::folder && prefix.size() < 64) {
            SR_TRY(listBelow(folder / name, prefix + name + "/", names));
        } else if (kind == FileKind::regular) {
            names.insert(prefix + name);
        } else {
            return Error{ErrorCode::notRegularFile, (folder / name).string() + " is not a regular file"};
        }
    }
    return {};
}

constexpr std::string_view markPrefix = "medium-";

// Two sticks look alike, and carry the same folders: the first writing says which one this is.
Result<void> checkMark(const Path& home, const std::string& medium) {
    SR_ASSIGN(const FileKind kind, base_io::kindOf(home));
    if (kind != FileKind::folder)
        return {};
    SR_ASSIGN(const std::vector<std::string> names, base_io::listFolder(home));
    for (const std::string& name : names)
        if (name.starts_with(markPrefix) && name.substr(markPrefix.size()) != medium)
            return Error{ErrorCode::digestMismatch, "the stick that is plugged in as '" + medium +
                                                        "' is marked '" + name.substr(markPrefix.size()) +
                                                        "': nothing was written to it; take it out, and plug "
                                                        "in the one that is '" +
                                                        medium + "'"};
    return {};
}

// With what a file system adds to each file, and a little that stays free.
std::uint64_t bytesFor(const MediumFiles& files) {
    constexpr std::uint64_t block = 4096, spare = 64 * 1024;
    std::uint64_t bytes = spare;
    for (const auto& [name, content] : files)
        bytes += (content.size() / block + 2) * block;
    return bytes;
}

// What an attempt that was cut short left is removed before the next one writes.
Result<std::optional<std::uint64_t>> roomOn(const SiteMedium& medium, const Path& leftover) {
    SR_ASSIGN(const std::uint64_t left, base_io::bytesBelow(leftover));
    if (!medium.capacity) {
        SR_ASSIGN(std::optional<std::uint64_t> free, base_io::freeBytes(medium.path));
        if (free)
            *free += left;
        return free;
    }
    SR_ASSIGN(const std::uint64_t used, base_io::bytesBelow(medium.path));
    return std::optional(*medium.capacity - std::min(used - std::min(left, used), *medium.capacity));
}

} // namespace

Result<Path> mediumRoot(const Workbench& bench, const std::string& medium) {
    const auto found = bench.site.media.find(medium);
    if (found == bench.site.media.end())
        return Error{ErrorCode::fileMissing, "the site names no medium '" + medium + "'"};
    const Path& root = found->second.path;
    SR_ASSIGN(const FileKind kind, base_io::kindOf(root));
    if (kind != FileKind::folder)
        return Error{ErrorCode::fileMissing, "the medium '" + medium + "' is not plugged in; plug it in"};
    SR_TRY(checkMark(root / custody::authorityFolder(bench.state().authority), medium));
    return root;
}

// FAULTS 2.2: space is looked for before anything is begun.
Result<Path> mediumWithRoom(const Workbench& bench, const std::string& medium, const std::string& folder,
                            const MediumFiles& files) {
    SR_ASSIGN(const Path root, mediumRoot(bench, medium));
    const Path home = root / custody::authorityFolder(bench.state().authority);
    SR_ASSIGN(const FileKind there, base_io::kindOf(home / folder));
    if (there != FileKind::missing)
        return root; // whole already, or refused when it is read
    SR_ASSIGN(const std::optional<std::uint64_t> room,
              roomOn(bench.site.media.at(medium), home / (".part-" + folder)));
    const std::uint64_t needed = bytesFor(files);
    if (room && *room < needed)
        return Error{ErrorCode::noSpace, "the medium '" + medium + "' has room for " + std::to_string(*room) +
                                             " bytes, and " + std::to_string(needed) +
                                             " are needed: nothing was written; make room on it, and go on"};
    return root;
}

Result<void> markMedium(const Workbench& bench, const std::string& medium, const Path& root) {
    const Digest& authority = bench.state().authority;
    const std::string name = std::string(markPrefix) + medium;
    SR_ASSIGN(const FileKind there, base_io::kindOf(root / custody::authorityFolder(authority) / name));
    if (there == FileKind::folder)
        return {};
    auto marked = writeMediumFolder(root, authority, name, {{"name.txt", base::bytesOf(medium + "\n")}});
    return marked ? Result<void>() : marked.error();
}

Error whileWriting(const std::string& medium, const Path& root, const Error& error) {
    const auto kind = base_io::kindOf(root);
    if (!kind || *kind != FileKind::folder)
        return {ErrorCode::fileMissing,
                "the medium '" + medium +
                    "' was pulled out while it was written: what was begun on it does not count; plug it in "
                    "again, and it is written anew"};
    return {error.code, "medium '" + medium + "': " + error.detail};
}

Result<void> writeToMedium(Workbench& bench, const std::string& medium, const std::string& folder,
                           const MediumFiles& files) {
    SR_ASSIGN(const Path root, mediumWithRoom(bench, medium, folder, files));
    SR_TRY(bench.record(authority::MediumWriteIntended{medium, folder}));
    if (const auto marked = markMedium(bench, medium, root); !marked)
        return whileWriting(medium, root, marked.error());
    auto removed = writeMediumFolder(root, bench.state().authority, folder, files);
    if (!removed)
        return whileWriting(medium, root, removed.error());
    return bench.record(authority::MediumWritten{medium, folder, digestOf(files), std::move(*removed)});
}

Digest digestOf(const MediumFiles& files) {
    std::string lines;
    for (const auto& [name, bytes] : files)
        lines += name + " " + ossl::sha256(bytes).hex() + "\n";
    return ossl::sha256(base::viewOf(lines));
}

Result<std::vector<std::string>> writeMediumFolder(const Path& root, const Digest& authority,
                                                   const std::string& name, const MediumFiles& files) {
    const Path home = root / custody::authorityFolder(authority);
    const Path folder = home / name;
    const Path part = home / (".part-" + name);
    std::vector<std::string> removed;
    SR_TRY(ensureFolder(home));
    SR_ASSIGN(const FileKind left, base_io::kindOf(part));
    if (left != FileKind::missing) {
        SR_TRY(base_io::removeLeftover(part));
        removed.push_back(part.filename().string());
    }
    SR_ASSIGN(const FileKind there, base_io::kindOf(folder));
    if (there != FileKind::missing) {
        // A crash after the folder got its name: it is whole, or it is not ours.
        std::set<std::string> names;
        SR_TRY(listBelow(folder, "", names));
        for (const auto& [file, bytes] : files) {
            if (names.erase(file) == 0 || !base_io::readBack(folder / file, bytes))
                return Error{ErrorCode::fileExists,
                             folder.string() + " is there already with other contents"};
        }
        if (!names.empty())
            return Error{ErrorCode::fileExists, folder.string() + " is there already with other contents"};
        return removed;
    }
    SR_TRY(base_io::makeFolder(part));
    for (const auto& [file, bytes] : files)
        SR_TRY(writeFile(part, file, bytes));
    SR_TRY(base_io::renameNew(part, folder));
    return removed;
}

Result<std::set<std::string>> listMediumFolder(const Path& folder) {
    std::set<std::string> names;
    SR_TRY(listBelow(folder, "", names));
    return names;
}

Result<MediumFiles> readMediumFolder(const Path& root, const Digest& authority, const std::string& name) {
    const Path folder = root / custody::authorityFolder(authority) / name;
    SR_ASSIGN(const FileKind kind, base_io::kindOf(folder));
    if (kind != FileKind::folder)
        return Error{ErrorCode::fileMissing, "the folder " + name + " is not on the medium"};
    SR_ASSIGN(const std::set<std::string> names, listMediumFolder(folder));
    MediumFiles files;
    for (const std::string& file : names) {
        SR_ASSIGN(files[file], base_io::readFromMedium(folder / file, largestMediumFile));
    }
    return files;
}

} // namespace strongroom::engine

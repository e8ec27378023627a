#include "core/engine/medium_folder.h"

#include "core/custody/backup_set.h"
#include "core/ossl/digest.h"

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

} // namespace

Result<Path> mediumRoot(const Workbench& bench, const std::string& medium) {
    const auto found = bench.site.media.find(medium);
    if (found == bench.site.media.end())
        return Error{ErrorCode::fileMissing, "the site names no medium '" + medium + "'"};
    SR_ASSIGN(const FileKind kind, base_io::kindOf(found->second));
    if (kind != FileKind::folder)
        return Error{ErrorCode::fileMissing, "the medium '" + medium + "' is not plugged in"};
    return found->second;
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

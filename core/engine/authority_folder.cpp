#include "core/engine/authority_folder.h"

namespace strongroom::engine {

using base_io::FileKind;
using base_io::Path;

Result<AuthorityFolder> AuthorityFolder::open(const Path& root) {
    SR_ASSIGN(const FileKind kind, base_io::kindOf(root));
    if (kind == FileKind::missing) {
        SR_TRY(base_io::makeFolder(root));
    } else if (kind != FileKind::folder) {
        return Error{ErrorCode::notRegularFile, root.string() + " is not a folder"};
    }
    SR_ASSIGN(base_io::FileLock lock, base_io::FileLock::acquire(root / "lock"));
    return AuthorityFolder(root, std::move(lock));
}

Path AuthorityFolder::envelope(const std::string& set, std::uint64_t member) const {
    return m_root / "envelopes" / set / (std::to_string(member) + ".der");
}

std::string transcriptName(const std::string& ceremony, std::uint64_t size) {
    return ceremony + "-" + std::to_string(size);
}

Result<void> AuthorityFolder::ensureFolder(const Path& folder) const {
    SR_ASSIGN(const FileKind kind, base_io::kindOf(folder));
    if (kind == FileKind::folder)
        return {};
    if (folder.parent_path() != m_root)
        SR_TRY(ensureFolder(folder.parent_path()));
    return base_io::makeFolder(folder);
}

Result<void> AuthorityFolder::keep(const Path& folder, const std::map<std::string, Bytes>& files) const {
    SR_TRY(ensureFolder(folder));
    for (const auto& [name, bytes] : files) {
        SR_ASSIGN(const FileKind there, base_io::kindOf(folder / name));
        if (there == FileKind::missing)
            SR_TRY(base_io::writeNew(folder / name, bytes));
    }
    return {};
}

Result<Path> AuthorityFolder::freeAsideName(const std::string& stem) const {
    SR_TRY(ensureFolder(m_root / "aside"));
    for (std::uint64_t number = 1; number < 10'000; ++number) {
        const Path path = m_root / "aside" / (stem + "." + std::to_string(number));
        SR_ASSIGN(const FileKind kind, base_io::kindOf(path));
        if (kind == FileKind::missing)
            return path;
    }
    return Error{ErrorCode::noSpace, "the folder aside/ has too many files"};
}

Result<std::string> AuthorityFolder::setAside(const Path& path) const {
    SR_ASSIGN(const Path target, freeAsideName(path.filename().string()));
    SR_TRY(base_io::renameNew(path, target));
    return target.filename().string();
}

Result<std::string> AuthorityFolder::keepAside(const std::string& stem, ByteView bytes) const {
    SR_ASSIGN(const Path target, freeAsideName(stem));
    SR_TRY(base_io::writeNew(target, bytes));
    return target.filename().string();
}

} // namespace strongroom::engine

#include "core/authority/verify/record_folder.h"

#include "core/authority/verify/place.h"
#include "core/base_io/file_layer.h"
#include "core/base_io/input_file.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::authority {

namespace {

constexpr std::string_view copyPrefix = "record-";
constexpr unsigned deepest = 8; // no folder of an authority lies deeper than three

bool leadsElsewhere(const std::string& name) {
    const std::filesystem::path path(name);
    return name.empty() || name.find('\0') != std::string::npos || path.is_absolute() ||
           std::any_of(path.begin(), path.end(),
                       [](const std::filesystem::path& part) { return part == ".." || part == "."; });
}

} // namespace

Result<RecordFolder> RecordFolder::open(const std::filesystem::path& root) {
    RecordFolder folder;
    // "record-50/" has an empty last component.
    folder.m_root = root.has_filename() ? root : root.parent_path();
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(folder.m_root));
    if (kind == base_io::FileKind::missing)
        return Error{ErrorCode::fileMissing, "there is no folder " + root.string()};
    SR_ASSIGN(const base_io::FileKind record, base_io::kindOf(folder.record()));
    if (record == base_io::FileKind::missing)
        return Error{ErrorCode::fileMissing, "there is no record.jsonl in " + root.string()};
    const std::string name = folder.m_root.filename().string();
    if (name.starts_with(copyPrefix))
        folder.m_sizeInName = numberFromName(std::string_view(name).substr(copyPrefix.size()));
    SR_TRY(folder.walk("", 0));
    return folder;
}

Result<void> RecordFolder::walk(const std::string& folder, unsigned depth) {
    if (depth > deepest)
        return Error{ErrorCode::badFormat, "the folder " + folder + " lies too deep"};
    SR_ASSIGN(const std::vector<std::string> names, base_io::listFolder(m_root / folder));
    for (const std::string& name : names) {
        const std::string path = folder.empty() ? name : folder + "/" + name;
        SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(m_root / path));
        switch (kind) {
        case base_io::FileKind::regular: m_files.push_back(path); break;
        case base_io::FileKind::folder:
            if (path != "aside")
                SR_TRY(walk(path, depth + 1));
            break;
        case base_io::FileKind::missing: break; // removed meanwhile
        case base_io::FileKind::other:
            return Error{ErrorCode::notRegularFile,
                         path + " is neither a file nor a folder: it may lead elsewhere"};
        }
    }
    return {};
}

Result<std::vector<std::string>> RecordFolder::list(std::string_view name) const {
    const std::filesystem::path folder = m_root / name;
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(folder));
    if (kind == base_io::FileKind::missing)
        return std::vector<std::string>();
    return base_io::listFolder(folder);
}

Result<std::optional<Bytes>> RecordFolder::read(const std::string& name, std::uint64_t maxBytes) const {
    if (leadsElsewhere(name))
        return Error{ErrorCode::badFormat, "a file name that leads out of the folder"};
    auto bytes = base_io::readRegularFile(m_root / name, maxBytes);
    if (!bytes && bytes.error().code == ErrorCode::fileMissing)
        return std::optional<Bytes>();
    if (!bytes)
        return bytes.error();
    return std::optional(std::move(*bytes));
}

Result<RecordFolder::Presence> RecordFolder::compare(const std::string& name, const Digest& digest) const {
    if (leadsElsewhere(name))
        return Error{ErrorCode::badFormat, "a file name that leads out of the folder"};
    auto file = base_io::InputFile::open(m_root / name);
    if (!file && file.error().code == ErrorCode::fileMissing)
        return Presence::missing;
    if (!file)
        return file.error();
    ossl::Sha256 hash;
    Bytes piece(64 * 1024);
    while (true) {
        SR_ASSIGN(const std::size_t count, file->read(piece));
        hash.update(ByteView(piece).first(count));
        if (count < piece.size())
            break;
    }
    if (hash.finish() != digest)
        return Error{ErrorCode::digestMismatch, "the file " + name + " is not the one on record"};
    return Presence::same;
}

} // namespace strongroom::authority

#include "core/engine/backup_medium.h"

#include "core/authority/statements.h"
#include "core/ossl/digest.h"

#include <algorithm>
#include <set>

namespace strongroom::engine {

namespace {

using base_io::FileKind;
using base_io::Path;

constexpr std::uint64_t largestFile = 4 * 1024 * 1024;

const authority::KeysWrapped* wrappedOf(const authority::AuthorityState& state, const std::string& set) {
    const authority::Recorded* newest = nullptr;
    for (const auto& [step, entries] : state.ceremony->steps)
        for (const authority::Recorded& recorded : entries)
            if (const auto* body = std::get_if<authority::KeysWrapped>(&recorded.body);
                body != nullptr && body->set == set &&
                (newest == nullptr || recorded.reference.seq > newest->reference.seq))
                newest = &recorded;
    return newest != nullptr ? std::get_if<authority::KeysWrapped>(&newest->body) : nullptr;
}

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

class MediumReader {
public:
    MediumReader(std::string medium, Path folder)
        : m_medium(std::move(medium)), m_folder(std::move(folder)) {}

    Result<Bytes> read(const std::string& name) const {
        auto bytes = base_io::readFromMedium(m_folder / name, largestFile);
        if (!bytes)
            return wrong(bytes.error().code, name, bytes.error().detail);
        return bytes;
    }
    Result<Bytes> read(const std::string& name, const Digest& recorded) const {
        SR_ASSIGN(Bytes bytes, read(name));
        if (ossl::sha256(bytes) != recorded)
            return wrong(ErrorCode::digestMismatch, name, "it is not the file that is on record");
        return bytes;
    }
    Error wrong(ErrorCode code, const std::string& name, const std::string& why) const {
        return {code, "medium '" + m_medium + "', " + m_folder.filename().string() + "/" + name + ": " + why};
    }

private:
    std::string m_medium;
    Path m_folder;
};

} // namespace

std::string envelopeName(const std::string& set, std::uint64_t member) {
    return "envelopes/" + set + "/" + std::to_string(member) + ".der";
}

Result<Path> mediumRoot(const Workbench& bench, const std::string& medium) {
    const auto found = bench.site.media.find(medium);
    if (found == bench.site.media.end())
        return Error{ErrorCode::fileMissing, "the site names no medium '" + medium + "'"};
    SR_ASSIGN(const FileKind kind, base_io::kindOf(found->second));
    if (kind != FileKind::folder)
        return Error{ErrorCode::fileMissing, "the medium '" + medium + "' is not plugged in"};
    return found->second;
}

Result<BackupFiles> backupFiles(const Workbench& bench, const authority::Backup& backup) {
    const authority::KeysWrapped* wrapped = wrappedOf(bench.state(), backup.manifest.mbkSet.text());
    if (wrapped == nullptr)
        return Error{ErrorCode::objectMissing, "the wrapped keys of this backup are not in this ceremony"};
    BackupFiles files;
    files["manifest.json"] = backup.prepared.manifest;
    files["manifest.note"] = base::bytesOf(backup.note);
    for (const authority::WrappedKey& key : wrapped->keys)
        files[key.ckaId + ".kwp"] = key.blob;
    for (const custody::BackupEnvelope& envelope : backup.manifest.envelopes) {
        SR_ASSIGN(Bytes bytes, base_io::readRegularFile(bench.folder.envelope(envelope.set, envelope.member),
                                                        largestFile));
        if (ossl::sha256(bytes) != envelope.sha256)
            return Error{ErrorCode::digestMismatch, "envelope " + std::to_string(envelope.member) + " of " +
                                                        envelope.set +
                                                        " on this machine is not the one on record"};
        files[envelopeName(envelope.set, envelope.member)] = std::move(bytes);
    }
    return files;
}

Digest digestOf(const BackupFiles& files) {
    std::string lines;
    for (const auto& [name, bytes] : files)
        lines += name + " " + ossl::sha256(bytes).hex() + "\n";
    return ossl::sha256(base::viewOf(lines));
}

Result<std::vector<std::string>> writeBackupFolder(const Path& root, const Digest& authority,
                                                   std::uint64_t number, const BackupFiles& files) {
    const Path home = root / custody::authorityFolder(authority);
    const Path folder = home / custody::backupFolder(number);
    const Path part = home / (".part-" + custody::backupFolder(number));
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
        for (const auto& [name, bytes] : files) {
            if (names.erase(name) == 0 || !base_io::readBack(folder / name, bytes))
                return Error{ErrorCode::fileExists,
                             folder.string() + " is there already with other contents"};
        }
        if (!names.empty())
            return Error{ErrorCode::fileExists, folder.string() + " is there already with other contents"};
        return removed;
    }
    SR_TRY(base_io::makeFolder(part));
    for (const auto& [name, bytes] : files)
        SR_TRY(writeFile(part, name, bytes));
    SR_TRY(base_io::renameNew(part, folder));
    return removed;
}

Result<MediumBackup> readBackup(const Workbench& bench, const std::string& medium) {
    const authority::AuthorityState& state = bench.state();
    const authority::Backup* backup = state.backupOn(medium);
    if (backup == nullptr)
        return Error{ErrorCode::objectMissing, "no backup on record lies on '" + medium + "'"};
    SR_ASSIGN(const Path root, mediumRoot(bench, medium));
    const Path folder =
        root / custody::authorityFolder(state.authority) / custody::backupFolder(backup->number);
    const MediumReader reader(medium, folder);

    MediumBackup read;
    SR_ASSIGN(const Bytes manifest, reader.read("manifest.json", backup->manifest.digest()));
    SR_ASSIGN(read.manifest, custody::BackupManifest::fromBytes(manifest));
    SR_ASSIGN(const Bytes noteBytes, reader.read("manifest.note"));
    const auto note = base::readNote(base::textOf(noteBytes));
    if (!note)
        return reader.wrong(note.error().code, "manifest.note", note.error().detail);
    if (const auto signedByUs = authority::checkManifestNote(state, manifest, *note); !signedByUs)
        return reader.wrong(signedByUs.error().code, "manifest.note", signedByUs.error().detail);

    std::set<std::string> known{"manifest.json", "manifest.note"};
    for (const custody::BackupKey& key : read.manifest.keys) {
        SR_ASSIGN(read.blobs[key.ckaId], reader.read(key.blobFile, key.blobDigest));
        known.insert(key.blobFile);
    }
    for (const custody::BackupEnvelope& envelope : read.manifest.envelopes) {
        const std::string name = envelopeName(envelope.set, envelope.member);
        SR_ASSIGN(read.envelopes[name], reader.read(name, envelope.sha256));
        known.insert(name);
    }
    std::set<std::string> names;
    SR_TRY(listBelow(folder, "", names));
    for (const std::string& name : names)
        if (!known.contains(name))
            return reader.wrong(ErrorCode::digestMismatch, name, "no manifest names this file");
    return read;
}

} // namespace strongroom::engine

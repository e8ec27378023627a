#include "core/engine/backup_medium.h"

#include "core/authority/statements.h"
#include "core/ossl/digest.h"

#include <algorithm>
#include <set>

namespace strongroom::engine {

namespace {

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

Result<MediumFiles> backupFiles(const Workbench& bench, const authority::Backup& backup) {
    const authority::KeysWrapped* wrapped = wrappedOf(bench.state(), backup.manifest.mbkSet.text());
    if (wrapped == nullptr)
        return Error{ErrorCode::objectMissing, "the wrapped keys of this backup are not in this ceremony"};
    MediumFiles files;
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
    // The note on record was verified with the record key of its time, which may be gone since.
    if (base::textOf(noteBytes) != backup->note) {
        const auto note = base::readNote(base::textOf(noteBytes));
        if (!note)
            return reader.wrong(note.error().code, "manifest.note", note.error().detail);
        if (const auto signedByUs = authority::checkManifestNote(state, manifest, *note); !signedByUs)
            return reader.wrong(signedByUs.error().code, "manifest.note", signedByUs.error().detail);
    }

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
    SR_ASSIGN(const std::set<std::string> names, listMediumFolder(folder));
    for (const std::string& name : names)
        if (!known.contains(name))
            return reader.wrong(ErrorCode::digestMismatch, name, "no manifest names this file");
    return read;
}

} // namespace strongroom::engine

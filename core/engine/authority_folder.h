// The folder of an authority on disk (PROTOCOL P4): paths, the lock, and what a start finds there. Everything
// but record.jsonl is written before the entry that names it; files that no entry names go to aside/.
#pragma once

#include "core/base_io/file_layer.h"
#include "core/base_io/file_lock.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace strongroom::engine {

class AuthorityFolder {
public:
    // Makes the folder where it is missing (its parent exists) and locks it; busy when another process has
    // it.
    static Result<AuthorityFolder> open(const base_io::Path& root);

    const base_io::Path& root() const noexcept { return m_root; }
    base_io::Path record() const { return m_root / "record.jsonl"; }
    base_io::Path envelope(const std::string& set, std::uint64_t member) const;
    base_io::Path checkpoints() const { return m_root / "checkpoints"; }
    base_io::Path manifests() const { return m_root / "manifests"; }
    base_io::Path plan(const Digest& digest) const { return m_root / "plans" / digest.hex(); }
    base_io::Path transcripts() const { return m_root / "transcripts"; }
    base_io::Path requests() const { return m_root / "requests"; }

    // Makes a folder below the root, parents too; all right when it is there.
    Result<void> ensureFolder(const base_io::Path& folder) const;
    // Writes the files that are not there yet into a folder below the root.
    Result<void> keep(const base_io::Path& folder, const std::map<std::string, Bytes>& files) const;
    // Moves a file or folder of this authority to aside/ under a free name, which is answered.
    Result<std::string> setAside(const base_io::Path& path) const;
    // Keeps these bytes in aside/ under a free name that begins with `stem`.
    Result<std::string> keepAside(const std::string& stem, ByteView bytes) const;

private:
    AuthorityFolder(base_io::Path root, base_io::FileLock lock)
        : m_root(std::move(root)), m_lock(std::make_shared<base_io::FileLock>(std::move(lock))) {}
    Result<base_io::Path> freeAsideName(const std::string& stem) const;

    base_io::Path m_root;
    std::shared_ptr<base_io::FileLock> m_lock; // of all copies; released with the last one
};

// "0001-found-root-214": the ceremony, and how many entries its transcript covers.
std::string transcriptName(const std::string& ceremony, std::uint64_t size);

} // namespace strongroom::engine

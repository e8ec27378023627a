// Private to this folder. The folder that is verified: its record, and the files beside it under the names of
// PROTOCOL P4. Invariant: nothing is read from outside of the folder, whatever an entry says.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strongroom::authority {

class RecordFolder {
public:
    // fileMissing, notRegularFile: the folder or its record.jsonl is not there.
    static Result<RecordFolder> open(const std::filesystem::path& root);

    std::filesystem::path record() const { return m_root / "record.jsonl"; }

    // The names in a folder below; none when it is missing.
    Result<std::vector<std::string>> list(std::string_view folder) const;
    // The bytes of "<folder>/<file>"; nothing when it is missing. badFormat for a name that leads elsewhere.
    Result<std::optional<Bytes>> read(const std::string& name, std::uint64_t maxBytes) const;
    // The file has this digest: digestMismatch; nothing to say when it is missing.
    enum class Presence { missing, same };
    Result<Presence> compare(const std::string& name, const Digest& digest) const;

    // In record-<n>/ lie the files that were there at size n: those that later entries name may be missing.
    bool mayLackFilesOf(std::uint64_t seq) const noexcept { return seq >= m_filesUpTo; }

private:
    std::filesystem::path m_root;
    std::uint64_t m_filesUpTo = std::numeric_limits<std::uint64_t>::max();
};

} // namespace strongroom::authority

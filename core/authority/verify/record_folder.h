// Private to this folder. The folder that is verified: its record, and the files beside it under the names of
// PROTOCOL P4. Invariant: nothing is read from outside of the folder, whatever an entry
// says and whatever lies in it; only the folder itself may be named through a link.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strongroom::authority {

class RecordFolder {
public:
    // fileMissing, notRegularFile: the folder or its record.jsonl is not there, or something in it is neither
    // a file nor a folder, such as a symbolic link.
    static Result<RecordFolder> open(const std::filesystem::path& root);

    std::filesystem::path record() const { return m_root / "record.jsonl"; }

    // The names in a folder below; none when it is missing.
    Result<std::vector<std::string>> list(std::string_view folder) const;
    // The bytes of "<folder>/<file>"; nothing when it is missing. badFormat for a name that leads elsewhere.
    Result<std::optional<Bytes>> read(const std::string& name, std::uint64_t maxBytes) const;
    // The file has this digest: digestMismatch; nothing to say when it is missing.
    enum class Presence { missing, same };
    Result<Presence> compare(const std::string& name, const Digest& digest) const;

    // n of a folder named record-<n>, which says that it holds the first n entries (PROTOCOL P9).
    std::optional<std::uint64_t> sizeInName() const noexcept { return m_sizeInName; }

    // All files in it, as "<folder>/<file>" and in order, but those of aside/.
    const std::vector<std::string>& files() const noexcept { return m_files; }

private:
    Result<void> walk(const std::string& folder, unsigned depth);

    std::filesystem::path m_root;
    std::optional<std::uint64_t> m_sizeInName;
    std::vector<std::string> m_files;
};

} // namespace strongroom::authority

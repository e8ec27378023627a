// The one way in which a file comes to be: temporary name, bytes, flush, name, flush of the folder. Private
// to this folder. Whoever does not reach finish() leaves nothing behind.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base_io/descriptor.h"

#include <filesystem>
#include <string>

namespace strongroom::base_io {

enum class Existing {
    refuse,
    replace,
};

class NewFile {
public:
    static Result<NewFile> begin(const std::filesystem::path& path, Existing existing);
    NewFile(NewFile&&) noexcept = default;
    NewFile& operator=(NewFile&&) = delete;
    ~NewFile();

    Result<void> write(ByteView bytes);
    Result<void> finish();

private:
    NewFile(std::filesystem::path path, Existing existing) : m_path(std::move(path)), m_existing(existing) {}

    std::filesystem::path m_path;
    Existing m_existing;
    Descriptor m_folder;
    Descriptor m_file; // open until the file has its name
};

// The folder that holds `path`, opened; badArgument for a path without a name of its own.
Result<Descriptor> openParent(const std::filesystem::path& path);

Result<void> flushFolder(const Descriptor& folder, const std::filesystem::path& path);

// Never replaces anything; fileExists.
Result<void> renameWithin(const Descriptor& fromFolder, const std::string& from, const Descriptor& toFolder,
                          const std::filesystem::path& to);

inline const std::string leftoverPrefix = ".part-";

} // namespace strongroom::base_io

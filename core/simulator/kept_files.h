// Files that a drill replaced, kept to be put back: also after a power cut, by whoever opens the desk next.
// They lie in a folder of their own, below the name of a place ("authority", a stick) and their path in it.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <filesystem>
#include <functional>
#include <string>

namespace strongroom::simulator {

class KeptFiles {
public:
    // Where a place is now; "" when it is nowhere, and what was kept of it stays.
    using Places = std::function<std::filesystem::path(const std::string& place)>;
    KeptFiles(std::filesystem::path folder, Places places)
        : m_folder(std::move(folder)), m_places(std::move(places)) {}

    // The file has other bytes from now on. Kept before it is replaced.
    Result<void> replace(const std::string& place, const std::filesystem::path& file, ByteView bytes) const;
    // All of them are back. A file whose folder is gone needs none.
    Result<void> putBack() const;

private:
    std::filesystem::path m_folder;
    Places m_places;
};

} // namespace strongroom::simulator

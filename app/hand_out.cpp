#include "app/hand_out.h"

#include "core/base_io/file_layer.h"

namespace strongroom::app {

Result<void> handOut(const std::filesystem::path& folder) {
    constexpr std::uint64_t largest = 64ULL * 1024 * 1024;
    for (const char* kind : {"certificates", "crls", "transcripts"}) {
        const std::filesystem::path from = folder / "authority" / kind;
        SR_ASSIGN(const base_io::FileKind there, base_io::kindOf(from));
        if (there != base_io::FileKind::folder)
            continue;
        SR_ASSIGN(const std::vector<std::string> names, base_io::listFolder(from));
        for (const std::string& name : names) {
            SR_ASSIGN(const base_io::FileKind copied, base_io::kindOf(folder / "out" / name));
            if (copied == base_io::FileKind::missing)
                SR_TRY(base_io::copyNew(from / name, folder / "out" / name, largest));
        }
    }
    return {};
}

} // namespace strongroom::app

#include "core/simulator/kept_files.h"

#include "core/base_io/file_layer.h"

#include <system_error>
#include <vector>

namespace strongroom::simulator {

namespace {

namespace files = std::filesystem;

constexpr std::uint64_t largestFile = 1024 * 1024;

Error failed(const std::string& what, const std::error_code& error) {
    return Error{ErrorCode::inputOutput, what + ": " + error.message()};
}

} // namespace

Result<void> KeptFiles::replace(const std::string& place, const files::path& file, ByteView bytes) const {
    const files::path original = m_places(place) / file, kept = m_folder / place / file;
    std::error_code error;
    files::create_directories(kept.parent_path(), error);
    if (error)
        return failed("making room for what a drill replaces", error);
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(kept));
    if (kind == base_io::FileKind::missing)
        SR_TRY(base_io::copyNew(original, kept, largestFile));
    return base_io::replaceFile(original, bytes);
}

Result<void> KeptFiles::putBack() const {
    std::error_code error;
    std::vector<files::path> kept;
    for (files::recursive_directory_iterator at(m_folder, error), end; !error && at != end;
         at.increment(error))
        if (at->is_regular_file(error))
            kept.push_back(at->path());
    if (error && error != std::errc::no_such_file_or_directory)
        return failed("looking for what a drill replaced", error);
    for (const files::path& file : kept) {
        const files::path name = file.lexically_relative(m_folder);
        const files::path home = m_places(name.begin()->string());
        if (home.empty())
            continue;
        const files::path original = home / name.lexically_relative(*name.begin());
        if (!files::is_directory(original.parent_path(), error)) {
            files::remove(file, error);
            continue;
        }
        files::rename(file, original, error);
        if (error)
            return failed("putting back " + original.string(), error);
    }
    return {};
}

} // namespace strongroom::simulator

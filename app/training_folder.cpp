#include "app/training_folder.h"

#include "core/base_io/file_layer.h"

#include <algorithm>

namespace strongroom::app {

namespace {

using base_io::FileKind;
using base_io::Path;

constexpr const char* mark = "STRONGROOM-TRAINING";
constexpr const char* markText = "This folder is a Strongroom rehearsal. Nothing in it is real.\n";

constexpr const char* lockName = "lock";

// The desk is the room's, not the authority's: a second rehearsal must not even pull a card.
Result<base_io::FileLock> lockFolder(const Path& folder) {
    return base_io::FileLock::acquire(folder / lockName);
}

Result<base_io::FileLock> takeOldFolder(const Path& folder) {
    SR_ASSIGN(const FileKind kind, base_io::kindOf(folder));
    if (kind != FileKind::folder)
        return Error{ErrorCode::fileMissing,
                     folder.string() +
                         " is no folder; there is nothing to continue; a new one is begun with --out"};
    SR_ASSIGN(const FileKind marked, base_io::kindOf(folder / mark));
    if (marked != FileKind::regular)
        return Error{ErrorCode::wrongMode,
                     folder.string() +
                         " was not made by a rehearsal; it is left untouched; name another folder"};
    return lockFolder(folder);
}

// A lock and a write cut short are what a start leaves that got no farther.
Result<void> checkEmpty(const Path& folder) {
    SR_ASSIGN(const std::vector<std::string> names, base_io::listFolder(folder));
    for (const std::string& name : names)
        if (name != lockName && !name.starts_with(".part-"))
            return Error{ErrorCode::fileExists,
                         folder.string() +
                             " is not empty; name a new folder, or use --continue to go on there"};
    return {};
}

// The mark comes before any other file, so that a folder of ours is known even after the earliest crash.
Result<base_io::FileLock> takeNewFolder(const Path& folder) {
    SR_ASSIGN(const FileKind kind, base_io::kindOf(folder));
    if (kind == FileKind::missing) {
        SR_TRY(base_io::makeFolder(folder));
    } else if (kind != FileKind::folder) {
        return Error{ErrorCode::notRegularFile, folder.string() + " is not a folder; name a new one"};
    }
    SR_TRY(checkEmpty(folder));
    SR_ASSIGN(base_io::FileLock lock, lockFolder(folder));
    SR_TRY(checkEmpty(folder)); // whoever had the lock a moment ago
    SR_TRY(base_io::writeNew(folder / mark, base::viewOf(markText)));
    return lock;
}

} // namespace

Result<base_io::FileLock> takeTrainingFolder(const std::filesystem::path& folder, TakeFolder how) {
    const std::string& name = folder.native();
    if (std::any_of(name.begin(), name.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }))
        return Error{
            ErrorCode::badArgument,
            "the name of the folder has a line break or another control character; name another one"};
    if (how == TakeFolder::whichever) {
        SR_ASSIGN(const FileKind marked, base_io::kindOf(folder / mark));
        how = marked == FileKind::regular ? TakeFolder::old : TakeFolder::fresh;
    }
    SR_ASSIGN(base_io::FileLock lock, how == TakeFolder::old ? takeOldFolder(folder) : takeNewFolder(folder));
    SR_ASSIGN(const FileKind out, base_io::kindOf(folder / "out"));
    if (out != FileKind::folder)
        SR_TRY(base_io::makeFolder(folder / "out"));
    return lock;
}

} // namespace strongroom::app

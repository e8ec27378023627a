// A folder in which a training lies: authority/, media/, simulator/, out/. Marked before its first file, so
// that it is known after the earliest crash and no other folder is taken for one; locked while it is used.
#pragma once

#include "core/base/result.h"
#include "core/base_io/file_lock.h"

#include <filesystem>

namespace strongroom::app {

enum class TakeFolder {
    fresh,     // new or empty
    old,       // made by an earlier training
    whichever, // old where there is one, else fresh
};

// fileExists, fileMissing, wrongMode, notRegularFile, busy. The lock is held as long as its answer lives.
Result<base_io::FileLock> takeTrainingFolder(const std::filesystem::path& folder, TakeFolder how);

} // namespace strongroom::app

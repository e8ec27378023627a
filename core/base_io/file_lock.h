// FileLock: one holder of an authority at a time, by flock(2) on a file of its own. The kernel lets go when
// the holder dies, so no lock outlives its process and none is ever broken by hand. The file stays.
// Cannot do: lock across machines; an authority lies on a local disk.
#pragma once

#include "core/base/result.h"
#include "core/base_io/descriptor.h"

#include <filesystem>

namespace strongroom::base_io {

class FileLock {
public:
    // Makes the file where it is missing. busy when it is held, by another process or by this one.
    static Result<FileLock> acquire(const std::filesystem::path& path);

private:
    explicit FileLock(Descriptor file) : m_file(std::move(file)) {}
    Descriptor m_file;
};

} // namespace strongroom::base_io

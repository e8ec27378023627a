// A regular file read in pieces, under the same rules as readRegularFile.
#pragma once

#include "core/base/result.h"
#include "core/base_io/descriptor.h"

#include <cstdint>
#include <filesystem>
#include <span>

namespace strongroom::base_io {

class InputFile {
public:
    // fileMissing, notRegularFile.
    static Result<InputFile> open(const std::filesystem::path& path);

    std::uint64_t size() const noexcept { return m_size; } // when it was opened

    // Fills the span as far as the file goes; the number of bytes read, 0 at its end.
    Result<std::size_t> read(std::span<std::uint8_t> target);
    Result<void> seek(std::uint64_t offset);

private:
    InputFile(Descriptor file, std::filesystem::path path, std::uint64_t size)
        : m_file(std::move(file)), m_path(std::move(path)), m_size(size) {}

    Descriptor m_file;
    std::filesystem::path m_path;
    std::uint64_t m_size;
};

} // namespace strongroom::base_io

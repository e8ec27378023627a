// A regular file read in pieces, under the rules of file_layer.h: no symbolic link in the last component, no
// waiting, nothing but a regular file.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base_io/descriptor.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace strongroom::base_io {

enum class ReadSource {
    cache,
    medium, // past the page cache wherever the file system lets us
};

class InputFile {
public:
    // fileMissing, notRegularFile.
    static Result<InputFile> open(const std::filesystem::path& path, ReadSource source = ReadSource::cache);

    std::uint64_t size() const noexcept { return m_size; } // when it was opened

    // Fills the span as far as the file goes; the number of bytes read, less than the span only at the end.
    Result<std::size_t> read(std::span<std::uint8_t> target);

    // From here on; with ReadSource::cache only.
    Result<void> seek(std::uint64_t offset);

private:
    struct Block; // aligned memory, as O_DIRECT wants it
    struct FreeBlock {
        void operator()(Block* block) const noexcept;
    };
    InputFile(Descriptor file, std::filesystem::path path, std::uint64_t size);
    Result<std::size_t> readSome(std::span<std::uint8_t> target);
    Result<void> fillBlock();

    Descriptor m_file;
    std::filesystem::path m_path;
    std::uint64_t m_size;
    std::unique_ptr<Block, FreeBlock> m_block; // for ReadSource::medium
    ByteView m_unread;                         // of m_block
};

} // namespace strongroom::base_io

#include "core/base_io/input_file.h"

#include "core/base_io/system_error.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <new>

namespace strongroom::base_io {

namespace {
constexpr std::size_t alignment = 4096; // of every block device we know
constexpr std::size_t blockBytes = 1024 * 1024;
} // namespace

struct alignas(alignment) InputFile::Block {
    std::uint8_t bytes[blockBytes];
};

void InputFile::FreeBlock::operator()(Block* block) const noexcept {
    delete block;
}

InputFile::InputFile(Descriptor file, std::filesystem::path path, std::uint64_t size)
    : m_file(std::move(file)), m_path(std::move(path)), m_size(size) {}

Result<InputFile> InputFile::open(const std::filesystem::path& path, ReadSource source) {
    // O_NONBLOCK: opening a FIFO must not wait for its writer.
    constexpr int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    Descriptor file(uninterrupted([&] { return ::open(path.c_str(), flags); }));
    if (!file.isOpen())
        return systemError("opening", path, errno);
    struct stat facts {};
    if (::fstat(file.number(), &facts) != 0)
        return systemError("looking at", path, errno);
    if (!S_ISREG(facts.st_mode))
        return Error{ErrorCode::notRegularFile, "'" + path.string() + "' is not a regular file"};
    InputFile input(std::move(file), path, static_cast<std::uint64_t>(facts.st_size));
    if (source == ReadSource::medium) {
        const int number = input.m_file.number();
        // Dirty pages are not dropped: they are written first. A read-only file system has none.
        if (uninterrupted([&] { return ::fdatasync(number); }) != 0 && errno != EROFS && errno != EINVAL)
            return flushError(path, errno);
        ::posix_fadvise(number, 0, 0, POSIX_FADV_DONTNEED);
        // Where there is no O_DIRECT, the dropped cache has to do.
        ::fcntl(number, F_SETFL, O_DIRECT);
        input.m_block.reset(new Block);
    }
    return input;
}

Result<std::size_t> InputFile::readSome(std::span<std::uint8_t> target) {
    const auto once = [&] { return ::read(m_file.number(), target.data(), target.size()); };
    ssize_t count = uninterrupted(once);
    if (count < 0 && errno == EINVAL && m_block) {
        // O_DIRECT was accepted but is not served here.
        ::fcntl(m_file.number(), F_SETFL, 0);
        count = uninterrupted(once);
    }
    if (count < 0)
        return systemError("reading", m_path, errno);
    return static_cast<std::size_t>(count);
}

Result<void> InputFile::fillBlock() {
    SR_ASSIGN(const std::size_t count, readSome(m_block->bytes));
    m_unread = ByteView(m_block->bytes, count);
    // After a piece of odd length the position is no longer aligned: the end, or nearly.
    if (count % alignment != 0)
        ::fcntl(m_file.number(), F_SETFL, 0);
    return {};
}

Result<std::size_t> InputFile::read(std::span<std::uint8_t> target) {
    std::size_t done = 0;
    while (done < target.size()) {
        std::size_t count = 0;
        if (m_block) {
            if (m_unread.empty())
                SR_TRY(fillBlock());
            count = std::min(m_unread.size(), target.size() - done);
            std::copy_n(m_unread.begin(), count, target.begin() + static_cast<std::ptrdiff_t>(done));
            m_unread = m_unread.subspan(count);
        } else {
            SR_ASSIGN(count, readSome(target.subspan(done)));
        }
        if (count == 0)
            break;
        done += count;
    }
    return done;
}

Result<void> InputFile::seek(std::uint64_t offset) {
    if (m_block)
        return Error{ErrorCode::badArgument, "a file read from the medium is read from its start"};
    if (::lseek(m_file.number(), static_cast<off_t>(offset), SEEK_SET) < 0)
        return systemError("seeking in", m_path, errno);
    return {};
}

} // namespace strongroom::base_io

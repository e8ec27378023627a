// The chain: entries in order, each naming the hash of the one before (PROTOCOL P4). ChainReader reads a
// record line by line in flat memory and stops at the first line that does not continue it.
// Cannot do: notice that whole entries were cut from the end; heads, checkpoints and paper do (PROTOCOL P5).
// Threads: one owner.
#pragma once

#include "core/audit/entry.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace strongroom::audit {

enum class BreakKind {
    format,       // no entry at all, or one with other fields
    notCanonical, // an entry in another spelling than its one form
    tooLong,      // a line over maxLineBytes
    hash,         // the entry does not have the hash it carries
    sequence,     // its number is not the next one
    previous,     // it does not follow the entry before
    mode,         // production and training mixed
    time,         // earlier than the entry before, and not clock_confirmed
};
const char* nameOf(BreakKind kind) noexcept;

struct ChainBreak {
    std::uint64_t entry = 0;  // the number the line should have had
    std::uint64_t offset = 0; // the byte of the record at which that line starts
    BreakKind kind = BreakKind::format;
    std::string detail;
};

// Whether `next` may stand after an entry (or at the start, without one); nullopt when it may. `offset` is
// not filled in.
std::optional<ChainBreak> breakBetween(const Entry* before, const Entry& next);

class ChainReader {
public:
    static Result<ChainReader> open(const std::filesystem::path& path); // fileMissing, notRegularFile
    static ChainReader over(std::string_view record);                   // which outlives the reader
    ChainReader(ChainReader&&) noexcept;
    ChainReader& operator=(ChainReader&&) noexcept;
    ~ChainReader();

    // The next entry, or nullptr at the end of the complete lines; valid until the next call. recordBroken
    // when the line does not continue the chain (see broken()), from then on always; otherwise an error of
    // the file.
    Result<const Entry*> next();

    // Of the entries given so far.
    Head head() const noexcept;
    std::uint64_t offset() const noexcept;  // the byte after the last of them
    std::string_view line() const noexcept; // the last one's bytes without LF, for the tree
    // The authority: the hash of entry 0; zeros before it was read.
    const Digest& authority() const noexcept;

    const std::optional<ChainBreak>& broken() const noexcept;
    // After the end: what follows the last LF. A torn write, to be put aside and cut (Record::cutTornTail).
    std::string_view tornTail() const noexcept;

private:
    struct State;
    explicit ChainReader(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace strongroom::audit

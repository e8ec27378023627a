// Record: the one writer of record.jsonl. An entry is flushed before append answers (DESIGN 1.2), and only an
// entry that continues the chain is written.
// Threads: one owner, who holds the authority's lock.
#pragma once

#include "core/audit/entry.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace strongroom::audit {

class Record {
public:
    // A new, empty record; fileExists.
    static Result<Record> create(const std::filesystem::path& path);
    // One whose chain was read to its end: `verified` is the reader's head. headMismatch when the file's last
    // line is another one; recordBroken when bytes follow it.
    static Result<Record> open(const std::filesystem::path& path, const Head& verified);
    // Cuts what follows the last LF, at ChainReader::offset(), once the caller has put those bytes aside.
    // recordBroken when that is not exactly a torn line: a complete line is never cut.
    static Result<void> cutTornTail(const std::filesystem::path& path, std::uint64_t offset);

    Record(Record&&) noexcept;
    Record& operator=(Record&&) noexcept;
    ~Record();

    const Head& head() const noexcept;
    const std::optional<Entry>& last() const noexcept;

    // Makes the next entry of a draft, writes and flushes it. recordBroken: it would break the chain (time,
    // mode), nothing was written. noSpace: nothing was written, may be repeated. mediumUnsafe: nobody knows
    // whether it was written; this record takes no more entries before it was read afresh.
    Result<Entry> append(Draft draft);
    Result<void> append(const Entry& entry); // one made by makeEntry(head(), ...)

    // Room for the entries of the next act (base_io::AppendFile::reserve); noSpace.
    Result<void> reserve();

private:
    struct State;
    explicit Record(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace strongroom::audit

#include "core/audit/record.h"

#include "core/audit/chain.h"
#include "core/base_io/append_file.h"
#include "core/base_io/input_file.h"

#include <algorithm>

namespace strongroom::audit {

struct Record::State {
    base_io::AppendFile file;
    std::optional<Entry> last;
    Head head;
};

namespace {

// The last `maxLineBytes + 1` bytes of a file, or all of it: enough for its last line and the LF before it.
Result<std::string> endOf(const std::filesystem::path& path) {
    SR_ASSIGN(auto file, base_io::InputFile::open(path));
    const std::uint64_t length = std::min<std::uint64_t>(file.size(), maxLineBytes + 1);
    SR_TRY(file.seek(file.size() - length));
    Bytes bytes(static_cast<std::size_t>(length));
    SR_ASSIGN(const std::size_t count, file.read(bytes));
    return base::textOf(ByteView(bytes).first(count));
}

} // namespace

Record::Record(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Record::Record(Record&&) noexcept = default;
Record& Record::operator=(Record&&) noexcept = default;
Record::~Record() = default;

Result<Record> Record::create(const std::filesystem::path& path) {
    SR_ASSIGN(auto file, base_io::AppendFile::create(path));
    return Record(std::make_unique<State>(State{std::move(file), std::nullopt, Head{}}));
}

Result<Record> Record::open(const std::filesystem::path& path, const Head& verified) {
    SR_ASSIGN(auto file, base_io::AppendFile::open(path));
    SR_ASSIGN(const std::string end, endOf(path));
    State state{std::move(file), std::nullopt, verified};
    if (!end.empty()) {
        if (end.back() != '\n')
            return Error{ErrorCode::recordBroken, "'" + path.string() + "' ends in the middle of a line"};
        const std::string_view lines(end.data(), end.size() - 1);
        const std::size_t before = lines.rfind('\n');
        SR_ASSIGN(state.last, parseLine(before == std::string_view::npos ? lines : lines.substr(before + 1)));
    }
    if ((state.last ? state.last->head() : Head{}) != verified)
        return Error{ErrorCode::headMismatch, "'" + path.string() + "' does not end where it was verified"};
    return Record(std::make_unique<State>(std::move(state)));
}

Result<void> Record::cutTornTail(const std::filesystem::path& path, std::uint64_t offset) {
    SR_ASSIGN(auto file, base_io::AppendFile::open(path));
    SR_ASSIGN(const std::string end, endOf(path));
    const std::uint64_t tail = file.size() - std::min(offset, file.size());
    // What is cut has no LF, and what stays ends with one.
    const bool torn = tail <= end.size() && end.find('\n', end.size() - tail) == std::string::npos &&
                      (offset == 0 || (tail < end.size() && end[end.size() - tail - 1] == '\n'));
    if (!torn)
        return Error{ErrorCode::recordBroken, "'" + path.string() + "' has no torn line at byte " +
                                                  std::to_string(offset) + ": nothing is cut"};
    return file.cutTo(offset);
}

const Head& Record::head() const noexcept {
    return m_state->head;
}

const std::optional<Entry>& Record::last() const noexcept {
    return m_state->last;
}

Result<void> Record::append(const Entry& entry) {
    if (const auto found = breakBetween(m_state->last ? &*m_state->last : nullptr, entry))
        return Error{ErrorCode::recordBroken, "entry " + std::to_string(found->entry) + " ('" + entry.type +
                                                  "') is not written: " + nameOf(found->kind) + ": " +
                                                  found->detail};
    SR_TRY(m_state->file.append(base::viewOf(toLine(entry))));
    m_state->last = entry;
    m_state->head = entry.head();
    return {};
}

Result<Entry> Record::append(Draft draft) {
    SR_ASSIGN(Entry entry, makeEntry(m_state->head, std::move(draft)));
    SR_TRY(append(entry));
    return entry;
}

Result<void> Record::reserve() {
    return m_state->file.reserve();
}

} // namespace strongroom::audit

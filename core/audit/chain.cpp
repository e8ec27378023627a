#include "core/audit/chain.h"

#include "core/base_io/input_file.h"

#include <algorithm>

namespace strongroom::audit {

namespace {

BreakKind kindOfError(ErrorCode code) {
    if (code == ErrorCode::tooLarge)
        return BreakKind::tooLong;
    if (code == ErrorCode::digestMismatch)
        return BreakKind::hash;
    return code == ErrorCode::notCanonical ? BreakKind::notCanonical : BreakKind::format;
}

} // namespace

const char* nameOf(BreakKind kind) noexcept {
    switch (kind) {
    case BreakKind::format: return "format";
    case BreakKind::notCanonical: return "not canonical";
    case BreakKind::tooLong: return "too long";
    case BreakKind::hash: return "hash";
    case BreakKind::sequence: return "sequence";
    case BreakKind::previous: return "previous";
    case BreakKind::mode: return "mode";
    case BreakKind::time: return "time";
    }
    return "unknown";
}

std::optional<ChainBreak> breakBetween(const Entry* before, const Entry& next) {
    const Head expected = before ? before->head() : Head{};
    const auto broken = [&](BreakKind kind, std::string detail) {
        return ChainBreak{expected.size, 0, kind, std::move(detail)};
    };
    if (next.seq != expected.size)
        return broken(BreakKind::sequence, "it carries the number " + std::to_string(next.seq));
    if (next.prev != expected.chain)
        return broken(BreakKind::previous, "it does not name the hash of the entry before");
    if (before == nullptr)
        return std::nullopt;
    if (next.mode != before->mode)
        return broken(BreakKind::mode, std::string("it is marked ") + nameOf(next.mode));
    if (next.time < before->time && next.type != "clock_confirmed")
        return broken(BreakKind::time, "its time " + base::toRfc3339(next.time) + " is before " +
                                           base::toRfc3339(before->time));
    return std::nullopt;
}

struct ChainReader::State {
    std::optional<base_io::InputFile> file; // none: everything is in `window` from the start
    Bytes buffer;                           // what was read of the file and not yet given
    std::string_view window;                // the bytes to be looked at, from the next line on
    bool atEnd = false;                     // nothing follows the window

    std::optional<Entry> entry; // the last one given
    std::string_view line;
    Digest authority;
    std::uint64_t offset = 0;
    std::optional<ChainBreak> broken;
    std::string_view tail;

    // Where the window's first LF is; reads on until it holds one, is over the limit, or nothing follows. The
    // last entry's line dies here.
    Result<std::size_t> lineEnd() {
        constexpr std::size_t piece = 64 * 1024; // of the file, read at once
        std::size_t looked = 0;
        while (true) {
            const std::size_t end = window.find('\n', looked);
            if (end != std::string_view::npos || atEnd || window.size() >= maxLineBytes)
                return end;
            looked = window.size();
            std::copy(window.begin(), window.end(), buffer.begin());
            buffer.resize(looked + piece);
            SR_ASSIGN(const std::size_t count, file->read(std::span(buffer).subspan(looked)));
            atEnd = count < piece;
            window = {reinterpret_cast<const char*>(buffer.data()), looked + count};
        }
    }
};

ChainReader::ChainReader(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ChainReader::ChainReader(ChainReader&&) noexcept = default;
ChainReader& ChainReader::operator=(ChainReader&&) noexcept = default;
ChainReader::~ChainReader() = default;

Result<ChainReader> ChainReader::open(const std::filesystem::path& path) {
    SR_ASSIGN(auto file, base_io::InputFile::open(path));
    auto state = std::make_unique<State>();
    state->file = std::move(file);
    return ChainReader(std::move(state));
}

ChainReader ChainReader::over(std::string_view record) {
    auto state = std::make_unique<State>();
    state->window = record;
    state->atEnd = true;
    return ChainReader(std::move(state));
}

Result<const Entry*> ChainReader::next() {
    State& state = *m_state;
    const auto stop = [&](ChainBreak found) {
        found.offset = state.offset;
        state.broken = std::move(found);
        return Error{ErrorCode::recordBroken, "entry " + std::to_string(state.broken->entry) + " at byte " +
                                                  std::to_string(state.broken->offset) + ": " +
                                                  nameOf(state.broken->kind) + ": " + state.broken->detail};
    };
    if (state.broken)
        return stop(*state.broken);
    SR_ASSIGN(const std::size_t end, state.lineEnd());
    if (std::min(end, state.window.size()) >= maxLineBytes)
        return stop({head().size, 0, BreakKind::tooLong, "a line of more than 1 MiB"});
    if (end == std::string_view::npos) {
        state.tail = state.window;
        return nullptr;
    }
    const std::string_view line = state.window.substr(0, end);
    auto entry = parseLine(line);
    if (!entry)
        return stop({head().size, 0, kindOfError(entry.error().code), entry.error().detail});
    if (auto found = breakBetween(state.entry ? &*state.entry : nullptr, *entry))
        return stop(std::move(*found));
    if (!state.entry)
        state.authority = entry->hash;
    state.entry = std::move(entry).value();
    state.line = line;
    state.offset += end + 1;
    state.window.remove_prefix(end + 1);
    return &*state.entry;
}

Head ChainReader::head() const noexcept {
    return m_state->entry ? m_state->entry->head() : Head{};
}

std::uint64_t ChainReader::offset() const noexcept {
    return m_state->offset;
}

std::string_view ChainReader::line() const noexcept {
    return m_state->line;
}

const Digest& ChainReader::authority() const noexcept {
    return m_state->authority;
}

const std::optional<ChainBreak>& ChainReader::broken() const noexcept {
    return m_state->broken;
}

std::string_view ChainReader::tornTail() const noexcept {
    return m_state->tail;
}

} // namespace strongroom::audit

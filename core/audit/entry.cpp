#include "core/audit/entry.h"

#include "core/audit/decimal.h"
#include "core/audit/names.h"
#include "core/base/hex.h"
#include "core/ossl/digest.h"

#include <algorithm>
#include <cstring>

namespace strongroom::audit {

namespace {

constexpr std::string_view hashPrefix = "Strongroom entry v1\n";
constexpr std::string_view bodyStart = "{\"body\":";
constexpr std::string_view ceremonyStart = ",\"ceremony\":\"";
constexpr std::string_view hashStart = ",\"hash\":\"";
constexpr std::string_view modeStart = ",\"mode\":\"";
constexpr std::string_view prevStart = ",\"prev\":\"";
constexpr std::string_view seqStart = ",\"seq\":";
constexpr std::string_view stepStart = ",\"step\":\"";
constexpr std::string_view timeStart = ",\"time\":\"";
constexpr std::string_view typeStart = ",\"type\":\"";
constexpr int maxBodyDepth = 15; // the entry around it makes 16 (core/base/canonical.h)

// The line in two halves, between which the member "hash" stands. What is hashed is the two joined.
struct Halves {
    std::string before; // {"body":...,"ceremony":"..."
    std::string after;  // ,"mode":... }
};

Halves halvesOf(const Entry& entry) {
    Halves halves;
    halves.before = bodyStart;
    base::writeCanonical(entry.body, halves.before);
    halves.before.append(ceremonyStart).append(entry.ceremony).append("\"");
    halves.after.append(modeStart).append(nameOf(entry.mode)).append("\"");
    halves.after.append(prevStart).append(entry.prev.hex()).append("\"");
    halves.after.append(seqStart).append(std::to_string(entry.seq));
    halves.after.append(stepStart).append(entry.step).append("\"");
    halves.after.append(timeStart).append(base::toRfc3339(entry.time)).append("\"");
    halves.after.append(typeStart).append(entry.type).append("\"}");
    return halves;
}

Digest hashOf(std::string_view before, std::string_view after) {
    return ossl::sha256({base::viewOf(hashPrefix), base::viewOf(before), base::viewOf(after)});
}

std::string lineOf(const Halves& halves, const Digest& hash) {
    std::string line;
    line.reserve(halves.before.size() + halves.after.size() + 80);
    line.append(halves.before)
        .append(hashStart)
        .append(hash.hex())
        .append("\"")
        .append(halves.after)
        .append("\n");
    return line;
}

int depthOf(const base::Value& value) {
    int deepest = 0;
    for (const base::Value& item : value.items())
        deepest = std::max(deepest, depthOf(item) + 1);
    for (const auto& [key, member] : value.members())
        deepest = std::max(deepest, depthOf(member) + 1);
    return deepest;
}

// Walks over the members after the body, which have one spelling each: no generic reader is needed, and the
// place of "hash" in the line falls out of it.
class Envelope {
public:
    Envelope(std::string_view line, std::size_t at) : m_line(line), m_at(at) {}

    std::size_t at() const { return m_at; }
    bool good() const { return m_good; }

    void literal(std::string_view expected) {
        if (m_line.substr(m_at, expected.size()) != expected)
            m_good = false;
        if (m_good)
            m_at += expected.size();
    }

    // A string of characters that are never escaped, and the quote behind it.
    std::string_view quoted(std::string_view start) {
        literal(start);
        const std::size_t end = m_line.find('"', m_at);
        if (!m_good || end == std::string_view::npos) {
            m_good = false;
            return {};
        }
        const std::string_view text = m_line.substr(m_at, end - m_at);
        m_at = end + 1;
        return text;
    }

    std::string name(std::string_view start) {
        const std::size_t from = m_at;
        const std::string_view text = quoted(start);
        if (m_good && !isName(text))
            failAt(from);
        return std::string(text);
    }

    Digest digest(std::string_view start) {
        const std::size_t from = m_at;
        const auto digest = base::digestFromHex(quoted(start));
        if (m_good && !digest)
            failAt(from);
        return digest ? *digest : Digest{};
    }

    Mode mode() {
        const std::size_t from = m_at;
        const auto mode = base::modeFromName(quoted(modeStart));
        if (m_good && !mode)
            failAt(from);
        return mode ? *mode : Mode::production;
    }

    UtcTime time() {
        const std::size_t from = m_at;
        const auto time = base::fromRfc3339(quoted(timeStart));
        if (m_good && !time)
            failAt(from);
        return time ? *time : UtcTime{};
    }

    std::uint64_t seq() {
        const std::size_t from = m_at;
        literal(seqStart);
        const std::size_t end = std::min(m_line.find(',', m_at), m_line.size());
        const auto number = numberFromText(m_line.substr(m_at, end - m_at));
        if (m_good && !number)
            failAt(from);
        if (m_good)
            m_at = end;
        return number.value_or(0);
    }

private:
    void failAt(std::size_t from) {
        m_good = false;
        m_at = from;
    }

    std::string_view m_line;
    std::size_t m_at;
    bool m_good = true;
};

// The last occurrence is the entry's own member: those behind it cannot hold a quotation mark. Comma by
// comma, because rfind of the whole text costs as much as the hash.
std::size_t findCeremony(std::string_view line) {
    std::string_view left = line;
    while (const void* comma = ::memrchr(left.data(), ',', left.size())) {
        left = left.substr(0, static_cast<std::size_t>(static_cast<const char*>(comma) - left.data()));
        if (line.substr(left.size()).starts_with(ceremonyStart))
            return left.size();
    }
    return std::string_view::npos;
}

// Why a line is not an entry in its one form: slow, and only on the way to an error.
Error reasonAgainst(std::string_view line, std::size_t at) {
    const auto value = base::readCanonical(line);
    if (!value)
        return value.error();
    return Error{ErrorCode::badFormat, "not the members of an entry, at byte " + std::to_string(at)};
}

} // namespace

Result<Entry> makeEntry(const Head& after, Draft draft) {
    Entry entry{after.size,
                draft.time,
                draft.mode,
                std::move(draft.ceremony),
                std::move(draft.step),
                draft.type,
                std::move(draft.body),
                after.chain,
                {}};
    const Halves halves = halvesOf(entry);
    entry.hash = hashOf(halves.before, halves.after);
    std::string line = lineOf(halves, entry.hash);
    line.pop_back();
    // Read back before anybody writes it: a record must never hold a line that its readers refuse.
    const auto again = parseLine(line);
    if (!again)
        return Error{again.error().code == ErrorCode::tooLarge ? ErrorCode::tooLarge : ErrorCode::badArgument,
                     "entry '" + entry.type + "': " + again.error().detail};
    if (*again != entry)
        return Error{ErrorCode::badArgument, "entry '" + entry.type + "' would be read as another one"};
    return entry;
}

std::string toLine(const Entry& entry) {
    return lineOf(halvesOf(entry), entry.hash);
}

Result<Entry> parseLine(std::string_view line) {
    if (line.size() >= maxLineBytes)
        return Error{ErrorCode::tooLarge, "an entry of more than " + std::to_string(maxLineBytes) + " bytes"};
    const std::size_t ceremonyAt = findCeremony(line);
    if (!line.starts_with(bodyStart) || ceremonyAt == std::string_view::npos || ceremonyAt < bodyStart.size())
        return reasonAgainst(line, 0);
    Envelope envelope(line, ceremonyAt);
    Entry entry;
    entry.ceremony = envelope.name(ceremonyStart);
    const std::size_t hashAt = envelope.at();
    entry.hash = envelope.digest(hashStart);
    const std::size_t modeAt = envelope.at();
    entry.mode = envelope.mode();
    entry.prev = envelope.digest(prevStart);
    entry.seq = envelope.seq();
    entry.step = envelope.name(stepStart);
    entry.time = envelope.time();
    entry.type = envelope.name(typeStart);
    envelope.literal("}");
    if (!envelope.good() || envelope.at() != line.size())
        return reasonAgainst(line, envelope.at());

    auto body = base::readCanonical(line.substr(bodyStart.size(), ceremonyAt - bodyStart.size()));
    if (!body || !body->isObject() || depthOf(*body) > maxBodyDepth)
        return reasonAgainst(line, bodyStart.size());
    entry.body = std::move(body).value();
    if (hashOf(line.substr(0, hashAt), line.substr(modeAt)) != entry.hash)
        return Error{ErrorCode::digestMismatch, "the entry does not have the hash it carries"};
    return entry;
}

} // namespace strongroom::audit

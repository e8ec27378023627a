#include "core/base/statement.h"

#include "core/base/canonical.h"
#include "core/base/hex.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <type_traits>

namespace strongroom::base {

namespace {

constexpr std::array operations{Operation::signCertificate, Operation::signCrl, Operation::signOcsp,
                                Operation::backup,          Operation::erase,   Operation::restore,
                                Operation::destroy,         Operation::roster,  Operation::policy,
                                Operation::deviation};
static_assert(operations.size() == operationCount);
constexpr std::array decisions{Decision::approve, Decision::decline};
constexpr std::array purposes{ProofPurpose::generated, ProofPurpose::drill, ProofPurpose::restored};
constexpr std::array choices{TranscriptChoice::agree, TranscriptChoice::disagree};

template<typename Enumeration, std::size_t count>
Result<Enumeration> fromName(const std::array<Enumeration, count>& all, std::string_view name,
                             const char* what) {
    for (const Enumeration value : all)
        if (name == nameOf(value))
            return value;
    return Error{ErrorCode::badFormat, "unknown " + std::string(what) + " '" + std::string(name) + "'"};
}

// The fields of each kind, once, for writing and for reading

template<typename Fields>
void list(Fields& f, ChallengeStatement& s) {
    f("mode", s.mode), f("authority", s.authority), f("ceremony", s.ceremony), f("role", s.role);
    f("card", s.card), f("nonce", s.nonce), f("head", s.head);
}
template<typename Fields>
void list(Fields& f, FoundingStatement& s) {
    f("mode", s.mode), f("authority", s.authority), f("head", s.head), f("roster", s.roster);
    f("policy", s.policy), f("officers", s.officers);
}
template<typename Fields>
void list(Fields& f, ApprovalStatement& s) {
    f("mode", s.mode), f("authority", s.authority), f("ceremony", s.ceremony), f("step", s.step);
    f("plan", s.plan), f("policy", s.policy), f("request", s.request), f("operation", s.operation);
    f("key", s.key), f("algorithm", s.algorithm), f("subject", s.subject), f("lint", s.lint);
    f("role", s.role), f("card", s.card), f("decision", s.decision), f("reason", s.reason);
}
template<typename Fields>
void list(Fields& f, ShareProofStatement& s) {
    f("mode", s.mode), f("authority", s.authority), f("ceremony", s.ceremony), f("set", s.set);
    f("member", s.member), f("commitment", s.commitment), f("envelope", s.envelope), f("card", s.card);
    f("nonce", s.nonce), f("head", s.head);
}
template<typename Fields>
void list(Fields& f, RecordKeyStatement& s) {
    f("mode", s.mode), f("authority", s.authority), f("ceremony", s.ceremony), f("key", s.key);
    f("token", s.token), f("previous", s.previous), f("card", s.card), f("head", s.head);
}
template<typename Fields>
void list(Fields& f, KeyProofStatement& s) {
    f("mode", s.mode), f("authority", s.authority), f("ceremony", s.ceremony), f("key", s.key);
    f("purpose", s.purpose), f("medium", s.medium), f("nonce", s.nonce);
}
template<typename Fields>
void list(Fields& f, TranscriptStatement& s) {
    f("mode", s.mode), f("authority", s.authority), f("ceremony", s.ceremony), f("size", s.size);
    f("transcript", s.transcript), f("role", s.role), f("card", s.card), f("choice", s.choice);
    f("reason", s.reason);
}

constexpr const char* kindOf(const ChallengeStatement&) {
    return "challenge";
}
constexpr const char* kindOf(const FoundingStatement&) {
    return "founding";
}
constexpr const char* kindOf(const ApprovalStatement&) {
    return "approval";
}
constexpr const char* kindOf(const ShareProofStatement&) {
    return "share-proof";
}
constexpr const char* kindOf(const RecordKeyStatement&) {
    return "record-key";
}
constexpr const char* kindOf(const KeyProofStatement&) {
    return "key-proof";
}
constexpr const char* kindOf(const TranscriptStatement&) {
    return "transcript";
}

bool isPlain(std::string_view text) {
    return !text.empty() && text != "-" &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

std::optional<std::uint64_t> numberFrom(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number > Value::maxNumber ||
        std::to_string(number) != text)
        return std::nullopt;
    return number;
}

class Writer {
public:
    explicit Writer(const char* kind) : m_text("Strongroom " + std::string(kind) + " v1\n") {}

    template<typename T>
    void operator()(const char* name, const T& value) {
        m_text += name;
        m_text += ": ";
        put(name, value);
        m_text += '\n';
    }
    Result<Bytes> finish() const {
        if (!m_problem.empty())
            return Error{ErrorCode::badArgument, m_problem};
        return bytesOf(m_text);
    }

private:
    void put(const char* name, const std::string& value) {
        if (!isPlain(value) && m_problem.empty())
            m_problem = "statement line '" + std::string(name) + "' is empty, '-' or not printable ASCII";
        m_text += value;
    }
    void put(const char* name, std::uint64_t value) {
        if (value > Value::maxNumber && m_problem.empty())
            m_problem = "statement line '" + std::string(name) + "' has a number over 2^53-1";
        m_text += std::to_string(value);
    }
    void put(const char*, const Digest& value) { m_text += value.hex(); }
    void put(const char* name, const EntryReference& value) {
        put(name, value.seq);
        m_text += ":" + value.hash.hex();
    }
    void put(const char* name, const Subject& value) {
        put(name, value.kind);
        if (value.kind.find(':') != std::string::npos && m_problem.empty())
            m_problem = "statement line '" + std::string(name) + "' has a kind with a colon";
        m_text += ':';
        put(name, value.length);
        m_text += ":" + value.digest.hex();
    }
    template<typename T>
    void put(const char* name, const std::optional<T>& value) {
        if (value)
            put(name, *value);
        else
            m_text += '-';
    }
    template<typename Enumeration>
    requires std::is_enum_v<Enumeration>
    void put(const char*, Enumeration value) { m_text += nameOf(value); }

    std::string m_text;
    std::string m_problem;
};

class Reader {
public:
    explicit Reader(std::string_view lines) : m_rest(lines) {}

    template<typename T>
    void operator()(const char* name, T& value) {
        if (!m_problem.empty())
            return;
        const std::string start = std::string(name) + ": ";
        const std::size_t end = m_rest.find('\n');
        if (end == std::string_view::npos || !m_rest.starts_with(start) || end < start.size() ||
            !get(m_rest.substr(start.size(), end - start.size()), value)) {
            m_problem =
                "statement line '" + std::string(name) + "' is missing, out of place or not of its form";
            return;
        }
        m_rest.remove_prefix(end + 1);
    }
    Result<void> finish() const {
        if (m_problem.empty() && m_rest.empty())
            return {};
        return Error{ErrorCode::badFormat,
                     m_problem.empty() ? "bytes after the last statement line" : m_problem};
    }

private:
    template<typename T>
    static bool accept(Result<T> result, T& value) {
        if (result)
            value = std::move(*result);
        return result.has_value();
    }
    static bool get(std::string_view text, std::string& value) {
        value = text;
        return isPlain(text);
    }
    static bool get(std::string_view text, std::uint64_t& value) {
        const auto number = numberFrom(text);
        value = number.value_or(0);
        return number.has_value();
    }
    static bool get(std::string_view text, Digest& value) { return accept(digestFromHex(text), value); }
    static bool get(std::string_view text, EntryReference& value) {
        return accept(EntryReference::fromText(text), value);
    }
    static bool get(std::string_view text, Subject& value) { return accept(Subject::fromText(text), value); }
    static bool get(std::string_view text, Mode& value) { return accept(modeFromName(text), value); }
    static bool get(std::string_view text, Operation& value) {
        return accept(operationFromName(text), value);
    }
    static bool get(std::string_view text, Decision& value) { return accept(decisionFromName(text), value); }
    static bool get(std::string_view text, ProofPurpose& value) {
        return accept(proofPurposeFromName(text), value);
    }
    static bool get(std::string_view text, TranscriptChoice& value) {
        return accept(transcriptChoiceFromName(text), value);
    }
    template<typename T>
    static bool get(std::string_view text, std::optional<T>& value) {
        value.reset();
        return text == "-" || get(text, value.emplace());
    }

    std::string_view m_rest;
    std::string m_problem;
};

template<typename S>
Result<Statement> readAs(std::string_view lines) {
    S statement;
    Reader reader(lines);
    list(reader, statement);
    SR_TRY(reader.finish());
    return Statement(std::move(statement));
}

// Tries the alternatives of the variant by the kind on the first line.
template<typename... Kinds>
Result<Statement> readByKind(std::string_view kind, std::string_view lines,
                             const std::variant<Kinds...>* /*the list of kinds*/) {
    Result<Statement> result = Error{ErrorCode::badFormat, "a statement of unknown kind"};
    const auto tryOne = [&]<typename S>(const S& sample) {
        if (kind == kindOf(sample))
            result = readAs<S>(lines);
    };
    (tryOne(Kinds{}), ...);
    return result;
}

} // namespace

const char* nameOf(Operation operation) noexcept {
    switch (operation) {
    case Operation::signCertificate: return "sign-certificate";
    case Operation::signCrl: return "sign-crl";
    case Operation::signOcsp: return "sign-ocsp";
    case Operation::backup: return "backup";
    case Operation::erase: return "erase";
    case Operation::restore: return "restore";
    case Operation::destroy: return "destroy";
    case Operation::roster: return "roster";
    case Operation::policy: return "policy";
    case Operation::deviation: return "deviation";
    }
    return "";
}

const char* nameOf(Decision decision) noexcept {
    return decision == Decision::approve ? "approve" : "decline";
}

const char* nameOf(ProofPurpose purpose) noexcept {
    switch (purpose) {
    case ProofPurpose::generated: return "generated";
    case ProofPurpose::drill: return "drill";
    case ProofPurpose::restored: return "restored";
    }
    return "";
}

const char* nameOf(TranscriptChoice choice) noexcept {
    return choice == TranscriptChoice::agree ? "agree" : "disagree";
}

Result<Operation> operationFromName(std::string_view name) {
    return fromName(operations, name, "operation");
}
Result<Decision> decisionFromName(std::string_view name) {
    return fromName(decisions, name, "decision");
}
Result<ProofPurpose> proofPurposeFromName(std::string_view name) {
    return fromName(purposes, name, "purpose of a key proof");
}
Result<TranscriptChoice> transcriptChoiceFromName(std::string_view name) {
    return fromName(choices, name, "choice");
}

std::string Subject::text() const {
    return kind + ":" + std::to_string(length) + ":" + digest.hex();
}

Result<Subject> Subject::fromText(std::string_view text) {
    const Error bad{ErrorCode::badFormat, "a subject is '<kind>:<byte length>:<64 hex characters>'"};
    const std::size_t first = text.find(':');
    const std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
    if (second == std::string_view::npos)
        return bad;
    const auto length = numberFrom(text.substr(first + 1, second - first - 1));
    const auto digest = digestFromHex(text.substr(second + 1));
    const std::string_view kind = text.substr(0, first);
    if (!length || !digest || !isPlain(kind))
        return bad;
    return Subject{std::string(kind), *length, *digest};
}

Result<Nonce> nonceOf(ByteView bytes) {
    Nonce nonce;
    if (bytes.size() != nonce.bytes.size())
        return Error{ErrorCode::badArgument, "a nonce has 32 bytes"};
    std::copy(bytes.begin(), bytes.end(), nonce.bytes.begin());
    if (nonce.isZero())
        return Error{ErrorCode::badArgument, "a nonce of zeros was not drawn"};
    return nonce;
}

Result<Bytes> writeStatement(const Statement& statement) {
    Statement copy = statement;
    return std::visit(
        [](auto& one) {
            Writer writer(kindOf(one));
            list(writer, one);
            return writer.finish();
        },
        copy);
}

Result<Statement> readStatement(ByteView bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    constexpr std::string_view start = "Strongroom ", end = " v1";
    const std::size_t lineEnd = text.find('\n');
    const std::string_view line = text.substr(0, lineEnd == std::string_view::npos ? 0 : lineEnd);
    if (line.size() <= start.size() + end.size() || !line.starts_with(start) || !line.ends_with(end))
        return Error{ErrorCode::badFormat, "not a statement of version 1"};
    const std::string_view kind = line.substr(start.size(), line.size() - start.size() - end.size());
    const Statement* kinds = nullptr;
    SR_ASSIGN(Statement statement, readByKind(kind, text.substr(lineEnd + 1), kinds));
    // Each field has one text, so this cannot differ; it is the invariant, checked where it matters.
    const auto again = writeStatement(statement);
    if (!again || !equalBytes(*again, bytes))
        return Error{ErrorCode::notCanonical, "a statement that is not in its one form"};
    return statement;
}

} // namespace strongroom::base

// The canonical subset of JSON in which entries, manifests and digested values are written (a strict subset
// of RFC 8785): objects with strictly rising ASCII keys, arrays, strings of valid UTF-8, integers 0 to
// 2^53-1. No null, boolean, fraction, sign or white space. Invariant: one value has exactly one text. The
// reader accepts only that text, so read-then-write is the identity on everything it accepts. Limits:
// depth 16. Nothing here is for secrets.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace strongroom::base {

class Value {
public:
    enum class Kind { text, number, array, object };
    using Array = std::vector<Value>;
    using Member = std::pair<std::string, Value>;
    using Object = std::vector<Member>; // kept in rising order of keys

    Value() : m_kind(Kind::object) {}
    Value(std::string text) : m_kind(Kind::text), m_text(std::move(text)) {}
    Value(std::string_view text) : Value(std::string(text)) {}
    Value(const char* text) : Value(std::string(text)) {}
    Value(std::uint64_t number) : m_kind(Kind::number), m_number(number) {} // at most maxNumber
    Value(Array items) : m_kind(Kind::array), m_items(std::move(items)) {}
    Value(const Digest& digest) : Value(digest.hex()) {}

    static constexpr std::uint64_t maxNumber = (std::uint64_t{1} << 53) - 1;

    Kind kind() const noexcept { return m_kind; }
    bool isText() const noexcept { return m_kind == Kind::text; }
    bool isNumber() const noexcept { return m_kind == Kind::number; }
    bool isArray() const noexcept { return m_kind == Kind::array; }
    bool isObject() const noexcept { return m_kind == Kind::object; }
    // The matching kind is asked first; of another kind these answer "", 0 and empty lists.
    const std::string& text() const noexcept { return m_text; }
    std::uint64_t number() const noexcept { return m_number; }
    const Array& items() const noexcept { return m_items; }
    const Object& members() const noexcept { return m_members; }

    // The member with this key, or nullptr.
    const Value* find(std::string_view key) const noexcept;
    // Puts a member in its place; an existing one is replaced. Keys are ASCII. Answers *this, for chains.
    Value& set(std::string_view key, Value value);

    bool operator==(const Value&) const = default;

private:
    Kind m_kind;
    std::string m_text;
    std::uint64_t m_number = 0;
    Array m_items;
    Object m_members;
};

std::string writeCanonical(const Value& value);
void writeCanonical(const Value& value, std::string& target); // appends

// badFormat for what is not JSON of our subset, notCanonical for another spelling of it; the detail names the
// byte offset.
Result<Value> readCanonical(std::string_view text);

// True when the text is valid UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
bool isValidUtf8(std::string_view text) noexcept;

// Reads the members of one object, each of which must be taken exactly once: what is missing, of the wrong
// kind or left over becomes the error of finish(). Keeps decoders free of error handling.
class ObjectReader {
public:
    explicit ObjectReader(const Value& object);

    std::string text(std::string_view key);
    std::uint64_t number(std::string_view key);
    Digest digest(std::string_view key);
    Bytes base64(std::string_view key);
    Value::Array array(std::string_view key);
    Value object(std::string_view key);
    std::vector<std::string> texts(std::string_view key); // an array of strings
    bool has(std::string_view key) const noexcept;
    void fail(std::string detail); // a rule of the caller's own is broken
    // The member of any kind, or nullptr (and the problem noted) when it is missing.
    const Value* take(std::string_view key);

    Result<void> finish() const; // badFormat with the first thing that was wrong

private:
    const Value* takeKind(std::string_view key, Value::Kind kind);

    const Value& m_object;
    std::vector<bool> m_taken;
    std::string m_problem;
};

} // namespace strongroom::base

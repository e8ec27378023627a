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
#include <variant>
#include <vector>

namespace strongroom::base {

class Value {
public:
    enum class Kind { text, number, array, object };
    using Array = std::vector<Value>;
    using Member = std::pair<std::string, Value>;
    using Object = std::vector<Member>; // kept in rising order of keys

    Value() : m_held(Object()) {}
    Value(std::string text) : m_held(std::move(text)) {}
    Value(std::string_view text) : Value(std::string(text)) {}
    Value(const char* text) : Value(std::string(text)) {}
    Value(std::uint64_t number) : m_held(number) {} // at most maxNumber
    Value(Array items) : m_held(std::move(items)) {}
    Value(const Digest& digest) : Value(digest.hex()) {}
    explicit Value(Object members) : m_held(std::move(members)) {} // which are in rising order of keys

    static constexpr std::uint64_t maxNumber = (std::uint64_t{1} << 53) - 1;

    Kind kind() const noexcept { return static_cast<Kind>(m_held.index()); }
    bool isText() const noexcept { return kind() == Kind::text; }
    bool isNumber() const noexcept { return kind() == Kind::number; }
    bool isArray() const noexcept { return kind() == Kind::array; }
    bool isObject() const noexcept { return kind() == Kind::object; }
    // The matching kind is asked first; of another kind these answer "", 0 and empty lists.
    const std::string& text() const noexcept { return heldAs<std::string>(); }
    std::uint64_t number() const noexcept { return heldAs<std::uint64_t>(); }
    const Array& items() const noexcept { return heldAs<Array>(); }
    const Object& members() const noexcept { return heldAs<Object>(); }

    // The member with this key, or nullptr.
    const Value* find(std::string_view key) const noexcept;
    // Puts a member in its place; an existing one is replaced. Keys are ASCII; what is no object becomes one.
    // Answers *this, for chains.
    Value& set(std::string_view key, Value value);

    bool operator==(const Value&) const = default;

private:
    template<typename T>
    const T& heldAs() const noexcept {
        if (const T* held = std::get_if<T>(&m_held))
            return *held;
        static const T none{};
        return none;
    }

    std::variant<std::string, std::uint64_t, Array, Object> m_held; // in the order of Kind
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
    std::size_t m_next = 0; // where the next member is looked for first
    std::string m_problem;
};

} // namespace strongroom::base

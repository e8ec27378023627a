#include "core/base/canonical.h"

#include "core/base/hex.h"

#include <algorithm>
#include <array>

namespace strongroom::base {

namespace {

constexpr int maxDepth = 16;

// The ASCII bytes that stand in a string as they are.
constexpr std::array<bool, 256> plainBytes() {
    std::array<bool, 256> plain{};
    for (std::size_t byte = 0x20; byte < 0x80; ++byte)
        plain[byte] = byte != '"' && byte != '\\';
    return plain;
}
constexpr std::array<bool, 256> isPlain = plainBytes();

bool isAscii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The length of the valid UTF-8 sequence at `at`, or 0.
std::size_t utf8Length(std::string_view text, std::size_t at) noexcept {
    const auto byteAt = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
    };
    const auto continues = [&](std::size_t i) { return (byteAt(i) & 0xC0u) == 0x80u; };
    const unsigned first = byteAt(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = first == 0xED ? 0x9F : 0xBF; // no surrogates
        return byteAt(1) >= low && byteAt(1) <= high && continues(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
        return byteAt(1) >= low && byteAt(1) <= high && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

// RFC 8785 3.2.2.2: the two-character escapes where they exist, \u00xx for other controls, all else as it is.
void writeString(std::string_view text, std::string& target) {
    target.push_back('"');
    for (const char c : text) {
        switch (c) {
        case '"': target += "\\\""; break;
        case '\\': target += "\\\\"; break;
        case '\b': target += "\\b"; break;
        case '\f': target += "\\f"; break;
        case '\n': target += "\\n"; break;
        case '\r': target += "\\r"; break;
        case '\t': target += "\\t"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                const std::uint8_t byte = static_cast<std::uint8_t>(c);
                target += "\\u00" + toHex(std::span(&byte, 1));
            } else {
                target.push_back(c);
            }
        }
    }
    target.push_back('"');
}

class Reader {
public:
    explicit Reader(std::string_view text) : m_text(text) {}

    Result<Value> readAll() {
        Value value;
        if (!readValue(value, 0))
            return m_error;
        if (m_at != m_text.size()) {
            fail("bytes after the value");
            return m_error;
        }
        return value;
    }

private:
    bool fail(const char* what, ErrorCode code = ErrorCode::badFormat) {
        m_error = Error{code, std::string(what) + " at byte " + std::to_string(m_at)};
        return false;
    }

    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    bool accept(char c) {
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    bool readValue(Value& target, int depth) {
        if (depth > maxDepth)
            return fail("nested too deep");
        switch (peek()) {
        case '"': {
            std::string text;
            if (!readString(text))
                return false;
            target = Value(std::move(text));
            return true;
        }
        case '{': return readObject(target, depth);
        case '[': return readArray(target, depth);
        default: return readNumber(target);
        }
    }

    bool readNumber(Value& target) {
        const std::size_t start = m_at;
        std::uint64_t number = 0;
        while (peek() >= '0' && peek() <= '9') {
            number = number * 10 + static_cast<std::uint64_t>(peek() - '0');
            if (number > Value::maxNumber)
                return fail("number over 2^53-1");
            ++m_at;
        }
        if (m_at == start)
            return fail("expected a string, a number, an array or an object");
        if (m_text[start] == '0' && m_at - start > 1)
            return fail("leading zero", ErrorCode::notCanonical);
        target = Value(number);
        return true;
    }

    bool readString(std::string& target) {
        ++m_at;
        while (true) {
            // Runs of plain bytes are taken at once: they are nearly all there is.
            std::size_t end = m_at;
            while (end < m_text.size() && isPlain[static_cast<unsigned char>(m_text[end])])
                ++end;
            target.append(m_text, m_at, end - m_at);
            m_at = end;
            if (m_at >= m_text.size())
                return fail("string without end");
            if (accept('"'))
                return true;
            if (!(m_text[m_at] == '\\' ? readEscape(target) : readMultibyte(target)))
                return false;
        }
    }

    bool readMultibyte(std::string& target) {
        if (static_cast<unsigned char>(m_text[m_at]) < 0x20)
            return fail("control character in a string");
        const std::size_t length = utf8Length(m_text, m_at);
        if (length == 0)
            return fail("invalid UTF-8");
        target.append(m_text, m_at, length);
        m_at += length;
        return true;
    }

    bool readEscape(std::string& target) {
        constexpr std::string_view from = "\"\\bfnrt", to = "\"\\\b\f\n\r\t";
        ++m_at;
        const char kind = peek();
        if (const std::size_t index = from.find(kind); kind != '\0' && index != std::string_view::npos) {
            target.push_back(to[index]);
            ++m_at;
            return true;
        }
        if (kind != 'u' || m_at + 5 > m_text.size())
            return fail("unknown escape");
        const auto byte = fromHex(m_text.substr(m_at + 3, 2));
        if (m_text.substr(m_at + 1, 2) != "00" || !byte || byte->front() >= 0x20)
            return fail("an escape that has a shorter spelling", ErrorCode::notCanonical);
        const char control = static_cast<char>(byte->front());
        if (to.find(control) != std::string_view::npos)
            return fail("an escape that has a shorter spelling", ErrorCode::notCanonical);
        target.push_back(control);
        m_at += 5;
        return true;
    }

    bool readArray(Value& target, int depth) {
        ++m_at;
        Value::Array items;
        if (!accept(']')) {
            do {
                if (!readValue(items.emplace_back(), depth + 1))
                    return false;
            } while (accept(','));
            if (!accept(']'))
                return fail("expected , or ]");
        }
        target = Value(std::move(items));
        return true;
    }

    bool readObject(Value& target, int depth) {
        ++m_at;
        Value::Object members;
        if (!accept('}')) {
            do {
                if (peek() != '"')
                    return fail("expected a key");
                const std::size_t keyAt = m_at;
                auto& [key, value] = members.emplace_back();
                if (!readString(key))
                    return false;
                if (!isAscii(key)) {
                    m_at = keyAt;
                    return fail("a key is not ASCII");
                }
                if (const auto* previous = before(members); previous != nullptr && key <= *previous) {
                    m_at = keyAt;
                    return fail(key == *previous ? "key given twice" : "keys not in rising order",
                                ErrorCode::notCanonical);
                }
                if (!accept(':'))
                    return fail("expected :");
                if (!readValue(value, depth + 1))
                    return false;
            } while (accept(','));
            if (!accept('}'))
                return fail("expected , or }");
        }
        target = Value(std::move(members));
        return true;
    }

    // The key before the last one.
    static const std::string* before(const Value::Object& members) {
        return members.size() > 1 ? &members[members.size() - 2].first : nullptr;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    Error m_error{ErrorCode::badFormat, ""};
};

bool comesBefore(const Value::Member& member, std::string_view key) {
    return member.first < key;
}

} // namespace

const Value* Value::find(std::string_view key) const noexcept {
    const Object& all = members();
    const auto found = std::lower_bound(all.begin(), all.end(), key, comesBefore);
    return found != all.end() && found->first == key ? &found->second : nullptr;
}

Value& Value::set(std::string_view key, Value value) {
    if (!isObject())
        m_held = Object();
    Object& all = *std::get_if<Object>(&m_held);
    const auto place = std::lower_bound(all.begin(), all.end(), key, comesBefore);
    if (place != all.end() && place->first == key)
        place->second = std::move(value);
    else
        all.emplace(place, std::string(key), std::move(value));
    return *this;
}

void writeCanonical(const Value& value, std::string& target) {
    switch (value.kind()) {
    case Value::Kind::text: writeString(value.text(), target); return;
    case Value::Kind::number: target += std::to_string(value.number()); return;
    case Value::Kind::array: {
        target.push_back('[');
        bool first = true;
        for (const Value& item : value.items()) {
            if (!std::exchange(first, false))
                target.push_back(',');
            writeCanonical(item, target);
        }
        target.push_back(']');
        return;
    }
    case Value::Kind::object: {
        target.push_back('{');
        bool first = true;
        for (const auto& [key, member] : value.members()) {
            if (!std::exchange(first, false))
                target.push_back(',');
            writeString(key, target);
            target.push_back(':');
            writeCanonical(member, target);
        }
        target.push_back('}');
        return;
    }
    }
}

std::string writeCanonical(const Value& value) {
    std::string text;
    writeCanonical(value, text);
    return text;
}

Result<Value> readCanonical(std::string_view text) {
    return Reader(text).readAll();
}

bool isValidUtf8(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8Length(text, at);
        if (length == 0)
            return false;
        at += length;
    }
    return true;
}

ObjectReader::ObjectReader(const Value& object) : m_object(object), m_taken(object.members().size(), false) {
    if (!object.isObject())
        m_problem = "expected an object";
}

const Value* ObjectReader::take(std::string_view key) {
    const auto& members = m_object.members();
    // Decoders ask in the order of keys nearly always: the search begins behind the member taken last.
    for (std::size_t tried = 0; tried < members.size(); ++tried) {
        const std::size_t at = m_next;
        m_next = at + 1 < members.size() ? at + 1 : 0;
        if (members[at].first == key) {
            m_taken[at] = true;
            return &members[at].second;
        }
    }
    fail("member '" + std::string(key) + "' is missing");
    return nullptr;
}

const Value* ObjectReader::takeKind(std::string_view key, Value::Kind kind) {
    const Value* value = take(key);
    if (value != nullptr && value->kind() != kind) {
        fail("member '" + std::string(key) + "' has the wrong type");
        return nullptr;
    }
    return value;
}

std::string ObjectReader::text(std::string_view key) {
    const Value* value = takeKind(key, Value::Kind::text);
    return value ? value->text() : std::string();
}

std::uint64_t ObjectReader::number(std::string_view key) {
    const Value* value = takeKind(key, Value::Kind::number);
    return value ? value->number() : 0;
}

Digest ObjectReader::digest(std::string_view key) {
    const auto digest = digestFromHex(text(key));
    if (!digest)
        fail("member '" + std::string(key) + "' is not a digest of 64 hex characters");
    return digest ? *digest : Digest{};
}

Bytes ObjectReader::base64(std::string_view key) {
    auto bytes = fromBase64(text(key));
    if (!bytes)
        fail("member '" + std::string(key) + "' is not canonical base64");
    return bytes ? std::move(bytes).value() : Bytes{};
}

Value::Array ObjectReader::array(std::string_view key) {
    const Value* value = takeKind(key, Value::Kind::array);
    return value ? value->items() : Value::Array{};
}

Value ObjectReader::object(std::string_view key) {
    const Value* value = takeKind(key, Value::Kind::object);
    return value ? *value : Value{};
}

std::vector<std::string> ObjectReader::texts(std::string_view key) {
    std::vector<std::string> texts;
    for (const Value& item : array(key)) {
        if (!item.isText())
            fail("member '" + std::string(key) + "' has an item that is not a string");
        texts.push_back(item.text());
    }
    return texts;
}

bool ObjectReader::has(std::string_view key) const noexcept {
    return m_object.find(key) != nullptr;
}

void ObjectReader::fail(std::string detail) {
    if (m_problem.empty())
        m_problem = std::move(detail);
}

Result<void> ObjectReader::finish() const {
    if (!m_problem.empty())
        return Error{ErrorCode::badFormat, m_problem};
    for (std::size_t i = 0; i < m_taken.size(); ++i)
        if (!m_taken[i])
            return Error{ErrorCode::unknownKey, "unknown member '" + m_object.members()[i].first + "'"};
    return {};
}

} // namespace strongroom::base

#include "core/pki/der.h"

#include "core/base/canonical.h"
#include "core/base/hex.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace strongroom::pki::der {

namespace {

constexpr int maxDepth = 32;
constexpr std::uint8_t constructedBit = 0x20;

// Tag, length and content at the front of `bytes`; `minimal` says whether the length is in its shortest form.
std::optional<Element> readElement(ByteView bytes, bool& minimal) {
    minimal = true;
    if (bytes.size() < 2 || (bytes[0] & 0x1F) == 0x1F) // no format of ours has tag numbers over 30
        return std::nullopt;
    std::size_t header = 2;
    std::uint64_t length = bytes[1];
    if (length >= 0x80) {
        const std::size_t count = bytes[1] & 0x7F;
        if (count == 0 || count > 4 || bytes.size() < 2 + count) // 0x80 is the indefinite form: BER only
            return std::nullopt;
        length = 0;
        for (std::size_t i = 0; i < count; ++i)
            length = length << 8 | bytes[2 + i];
        header += count;
        minimal = length >= 0x80 && bytes[2] != 0;
    }
    if (length > bytes.size() - header)
        return std::nullopt;
    const auto size = static_cast<std::size_t>(length);
    return Element{bytes[0], bytes.subspan(header, size), bytes.first(header + size)};
}

bool isPrintable(std::uint8_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view(" '()+,-./:=?").find(static_cast<char>(c)) != std::string_view::npos;
}

const char* problemOfPrimitive(std::uint8_t tag, ByteView content) {
    switch (tag) {
    case boolean:
        return content.size() == 1 && (content[0] == 0 || content[0] == 0xFF) ? nullptr
                                                                              : "a BOOLEAN not in DER";
    case integer:
    case enumerated:
        if (content.empty())
            return "an empty INTEGER";
        if (content.size() > 1 &&
            ((content[0] == 0 && content[1] < 0x80) || (content[0] == 0xFF && content[1] >= 0x80)))
            return "an INTEGER that is not minimal";
        return nullptr;
    case bitString:
        if (content.empty() || content[0] > 7 || (content.size() == 1 && content[0] != 0))
            return "a BIT STRING not in DER";
        return (content.back() & ((1u << content[0]) - 1)) == 0 || content.size() == 1
                   ? nullptr
                   : "a BIT STRING with unused bits that are set";
    case null: return content.empty() ? nullptr : "a NULL with content";
    case objectIdentifier: return readOid(content) ? nullptr : "an OBJECT IDENTIFIER not in DER";
    case utf8String:
        return base::isValidUtf8({reinterpret_cast<const char*>(content.data()), content.size()})
                   ? nullptr
                   : "a UTF8String that is not UTF-8";
    case printableString:
        return std::all_of(content.begin(), content.end(), isPrintable)
                   ? nullptr
                   : "a PrintableString with other characters";
    case ia5String:
    case visibleString:
        return std::all_of(content.begin(), content.end(), [](std::uint8_t c) { return c < 0x80; })
                   ? nullptr
                   : "an IA5String with other characters";
    default: return nullptr;
    }
}

class Checker {
public:
    explicit Checker(ByteView bytes) : m_start(bytes.data()) {}

    // Checks one element at the front of `bytes` and answers its length, or 0.
    std::size_t check(ByteView bytes, int depth) {
        bool minimal = false;
        const auto found = readElement(bytes, minimal);
        if (!found)
            return fail(bytes, "no DER element", ErrorCode::badFormat);
        if (!minimal)
            return fail(bytes, "a length that is not minimal", ErrorCode::notCanonical);
        const bool constructed = (found->tag & constructedBit) != 0;
        if ((found->tag & 0xC0) == 0) {
            const std::uint8_t constructedTag = found->tag | constructedBit;
            const bool mustBe = constructedTag == sequence || constructedTag == set;
            if (found->tag == 0 || constructed != mustBe)
                return fail(bytes, "a type in the wrong form", ErrorCode::notCanonical);
            if (!constructed)
                if (const char* problem = problemOfPrimitive(found->tag, found->content))
                    return fail(bytes, problem, ErrorCode::notCanonical);
        }
        if (constructed && !checkContent(*found, depth))
            return 0;
        return found->whole.size();
    }

    std::size_t fail(ByteView at, const char* what, ErrorCode code) {
        m_error = {code, std::string(what) + " at byte " + std::to_string(at.data() - m_start)};
        return 0;
    }
    const Error& error() const { return m_error; }

private:
    bool checkContent(const Element& parent, int depth) {
        if (depth == maxDepth)
            return fail(parent.whole, "too many levels", ErrorCode::badFormat) != 0;
        ByteView previous;
        for (ByteView rest = parent.content; !rest.empty();) {
            const std::size_t size = check(rest, depth + 1);
            if (size == 0)
                return false;
            const ByteView current = rest.first(size);
            if (parent.tag == set && std::lexicographical_compare(current.begin(), current.end(),
                                                                  previous.begin(), previous.end()))
                return fail(rest, "a SET that is not sorted", ErrorCode::notCanonical) != 0;
            previous = current;
            rest = rest.subspan(size);
        }
        return true;
    }

    const std::uint8_t* m_start;
    Error m_error{ErrorCode::badFormat, {}};
};

void appendBase128(Bytes& target, std::uint64_t number) {
    std::uint8_t digits[10];
    std::size_t count = 0;
    do {
        digits[count++] = static_cast<std::uint8_t>(number & 0x7F);
        number >>= 7;
    } while (number != 0);
    while (count > 1)
        target.push_back(static_cast<std::uint8_t>(digits[--count] | 0x80));
    target.push_back(digits[0]);
}

std::optional<int> twoDigits(ByteView text, std::size_t at) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : -1; };
    if (digit(at) < 0 || digit(at + 1) < 0)
        return std::nullopt;
    return digit(at) * 10 + digit(at + 1);
}

} // namespace

std::optional<std::uint8_t> Reader::nextTag() const noexcept {
    return m_rest.empty() ? std::nullopt : std::optional(m_rest[0]);
}

std::optional<Element> Reader::take() {
    if (m_rest.empty() || m_failed)
        return std::nullopt;
    bool minimal = false;
    const auto found = readElement(m_rest, minimal);
    if (found)
        m_rest = m_rest.subspan(found->whole.size());
    else
        m_failed = true;
    return found;
}

std::optional<Element> Reader::takeIf(std::uint8_t tag) {
    return nextTag() == tag ? take() : std::nullopt;
}

std::optional<Element> single(ByteView bytes, std::uint8_t tag) {
    Reader reader(bytes);
    const auto found = reader.takeIf(tag);
    return found && reader.atEnd() ? found : std::nullopt;
}

Result<void> checkDer(ByteView bytes) {
    Checker checker(bytes);
    const std::size_t size = checker.check(bytes, 0);
    if (size == 0)
        return checker.error();
    if (size != bytes.size())
        return Error{ErrorCode::badFormat, "bytes after the DER value, from byte " + std::to_string(size)};
    return {};
}

std::optional<std::string> readOid(ByteView content) {
    if (content.empty() || (content.back() & 0x80) != 0)
        return std::nullopt;
    std::string dotted;
    std::uint64_t arc = 0;
    bool first = true;
    bool atStart = true;
    for (const std::uint8_t byte : content) {
        if ((atStart && byte == 0x80) || arc >> 56 != 0) // a leading zero digit, or an arc beyond any in use
            return std::nullopt;
        arc = arc << 7 | (byte & 0x7F);
        atStart = (byte & 0x80) == 0;
        if (!atStart)
            continue;
        if (first) {
            const std::uint64_t root = arc < 80 ? arc / 40 : 2;
            dotted = std::to_string(root) + "." + std::to_string(arc - root * 40);
            first = false;
        } else {
            dotted += "." + std::to_string(arc);
        }
        arc = 0;
    }
    return dotted;
}

std::optional<std::uint64_t> readSmallNumber(ByteView content) {
    if (content.empty() || content[0] >= 0x80 || content.size() > 7)
        return std::nullopt;
    std::uint64_t number = 0;
    for (const std::uint8_t byte : content)
        number = number << 8 | byte;
    return number < std::uint64_t{1} << 53 ? std::optional(number) : std::nullopt;
}

std::string readNumberHex(ByteView content) {
    while (content.size() > 1 && content[0] == 0)
        content = content.subspan(1);
    return base::toHex(content);
}

std::optional<bool> readBoolean(ByteView content) {
    if (content.size() != 1)
        return std::nullopt;
    return content[0] != 0;
}

std::optional<ByteView> readBitString(ByteView content) {
    if (content.empty() || content[0] != 0)
        return std::nullopt;
    return content.subspan(1);
}

std::optional<UtcTime> readTime(const Element& element) {
    ByteView text = element.content;
    int century = 0;
    if (element.tag == utcTime && text.size() == 13) {
        const auto year = twoDigits(text, 0);
        if (!year)
            return std::nullopt;
        century = *year >= 50 ? 19 : 20; // RFC 5280 4.1.2.5.1
    } else if (element.tag == generalizedTime && text.size() == 15) {
        const auto first = twoDigits(text, 0);
        if (!first)
            return std::nullopt;
        century = *first;
        text = text.subspan(2);
    } else {
        return std::nullopt;
    }
    int parts[6];
    for (std::size_t i = 0; i < 6; ++i) {
        const auto part = twoDigits(text, 2 * i);
        if (!part)
            return std::nullopt;
        parts[i] = *part;
    }
    if (text[12] != 'Z')
        return std::nullopt;
    char written[32];
    std::snprintf(written, sizeof written, "%02d%02d-%02d-%02dT%02d:%02d:%02dZ", century, parts[0], parts[1],
                  parts[2], parts[3], parts[4], parts[5]);
    const auto time = base::fromRfc3339(written);
    return time ? std::optional(*time) : std::nullopt;
}

Bytes element(std::uint8_t tag, ByteView content) {
    Bytes result{tag};
    if (content.size() < 0x80) {
        result.push_back(static_cast<std::uint8_t>(content.size()));
    } else {
        std::uint8_t length[8];
        std::size_t count = 0;
        for (std::size_t rest = content.size(); rest != 0; rest >>= 8)
            length[count++] = static_cast<std::uint8_t>(rest & 0xFF);
        result.push_back(static_cast<std::uint8_t>(0x80 | count));
        while (count != 0)
            result.push_back(length[--count]);
    }
    base::append(result, content);
    return result;
}

Bytes join(std::initializer_list<ByteView> parts) {
    Bytes result;
    for (const ByteView part : parts)
        base::append(result, part);
    return result;
}

Bytes sequenceOf(std::initializer_list<ByteView> parts) {
    return element(sequence, join(parts));
}

Bytes writeOid(std::string_view dotted) {
    std::vector<std::uint64_t> arcs;
    const char* const end = dotted.data() + dotted.size();
    for (const char* at = dotted.data();; ++at) {
        std::uint64_t arc = 0;
        const auto [next, error] = std::from_chars(at, end, arc);
        if (error != std::errc() || (next != end && *next != '.') || (*at == '0' && next - at > 1) ||
            arc >> 56 != 0)
            return {};
        arcs.push_back(arc);
        at = next;
        if (at == end)
            break;
    }
    if (arcs.size() < 2 || arcs[0] > 2 || (arcs[0] < 2 && arcs[1] > 39))
        return {};
    Bytes content;
    appendBase128(content, arcs[0] * 40 + arcs[1]);
    for (std::size_t i = 2; i < arcs.size(); ++i)
        appendBase128(content, arcs[i]);
    return element(objectIdentifier, content);
}

Bytes writeInteger(ByteView magnitude) {
    while (magnitude.size() > 1 && magnitude[0] == 0)
        magnitude = magnitude.subspan(1);
    Bytes content;
    if (magnitude.empty() || magnitude[0] >= 0x80)
        content.push_back(0);
    base::append(content, magnitude);
    return element(integer, content);
}

Bytes writeSmallInteger(std::uint64_t number) {
    std::uint8_t bytes[8];
    for (unsigned i = 0; i < 8; ++i)
        bytes[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i) & 0xFF);
    return writeInteger(bytes);
}

Bytes writeBitString(ByteView bytes) {
    const std::uint8_t unused = 0;
    return element(bitString, join({std::span(&unused, 1), bytes}));
}

Bytes writeBoolean(bool value) {
    const std::uint8_t byte = value ? 0xFF : 0;
    return element(boolean, std::span(&byte, 1));
}

Bytes writeTime(UtcTime time) {
    std::string digits;
    for (const char c : base::toRfc3339(time))
        if (c >= '0' && c <= '9')
            digits.push_back(c);
    const int year = base::civilDateOf(time).year;
    const bool twoDigitYear = year >= 1950 && year <= 2049;
    return element(twoDigitYear ? utcTime : generalizedTime,
                   base::viewOf((twoDigitYear ? digits.substr(2) : digits) + "Z"));
}

Bytes writeSetOf(std::vector<Bytes> elements) {
    std::sort(elements.begin(), elements.end());
    Bytes content;
    for (const Bytes& one : elements)
        base::append(content, one);
    return element(set, content);
}

} // namespace strongroom::pki::der

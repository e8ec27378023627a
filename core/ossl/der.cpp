#include "core/ossl/der.h"

namespace strongroom::ossl {

namespace {

constexpr int maxDepth = 32;

// X.680 8.6.
constexpr unsigned tagBoolean = 1, tagInteger = 2, tagBitString = 3, tagNull = 5, tagObjectIdentifier = 6,
                   tagEnumerated = 10, tagSequence = 16, tagSet = 17;

bool isMinimalInteger(ByteView content) {
    if (content.empty())
        return false;
    // X.690 8.3.2: the first nine bits are not all equal.
    return content.size() == 1 ||
           !((content[0] == 0x00 && content[1] < 0x80) || (content[0] == 0xff && content[1] >= 0x80));
}

bool isBitString(ByteView content) {
    if (content.empty() || content[0] > 7)
        return false;
    const unsigned unusedMask = (1u << content[0]) - 1;
    return content.size() == 1 ? content[0] == 0 : (content.back() & unusedMask) == 0; // X.690 11.2.1
}

bool isObjectIdentifier(ByteView content) {
    bool atStart = true; // of a subidentifier, which does not begin with 0x80 (X.690 8.19.2)
    for (const std::uint8_t byte : content) {
        if (atStart && byte == 0x80)
            return false;
        atStart = byte < 0x80;
    }
    return atStart && !content.empty();
}

bool isPrimitive(unsigned tag, ByteView content) {
    switch (tag) {
    case tagBoolean: return content.size() == 1 && (content[0] == 0x00 || content[0] == 0xff); // X.690 11.1
    case tagInteger:
    case tagEnumerated: return isMinimalInteger(content);
    case tagBitString: return isBitString(content);
    case tagNull: return content.empty();
    case tagObjectIdentifier: return isObjectIdentifier(content);
    case tagSequence:
    case tagSet: return false;
    default: return true;
    }
}

// The first element of `bytes`, checked; `bytes` becomes what follows it.
bool takeElement(ByteView& bytes, int depth) {
    if (bytes.size() < 2 || depth > maxDepth || (bytes[0] & 0x1Fu) == 0x1F) // no long tags in X.509
        return false;
    const bool isUniversal = (bytes[0] & 0xC0u) == 0, isConstructed = (bytes[0] & 0x20u) != 0;
    const unsigned tag = bytes[0] & 0x1Fu;
    std::size_t length = bytes[1], start = 2;
    if (length >= 0x80) {
        const std::size_t count = length & 0x7Fu; // 0 is the indefinite form
        if (count == 0 || count > 4 || bytes.size() < 2 + count || bytes[2] == 0)
            return false;
        length = 0;
        for (; start < 2 + count; ++start)
            length = length << 8 | bytes[start];
        if (length < 0x80)
            return false;
    }
    if (bytes.size() - start < length)
        return false;
    ByteView content = bytes.subspan(start, length);
    bytes = bytes.subspan(start + length);
    if (!isConstructed)
        return !isUniversal || isPrimitive(tag, content);
    if (isUniversal && tag != tagSequence && tag != tagSet)
        return false;
    while (!content.empty())
        if (!takeElement(content, depth + 1))
            return false;
    return true;
}

} // namespace

bool isDer(ByteView bytes) noexcept {
    return takeElement(bytes, 0) && bytes.empty();
}

} // namespace strongroom::ossl

// DER (X.690) without libcrypto: a reader that stays inside its view, a check that an encoding is the one DER
// form, and small functions that write. Private to core/pki: public headers speak of Bytes only.
// The reader also takes lengths that are not minimal, so that a lint can say what is wrong with a foreign
// file; checkDer is what refuses them.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/time.h"

#include <initializer_list>
#include <optional>
#include <string>

namespace strongroom::pki::der {

enum Tag : std::uint8_t {
    boolean = 0x01,
    integer = 0x02,
    bitString = 0x03,
    octetString = 0x04,
    null = 0x05,
    objectIdentifier = 0x06,
    enumerated = 0x0A,
    utf8String = 0x0C,
    printableString = 0x13,
    teletexString = 0x14,
    ia5String = 0x16,
    utcTime = 0x17,
    generalizedTime = 0x18,
    visibleString = 0x1A,
    universalString = 0x1C,
    bmpString = 0x1E,
    sequence = 0x30,
    set = 0x31,
};
// Context-specific tags: [number] IMPLICIT of something primitive, and constructed (EXPLICIT, or IMPLICIT
// SEQUENCE).
constexpr std::uint8_t contextPrimitive(unsigned number) {
    return static_cast<std::uint8_t>(0x80 | number);
}
constexpr std::uint8_t contextConstructed(unsigned number) {
    return static_cast<std::uint8_t>(0xA0 | number);
}

struct Element {
    std::uint8_t tag = 0;
    ByteView content;
    ByteView whole; // with tag and length
};

// Elements that follow one another. take() and takeIf() answer nothing at the end, at another tag or at bytes
// that are no element; failed() tells the last from the others.
class Reader {
public:
    explicit Reader(ByteView bytes) : m_rest(bytes) {}

    bool atEnd() const noexcept { return m_rest.empty(); }
    bool failed() const noexcept { return m_failed; }
    std::optional<std::uint8_t> nextTag() const noexcept;
    std::optional<Element> take();
    std::optional<Element> takeIf(std::uint8_t tag);

private:
    ByteView m_rest;
    bool m_failed = false;
};

// The single element that fills `bytes`, with this tag.
std::optional<Element> single(ByteView bytes, std::uint8_t tag);

// badFormat or notCanonical with the byte offset, unless `bytes` is exactly one element in DER throughout:
// minimal lengths, integers and booleans, sorted SETs, zero unused bits, strings within their alphabets.
Result<void> checkDer(ByteView bytes);

// Contents.
std::optional<std::string> readOid(ByteView content);           // dotted
std::optional<std::uint64_t> readSmallNumber(ByteView content); // INTEGER content, 0 .. 2^53-1
std::string readNumberHex(ByteView content); // of a positive INTEGER: lower-case hex without a leading 00
std::optional<bool> readBoolean(ByteView content);
std::optional<ByteView> readBitString(ByteView content); // whole bytes only (no unused bits)
// Exactly the form of RFC 5280 4.1.2.5: YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ.
std::optional<UtcTime> readTime(const Element& element);

// Writing.
Bytes element(std::uint8_t tag, ByteView content);
Bytes join(std::initializer_list<ByteView> parts);
Bytes sequenceOf(std::initializer_list<ByteView> parts);
Bytes writeOid(std::string_view dotted);       // the element; empty for what is no OID
Bytes writeInteger(ByteView magnitude);        // non-negative, big-endian
Bytes writeSmallInteger(std::uint64_t number); // the element
Bytes writeBitString(ByteView bytes);          // no unused bits
Bytes writeBoolean(bool value);
Bytes writeTime(UtcTime time);                 // UTCTime through 2049, GeneralizedTime from 2050
Bytes writeSetOf(std::vector<Bytes> elements); // sorted (X.690 11.6)

} // namespace strongroom::pki::der

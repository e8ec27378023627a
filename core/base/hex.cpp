#include "core/base/hex.h"

#include <algorithm>

namespace strongroom::base {

namespace {

constexpr std::string_view hexDigits = "0123456789abcdef";
constexpr std::string_view base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The value of each byte as a digit of the alphabet; 255 for a byte that is none.
constexpr std::array<std::uint8_t, 256> valuesOf(std::string_view alphabet) {
    std::array<std::uint8_t, 256> values{};
    values.fill(255);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
    return values;
}

constexpr auto hexValues = valuesOf(hexDigits);
constexpr auto base64Values = valuesOf(base64Digits);

// Fills `target`, which is half as long as the text; false where a character is no digit.
bool readHex(std::string_view text, std::span<std::uint8_t> target) {
    for (std::size_t i = 0; i < target.size(); ++i) {
        const std::uint8_t high = hexValues[static_cast<std::uint8_t>(text[2 * i])];
        const std::uint8_t low = hexValues[static_cast<std::uint8_t>(text[2 * i + 1])];
        if (high > 15 || low > 15)
            return false;
        target[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return true;
}

Error notHex() {
    return Error{ErrorCode::badFormat, "hex text has a character other than 0-9 and a-f"};
}

Error notBase64() {
    return Error{ErrorCode::badFormat, "text is not padded base64 in its one canonical form"};
}

} // namespace

std::string toHex(ByteView bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text.push_back(hexDigits[byte >> 4]);
        text.push_back(hexDigits[byte & 15]);
    }
    return text;
}

Result<Bytes> fromHex(std::string_view text) {
    if (text.size() % 2 != 0)
        return Error{ErrorCode::badFormat, "hex text has an odd number of characters"};
    Bytes bytes(text.size() / 2);
    if (!readHex(text, bytes))
        return notHex();
    return bytes;
}

Result<Digest> digestFromHex(std::string_view text) {
    Digest digest;
    if (text.size() != 2 * digest.bytes.size()) {
        SR_TRY(fromHex(text)); // what is not even hex is told as such
        return Error{ErrorCode::badFormat, "a digest has 64 hex characters"};
    }
    if (!readHex(text, digest.bytes))
        return notHex();
    return digest;
}

std::string toBase64(ByteView bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t left = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16;
        if (left > 1)
            group |= static_cast<std::uint32_t>(bytes[i + 1]) << 8;
        if (left > 2)
            group |= bytes[i + 2];
        text.push_back(base64Digits[group >> 18]);
        text.push_back(base64Digits[group >> 12 & 63]);
        text.push_back(left > 1 ? base64Digits[group >> 6 & 63] : '=');
        text.push_back(left > 2 ? base64Digits[group & 63] : '=');
    }
    return text;
}

Result<Bytes> fromBase64(std::string_view text) {
    if (text.size() % 4 != 0)
        return notBase64();
    Bytes bytes;
    bytes.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        const bool last = i + 4 == text.size();
        const std::size_t padding = !last ? 0 : text[i + 2] == '=' ? 2 : text[i + 3] == '=' ? 1 : 0;
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const bool padded = k >= 4 - padding;
            const std::uint8_t value = padded ? 0 : base64Values[static_cast<std::uint8_t>(text[i + k])];
            if (value > 63 || (padded && text[i + k] != '='))
                return notBase64();
            group = group << 6 | value;
        }
        bytes.push_back(static_cast<std::uint8_t>(group >> 16));
        if (padding < 2)
            bytes.push_back(static_cast<std::uint8_t>(group >> 8));
        if (padding < 1)
            bytes.push_back(static_cast<std::uint8_t>(group));
        if ((padding == 2 && (group & 0xffff) != 0) || (padding == 1 && (group & 0xff) != 0))
            return notBase64();
    }
    return bytes;
}

} // namespace strongroom::base

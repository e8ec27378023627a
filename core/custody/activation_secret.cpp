#include "core/custody/activation_secret.h"

#include "core/ossl/digest.h"
#include "core/ossl/failure.h"
#include "core/ossl/handle.h"
#include "core/ossl/kdf.h"
#include "core/ossl/random.h"

#include <algorithm>
#include <array>
#include <string>

namespace strongroom::custody {

namespace {

constexpr std::size_t secretBytes = 32;
constexpr std::size_t keyingBytes = 40;
constexpr std::uint64_t longestPin = 32;
constexpr std::array alphabets{PinAlphabet::base32, PinAlphabet::hex, PinAlphabet::decimal};

// Characters that carry at least 80 bits.
std::uint64_t charactersFor80Bits(PinAlphabet alphabet) noexcept {
    switch (alphabet) {
    case PinAlphabet::base32: return 16;
    case PinAlphabet::hex: return 20;
    case PinAlphabet::decimal: return 25;
    }
    return longestPin + 1;
}

// The first pin.size() characters of `key` written with 2^bits digits, most significant bit first (RFC 4648).
void writeDigits(ByteView key, std::string_view digits, std::size_t bits, std::span<std::uint8_t> pin) {
    for (std::size_t i = 0; i < pin.size(); ++i) {
        unsigned digit = 0;
        for (std::size_t bit = i * bits; bit < (i + 1) * bits; ++bit)
            digit = digit << 1 | (key[bit / 8] >> (7 - bit % 8) & 1u);
        pin[i] = static_cast<std::uint8_t>(digits[digit]);
    }
}

// `key` as a big-endian integer modulo 10^L, zero-padded: long multiplication by 256 in L decimal digits,
// whose overflow falls away.
void writeDecimal(ByteView key, std::span<std::uint8_t> pin) {
    for (const std::uint8_t byte : key) {
        unsigned carry = byte;
        for (std::size_t i = pin.size(); i-- > 0;) {
            carry += pin[i] * 256u;
            pin[i] = static_cast<std::uint8_t>(carry % 10);
            carry /= 10;
        }
    }
    for (std::uint8_t& digit : pin)
        digit = static_cast<std::uint8_t>(digit + '0');
}

Result<Secret> trainingPin(std::string_view label, const Digest& authority, std::string_view trayName) {
    const Digest digest =
        ossl::sha256({base::viewOf(label), base::viewOf(authority.hex()), base::viewOf(trayName)});
    ossl::BignumHandle number(BN_bin2bn(digest.bytes.data(), static_cast<int>(digest.bytes.size()), nullptr));
    ossl::Handle<char, [](char* text) { OPENSSL_free(text); }> decimal(number ? BN_bn2dec(number.get())
                                                                              : nullptr);
    const std::string_view text = decimal ? std::string_view(decimal.get()) : std::string_view();
    if (text.size() < 8)
        return ossl::failure("writing a number in decimal");
    return Secret::copyOf(base::viewOf(text.substr(0, 8)));
}

} // namespace

Result<Secret> drawActivationSecret(const Secret& tokenRandom) {
    if (tokenRandom.size() != secretBytes)
        return Error{ErrorCode::badArgument, "32 bytes of the token's generator are needed"};
    SR_ASSIGN(Secret secret, Secret::make(secretBytes));
    SR_TRY(ossl::fillRandom(secret));
    secret.expose([&](std::span<std::uint8_t> bytes) {
        tokenRandom.expose([&](ByteView other) {
            for (std::size_t i = 0; i < bytes.size(); ++i)
                bytes[i] = static_cast<std::uint8_t>(bytes[i] ^ other[i]);
        });
    });
    return secret;
}

const char* nameOf(PinAlphabet alphabet) noexcept {
    switch (alphabet) {
    case PinAlphabet::base32: return "base32";
    case PinAlphabet::hex: return "hex";
    case PinAlphabet::decimal: return "decimal";
    }
    return "";
}

Result<PinAlphabet> pinAlphabetFromName(std::string_view name) {
    for (const PinAlphabet alphabet : alphabets)
        if (name == nameOf(alphabet))
            return alphabet;
    return Error{ErrorCode::badFormat,
                 "a PIN's alphabet is base32, hex or decimal, not '" + std::string(name) + "'"};
}

Result<std::uint64_t> pinLength(const PinRules& rules) {
    const std::uint64_t length = std::min(rules.maximumLength, longestPin);
    if (length < 1 || length < rules.minimumLength)
        return Error{ErrorCode::denied, "the token wants a PIN of at least " +
                                            std::to_string(rules.minimumLength) + " characters; at most " +
                                            std::to_string(length) + " can be given"};
    if (rules.shortPin == ShortPin::refused && length < charactersFor80Bits(rules.alphabet))
        return Error{ErrorCode::denied,
                     "a PIN of " + std::to_string(length) + " " + nameOf(rules.alphabet) +
                         " characters has less than 80 bits: only with an approved waiver"};
    return length;
}

Result<Secret> derivePin(const Secret& secret, const Digest& authority, const SetId& set,
                         const PinRules& rules) {
    if (secret.size() != secretBytes || set.kind == SetKind::mbk)
        return Error{ErrorCode::badArgument, "a PIN is derived from the 32-byte secret of a PIN set"};
    SR_ASSIGN(const std::uint64_t length, pinLength(rules));
    const std::string info = "strongroom pin v1|" + authority.hex() + "|" + set.text();
    SR_ASSIGN(const Secret key, ossl::hkdfSha256(secret, info, keyingBytes));
    SR_ASSIGN(Secret pin, Secret::make(length));
    key.expose([&](ByteView keyBytes) {
        pin.expose([&](std::span<std::uint8_t> characters) {
            switch (rules.alphabet) {
            case PinAlphabet::base32:
                writeDigits(keyBytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5, characters);
                return;
            case PinAlphabet::hex: writeDigits(keyBytes, "0123456789abcdef", 4, characters); return;
            case PinAlphabet::decimal: writeDecimal(keyBytes, characters); return;
            }
        });
    });
    return pin;
}

Result<Secret> trainingCardPin(const Digest& authority, std::string_view trayName) {
    return trainingPin("training pin", authority, trayName);
}

Result<Secret> trainingCardSoPin(const Digest& authority, std::string_view trayName) {
    return trainingPin("training so pin", authority, trayName);
}

} // namespace strongroom::custody

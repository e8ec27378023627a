// A public key as plain numbers, from which its SubjectPublicKeyInfo is rebuilt: what crosses from the helper
// that read a hostile file to the engine that will certify the key. And the key rules (BR 6.1.5, 6.1.6).
#pragma once

#include "core/base/canonical.h"

#include <string>

namespace strongroom::pki {

struct PublicKeyValues {
    std::string kind; // "RSA", "P-256", "P-384", "P-521"
    Bytes modulus;    // RSA: big-endian, no leading zero
    Bytes exponent;   // RSA: likewise
    Bytes point;      // EC: 0x04 || X || Y

    bool operator==(const PublicKeyValues&) const = default;
};

// badFormat for what is no SubjectPublicKeyInfo in its one DER form, unsupported for another kind of key.
Result<PublicKeyValues> publicKeyFromSpki(ByteView spki);
Bytes spkiOf(const PublicKeyValues& key);
std::string describe(const PublicKeyValues& key); // for people: "RSA 3072", "EC P-384"
std::string
algorithmNameOf(const PublicKeyValues& key); // as profiles and plans write it: "RSA-3072", "P-384"

base::Value toValue(const PublicKeyValues& key);
Result<PublicKeyValues> publicKeyFromValue(const base::Value& value);

// The key rules one by one. modulusLength: at least 2048 bits (RSA-1024 is refused by name) and a multiple of
// 8, at most 16384. exponent: odd, 2^16 + 1 to 2^256 - 1. modulusFactors: odd, no factor below 752, no prime
// and no prime power, not of the weak Infineon form (ROCA). point: on the curve, not infinity.
enum class KeyRule { modulusLength, exponent, modulusFactors, point };
// keyMismatch with the reason. A rule of the other kind of key is kept. modulusFactors asks for a modulus
// that keeps modulusLength.
Result<void> checkKeyRule(const PublicKeyValues& key, KeyRule rule);
Result<void> checkKeyRules(const PublicKeyValues& key); // all, in this order

} // namespace strongroom::pki

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
std::string describe(const PublicKeyValues& key); // "RSA 3072", "EC P-384"

base::Value toValue(const PublicKeyValues& key);
Result<PublicKeyValues> publicKeyFromValue(const base::Value& value);

// RSA: at least 2048 bits and a multiple of 8 (RSA-1024 is refused by name), at most 16384; exponent odd and
// above 2^16; modulus odd, without a factor below 752, no prime and no prime power, not of the weak Infineon
// form (ROCA). EC: a point of the curve, not infinity. keyMismatch with the reason.
Result<void> checkKeyRules(const PublicKeyValues& key);

} // namespace strongroom::pki

// What a token says of its objects, as plain values. A std::optional without a value means that the token
// does not answer for that attribute.
#pragma once

#include "core/base/bytes.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace strongroom::hsm {

enum class ObjectClass { data, certificate, publicKey, privateKey, secretKey, other };
const char* nameOf(ObjectClass objectClass) noexcept; // "data", "certificate", "public-key", ...

enum class KeyType { none, rsa, ec, edwards, aes, other };
const char* nameOf(KeyType type) noexcept; // "none", "rsa", ...

struct ObjectFacts {
    unsigned long handle = 0; // good in this session of this process only
    ObjectClass objectClass = ObjectClass::other;
    std::string label;
    Bytes id;
    std::optional<bool> tokenObject; // false: lives and dies with a session
    std::optional<bool> privateObject;
    std::optional<bool> modifiable;
    std::optional<bool> destroyable;
    KeyType keyType = KeyType::none;
    std::string application; // of data objects

    // "private-key rsa 'Root' id 0a1b": for lists and messages.
    std::string describe() const;
};

struct KeyAttributes {
    KeyType keyType = KeyType::none;
    std::string label;
    std::optional<bool> tokenObject;
    std::optional<bool> privateObject;
    std::optional<bool> sensitive;
    std::optional<bool> extractable;
    std::optional<bool> alwaysSensitive;
    std::optional<bool> neverExtractable;
    std::optional<bool> local;
    std::optional<bool> wrapWithTrusted;
    std::optional<bool> alwaysAuthenticate;
    std::optional<bool> sign;
    std::optional<bool> signRecover;
    std::optional<bool> decrypt;
    std::optional<bool> unwrap;
    std::optional<bool> derive;
    std::optional<bool> modifiable;
    std::optional<bool> copyable;

    bool operator==(const KeyAttributes&) const = default;
    // In a fixed order, by PKCS#11's names without CKA_: ("ALWAYS_SENSITIVE", "1"); "-" for no answer.
    std::vector<std::pair<std::string, std::string>> pairs() const;
};

struct CertificateFacts {
    std::string label;
    Bytes id;
    Bytes der;
};

struct DestroyFailure {
    ObjectFacts object;
    std::string detail;
    unsigned long returnValue = 0;
};

} // namespace strongroom::hsm

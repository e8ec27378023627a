#include "core/hsm/object_facts.h"

#include "core/base/hex.h"

namespace strongroom::hsm {

const char* nameOf(ObjectClass objectClass) noexcept {
    switch (objectClass) {
    case ObjectClass::data: return "data";
    case ObjectClass::certificate: return "certificate";
    case ObjectClass::publicKey: return "public-key";
    case ObjectClass::privateKey: return "private-key";
    case ObjectClass::secretKey: return "secret-key";
    case ObjectClass::other: return "other";
    }
    return "other";
}

const char* nameOf(KeyType type) noexcept {
    switch (type) {
    case KeyType::none: return "none";
    case KeyType::rsa: return "rsa";
    case KeyType::ec: return "ec";
    case KeyType::edwards: return "edwards";
    case KeyType::aes: return "aes";
    case KeyType::other: return "other";
    }
    return "other";
}

std::string ObjectFacts::describe() const {
    std::string text = nameOf(objectClass);
    if (keyType != KeyType::none)
        text += std::string(" ") + nameOf(keyType);
    text += " '" + label + "'";
    if (!id.empty())
        text += " id " + base::toHex(id);
    return text;
}

std::vector<std::pair<std::string, std::string>> KeyAttributes::pairs() const {
    const auto answer = [](std::optional<bool> value) { return !value ? "-" : *value ? "1" : "0"; };
    return {{"KEY_TYPE", nameOf(keyType)},
            {"TOKEN", answer(tokenObject)},
            {"PRIVATE", answer(privateObject)},
            {"SENSITIVE", answer(sensitive)},
            {"EXTRACTABLE", answer(extractable)},
            {"ALWAYS_SENSITIVE", answer(alwaysSensitive)},
            {"NEVER_EXTRACTABLE", answer(neverExtractable)},
            {"LOCAL", answer(local)},
            {"WRAP_WITH_TRUSTED", answer(wrapWithTrusted)},
            {"ALWAYS_AUTHENTICATE", answer(alwaysAuthenticate)},
            {"SIGN", answer(sign)},
            {"SIGN_RECOVER", answer(signRecover)},
            {"DECRYPT", answer(decrypt)},
            {"UNWRAP", answer(unwrap)},
            {"DERIVE", answer(derive)},
            {"MODIFIABLE", answer(modifiable)},
            {"COPYABLE", answer(copyable)}};
}

} // namespace strongroom::hsm

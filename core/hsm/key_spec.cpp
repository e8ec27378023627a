#include "core/hsm/key_spec.h"

#include "core/base/hex.h"
#include "core/hsm/key_template.h"

#include <array>
#include <charconv>

namespace strongroom::hsm {

namespace {

struct Named {
    KeyPurpose purpose;
    const char* name;
};
constexpr std::array purposes{
    Named{KeyPurpose::caSigning, "ca-signing"}, Named{KeyPurpose::recordSigning, "record-signing"},
    Named{KeyPurpose::cardSigning, "card-signing"}, Named{KeyPurpose::cardDecryption, "card-decryption"}};

struct Flag {
    const char* name;
    CK_ATTRIBUTE_TYPE type;
    bool value;
    bool usage = false; // one of the uses, of which a key has one
};

std::vector<Flag> privateFlags(const KeySpec& spec, bool rsa) {
    const bool signs = spec.purpose != KeyPurpose::cardDecryption;
    std::vector<Flag> flags{
        {"TOKEN", CKA_TOKEN, true},
        {"PRIVATE", CKA_PRIVATE, true},
        {"SENSITIVE", CKA_SENSITIVE, true},
        {"EXTRACTABLE", CKA_EXTRACTABLE, spec.purpose == KeyPurpose::caSigning},
    };
    // Only where the key may leave at all, and then only under a wrapping key that the security officer made.
    if (spec.purpose == KeyPurpose::caSigning)
        flags.push_back({"WRAP_WITH_TRUSTED", CKA_WRAP_WITH_TRUSTED, true});
    flags.push_back({"SIGN", CKA_SIGN, signs, true});
    flags.push_back({"SIGN_RECOVER", CKA_SIGN_RECOVER, false, true});
    flags.push_back({"DECRYPT", CKA_DECRYPT, !signs && rsa, true});
    flags.push_back({"UNWRAP", CKA_UNWRAP, false, true});
    flags.push_back({"DERIVE", CKA_DERIVE, !signs && !rsa, true});
    return flags;
}

std::vector<Flag> publicFlags(const KeySpec& spec, bool rsa) {
    const bool signs = spec.purpose != KeyPurpose::cardDecryption;
    return {{"TOKEN", CKA_TOKEN, true},
            {"PRIVATE", CKA_PRIVATE, false},
            {"VERIFY", CKA_VERIFY, signs, true},
            {"ENCRYPT", CKA_ENCRYPT, !signs && rsa, true},
            {"WRAP", CKA_WRAP, false, true}};
}

} // namespace

const char* nameOf(KeyPurpose purpose) noexcept {
    for (const Named& row : purposes)
        if (row.purpose == purpose)
            return row.name;
    return "";
}

Result<KeyPurpose> keyPurposeFromName(std::string_view name) {
    for (const Named& row : purposes)
        if (name == row.name)
            return row.purpose;
    return Error{ErrorCode::badFormat, "unknown key purpose '" + std::string(name) + "'"};
}

Result<unsigned> rsaBitsOf(std::string_view algorithm) {
    if (!ecParametersOf(algorithm).empty())
        return 0U;
    if (algorithm.starts_with("RSA-")) {
        unsigned bits = 0;
        const std::string_view digits = algorithm.substr(4);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
        if (error == std::errc() && end == digits.data() + digits.size() && bits >= 2048 && bits <= 8192 &&
            bits % 1024 == 0)
            return bits;
    }
    return Error{ErrorCode::unsupported, "unknown key algorithm '" + std::string(algorithm) + "'"};
}

std::string describeTemplate(const KeySpec& spec) {
    const auto bits = rsaBitsOf(spec.algorithm);
    std::string text = "ALGORITHM=" + spec.algorithm;
    for (const Flag& flag : privateFlags(spec, bits && *bits != 0))
        text += std::string(" ") + flag.name + (flag.value ? "=1" : "=0");
    return text;
}

Result<KeyPairTemplates> templatesOf(const KeySpec& spec, NegativeUsage negativeUsage) {
    if (spec.id.empty() || spec.id.size() > 64)
        return Error{ErrorCode::badArgument, "a key's id has 1 to 64 bytes"};
    SR_ASSIGN(const unsigned bits, rsaBitsOf(spec.algorithm));
    KeyPairTemplates result;
    const auto add = [negativeUsage](Template& target, const std::vector<Flag>& flags) {
        for (const Flag& flag : flags)
            if (!flag.usage || flag.value || negativeUsage == NegativeUsage::said)
                target.flag(flag.type, flag.value);
    };
    add(result.publicKey, publicFlags(spec, bits != 0));
    add(result.privateKey, privateFlags(spec, bits != 0));
    result.publicKey.bytes(CKA_ID, spec.id).text(CKA_LABEL, spec.label);
    result.privateKey.bytes(CKA_ID, spec.id).text(CKA_LABEL, spec.label);
    if (bits == 0) {
        result.mechanism = CKM_EC_KEY_PAIR_GEN;
        result.publicKey.bytes(CKA_EC_PARAMS, ecParametersOf(spec.algorithm));
    } else {
        result.mechanism = CKM_RSA_PKCS_KEY_PAIR_GEN;
        const Bytes exponent{0x01, 0x00, 0x01};
        result.publicKey.number(CKA_MODULUS_BITS, bits).bytes(CKA_PUBLIC_EXPONENT, exponent);
    }
    return result;
}

} // namespace strongroom::hsm

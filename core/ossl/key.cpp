#include "core/ossl/key.h"

#include "core/ossl/der.h"
#include "core/ossl/digest.h"
#include "core/ossl/failure.h"
#include "core/ossl/handle.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <array>
#include <charconv>

namespace strongroom::ossl {

namespace {

struct AlgorithmFacts {
    SignatureAlgorithm algorithm;
    const char* name;
    const EVP_MD* (*digest)();
    bool rsa;
    bool pss;
    const char* curve; // "" for RSA
};

constexpr std::array facts{
    AlgorithmFacts{SignatureAlgorithm::ecdsaSha256, "ecdsa-with-SHA256", EVP_sha256, false, false, "P-256"},
    AlgorithmFacts{SignatureAlgorithm::ecdsaSha384, "ecdsa-with-SHA384", EVP_sha384, false, false, "P-384"},
    AlgorithmFacts{SignatureAlgorithm::ecdsaSha512, "ecdsa-with-SHA512", EVP_sha512, false, false, "P-521"},
    AlgorithmFacts{SignatureAlgorithm::rsaSha256, "sha256WithRSAEncryption", EVP_sha256, true, false, ""},
    AlgorithmFacts{SignatureAlgorithm::rsaSha384, "sha384WithRSAEncryption", EVP_sha384, true, false, ""},
    AlgorithmFacts{SignatureAlgorithm::rsaSha512, "sha512WithRSAEncryption", EVP_sha512, true, false, ""},
    AlgorithmFacts{SignatureAlgorithm::rsaPssSha256, "rsassaPss-SHA256", EVP_sha256, true, true, ""},
    AlgorithmFacts{SignatureAlgorithm::rsaPssSha384, "rsassaPss-SHA384", EVP_sha384, true, true, ""},
    AlgorithmFacts{SignatureAlgorithm::rsaPssSha512, "rsassaPss-SHA512", EVP_sha512, true, true, ""},
};

const AlgorithmFacts& factsOf(SignatureAlgorithm algorithm) {
    for (const AlgorithmFacts& row : facts)
        if (row.algorithm == algorithm)
            return row;
    std::abort();
}

Result<void> setPadding(const AlgorithmFacts& row, EVP_PKEY_CTX* context) {
    if (!row.pss)
        return {};
    if (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) != 1 ||
        EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) != 1)
        return failure("setting RSASSA-PSS");
    return {};
}

std::string curveOf(EVP_PKEY* key) {
    char name[64] = {};
    std::size_t length = 0;
    if (EVP_PKEY_get_group_name(key, name, sizeof name, &length) != 1)
        return {};
    const std::string_view group(name, length);
    if (group == "prime256v1")
        return "P-256";
    if (group == "secp384r1")
        return "P-384";
    if (group == "secp521r1")
        return "P-521";
    return {};
}

// By the curve's name: other curves have keys of the same length.
bool fits(const AlgorithmFacts& row, EVP_PKEY* key) {
    if (row.rsa)
        return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && curveOf(key) == row.curve;
}

Bytes spkiOf(EVP_PKEY* key) {
    unsigned char* der = nullptr;
    const int length = i2d_PUBKEY(key, &der);
    Bytes bytes;
    if (length > 0)
        bytes.assign(der, der + length);
    OPENSSL_free(der);
    return bytes;
}

// One key must not have several digests: the curve is named (RFC 5480 2.1.1; libcrypto also takes its
// parameters written out), the point uncompressed (2.2).
Result<void> checkEcEncoding(EVP_PKEY* key) {
    int isExplicit = 0;
    if (EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &isExplicit) != 1 ||
        isExplicit != 0)
        return Error{ErrorCode::unsupported, "an EC key whose curve is not named"};
    char form[32] = {};
    if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, form, sizeof form,
                                       nullptr) != 1 ||
        std::string_view(form) != OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED)
        return Error{ErrorCode::unsupported, "an EC key whose point is not in the uncompressed form"};
    return {};
}

std::shared_ptr<EVP_PKEY> share(EVP_PKEY* owned) {
    return {owned, EVP_PKEY_free};
}

} // namespace

const char* nameOf(SignatureAlgorithm algorithm) noexcept {
    return factsOf(algorithm).name;
}

Result<SignatureAlgorithm> signatureAlgorithmFromName(std::string_view name) {
    for (const AlgorithmFacts& row : facts)
        if (name == row.name)
            return row.algorithm;
    return Error{ErrorCode::unsupported, "unknown signature algorithm '" + std::string(name) + "'"};
}

PublicKey::PublicKey(EVP_PKEY* owned) : m_key(share(owned)), m_spki(spkiOf(owned)) {}

Result<PublicKey> PublicKey::fromSpki(ByteView der) {
    clearErrors();
    const unsigned char* at = der.data();
    PkeyHandle key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
    if (!key)
        return failure("reading a SubjectPublicKeyInfo", ErrorCode::badFormat);
    if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_EC)
        SR_TRY(checkEcEncoding(key.get()));
    clearErrors();
    PublicKey result(key.release());
    if (at != der.data() + der.size() || !isDer(der) || !base::equalBytes(result.m_spki, der))
        return Error{ErrorCode::notCanonical, "a SubjectPublicKeyInfo is not in its one DER form"};
    return result;
}

Digest PublicKey::spkiDigest() const {
    return sha256(m_spki);
}

bool PublicKey::isRsa() const {
    return EVP_PKEY_get_base_id(raw()) == EVP_PKEY_RSA;
}

int PublicKey::bits() const {
    return EVP_PKEY_get_bits(raw());
}

std::string PublicKey::describe() const {
    if (isRsa())
        return "RSA " + std::to_string(bits());
    const std::string curve = curveOf(raw());
    return curve.empty() ? "unsupported" : "EC " + curve;
}

Result<SignatureAlgorithm> PublicKey::usualAlgorithm() const {
    if (isRsa())
        return SignatureAlgorithm::rsaSha256;
    const std::string curve = curveOf(raw());
    if (curve == "P-256")
        return SignatureAlgorithm::ecdsaSha256;
    if (curve == "P-384")
        return SignatureAlgorithm::ecdsaSha384;
    if (curve == "P-521")
        return SignatureAlgorithm::ecdsaSha512;
    return Error{ErrorCode::unsupported, "a key that is neither RSA nor EC on P-256, P-384 or P-521"};
}

Result<void> PublicKey::verify(SignatureAlgorithm algorithm, ByteView message, ByteView signature) const {
    const AlgorithmFacts& row = factsOf(algorithm);
    if (!fits(row, raw()))
        return Error{ErrorCode::unsupported, std::string(row.name) + " does not fit a key " + describe()};
    clearErrors();
    DigestContext context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* keyContext = nullptr;
    if (EVP_DigestVerifyInit(context.get(), &keyContext, row.digest(), nullptr, raw()) != 1)
        return failure("starting a verification");
    SR_TRY(setPadding(row, keyContext));
    if (EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) !=
        1) {
        clearErrors();
        return Error{ErrorCode::signatureInvalid, "the signature does not verify"};
    }
    return {};
}

PrivateKey::PrivateKey(EVP_PKEY* owned) : m_key(share(owned)) {}

Result<PrivateKey> PrivateKey::generate(std::string_view algorithm) {
    clearErrors();
    EVP_PKEY* key = nullptr;
    unsigned bits = 0;
    if (algorithm.starts_with("RSA-")) {
        const std::string_view digits = algorithm.substr(4);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
        if (error != std::errc() || end != digits.data() + digits.size())
            bits = 0;
    }
    if (algorithm == "P-256" || algorithm == "P-384" || algorithm == "P-521")
        key = EVP_EC_gen(std::string(algorithm).c_str());
    else if (bits >= 2048 && bits <= 8192)
        key = EVP_RSA_gen(bits);
    else
        return Error{ErrorCode::unsupported, "unknown key algorithm '" + std::string(algorithm) + "'"};
    if (key == nullptr)
        return failure("generating a key " + std::string(algorithm));
    return PrivateKey(key);
}

Result<Bytes> PrivateKey::sign(SignatureAlgorithm algorithm, ByteView message) const {
    const AlgorithmFacts& row = factsOf(algorithm);
    if (!fits(row, raw()))
        return Error{ErrorCode::unsupported, std::string(row.name) + " does not fit this key"};
    clearErrors();
    DigestContext context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* keyContext = nullptr;
    if (EVP_DigestSignInit(context.get(), &keyContext, row.digest(), nullptr, raw()) != 1)
        return failure("starting a signature");
    SR_TRY(setPadding(row, keyContext));
    std::size_t length = 0;
    if (EVP_DigestSign(context.get(), nullptr, &length, message.data(), message.size()) != 1)
        return failure("asking for the length of a signature");
    Bytes signature(length);
    if (EVP_DigestSign(context.get(), signature.data(), &length, message.data(), message.size()) != 1)
        return failure("signing", ErrorCode::tokenRefused);
    signature.resize(length);
    return signature;
}

PublicKey PrivateKey::publicKey() const {
    // Rebuilt from the encoding, so that the public half never holds on to a token's session.
    const Bytes spki = spkiOf(raw());
    const unsigned char* at = spki.data();
    EVP_PKEY* copy = d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size()));
    return copy ? PublicKey(copy) : (std::abort(), PublicKey(copy));
}

} // namespace strongroom::ossl

#include "core/hsm/attributes.h"
#include "core/ossl/failure.h"
#include "core/ossl/handle.h"
#include "core/ossl/key.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <algorithm>

namespace strongroom::hsm {

namespace {

struct Curve {
    std::string_view name;
    std::size_t fieldBytes;
    Bytes parameters; // the DER of the curve's OBJECT IDENTIFIER (RFC 5480 2.1.1.1)
};

const std::vector<Curve>& curves() {
    static const std::vector<Curve> all{
        {"P-256", 32, {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07}},
        {"P-384", 48, {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22}},
        {"P-521", 66, {0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23}}};
    return all;
}

using ParameterBuilder = ossl::Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = ossl::Handle<OSSL_PARAM, OSSL_PARAM_free>;

Result<Bytes> spkiFrom(const char* type, OSSL_PARAM_BLD* builder) {
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const ossl::PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return ossl::failure("the token's public key is none", ErrorCode::badFormat);
    return ossl::PublicKey(key).spki();
}

Result<Bytes> ecSpki(const Bytes& parameters, const Bytes& point) {
    const auto curve = std::find_if(curves().begin(), curves().end(),
                                    [&](const Curve& each) { return each.parameters == parameters; });
    if (curve == curves().end())
        return Error{ErrorCode::unsupported, "an EC key that is not on P-256, P-384 or P-521"};
    // CKA_EC_POINT is the DER OCTET STRING of the point; older modules give the point itself.
    const std::size_t pointBytes = 1 + 2 * curve->fieldBytes;
    if (point.size() < pointBytes)
        return Error{ErrorCode::badFormat, "the token's EC point is too short"};
    Bytes raw = point;
    if (point.size() != pointBytes) {
        const unsigned char* at = point.data();
        const ossl::OctetStringHandle wrapped(
            d2i_ASN1_OCTET_STRING(nullptr, &at, static_cast<long>(point.size())));
        if (!wrapped || at != point.data() + point.size())
            return ossl::failure("the token's EC point is no OCTET STRING", ErrorCode::badFormat);
        raw.assign(ASN1_STRING_get0_data(wrapped.get()),
                   ASN1_STRING_get0_data(wrapped.get()) + ASN1_STRING_length(wrapped.get()));
    }
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve->name.data(), 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, raw.data(), raw.size());
    return spkiFrom("EC", builder.get());
}

Result<Bytes> rsaSpki(const Bytes& modulus, const Bytes& exponent) {
    const ossl::BignumHandle n(BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr));
    const ossl::BignumHandle e(BN_bin2bn(exponent.data(), static_cast<int>(exponent.size()), nullptr));
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    return spkiFrom("RSA", builder.get());
}

Bytes bytesOfNumber(EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1)
        return {};
    const ossl::BignumHandle owned(number);
    Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number)));
    BN_bn2bin(number, bytes.data());
    return bytes;
}

std::string_view curveOf(const ossl::PublicKey& key) {
    const std::string described = key.describe(); // "EC P-256"
    for (const Curve& curve : curves())
        if (described.ends_with(curve.name))
            return curve.name;
    return {};
}

} // namespace

Bytes ecParametersOf(std::string_view curve) {
    for (const Curve& each : curves())
        if (each.name == curve)
            return each.parameters;
    return {};
}

Result<Bytes> readSpki(SessionRecord& session, CK_OBJECT_HANDLE publicKey) {
    ossl::clearErrors();
    SR_ASSIGN(const auto type, readNumber(session, publicKey, CKA_KEY_TYPE));
    if (type == CKK_EC) {
        SR_ASSIGN(const auto parameters, readBytes(session, publicKey, CKA_EC_PARAMS));
        SR_ASSIGN(const auto point, readBytes(session, publicKey, CKA_EC_POINT));
        if (!parameters || !point)
            return Error{ErrorCode::badFormat, "a public EC key on the token is not whole"};
        return ecSpki(*parameters, *point);
    }
    if (type == CKK_RSA) {
        SR_ASSIGN(const auto modulus, readBytes(session, publicKey, CKA_MODULUS));
        SR_ASSIGN(const auto exponent, readBytes(session, publicKey, CKA_PUBLIC_EXPONENT));
        if (!modulus || modulus->empty() || !exponent || exponent->empty())
            return Error{ErrorCode::badFormat, "a public RSA key on the token is not whole"};
        return rsaSpki(*modulus, *exponent);
    }
    return Error{ErrorCode::unsupported, "a public key on the token is neither RSA nor EC"};
}

Result<Bytes> ecPointOf(ByteView spki) {
    SR_ASSIGN(const ossl::PublicKey key, ossl::PublicKey::fromSpki(spki));
    if (key.isRsa())
        return Bytes();
    std::size_t length = 0;
    Bytes point(256);
    if (EVP_PKEY_get_octet_string_param(key.raw(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(),
                                        &length) != 1)
        return ossl::failure("reading an EC point", ErrorCode::unsupported);
    const ossl::OctetStringHandle wrapped(ASN1_OCTET_STRING_new());
    ASN1_OCTET_STRING_set(wrapped.get(), point.data(), static_cast<int>(length));
    unsigned char* der = nullptr;
    const int derLength = i2d_ASN1_OCTET_STRING(wrapped.get(), &der);
    if (derLength <= 0)
        return ossl::failure("writing an EC point");
    const Bytes result(der, der + derLength);
    OPENSSL_free(der);
    return result;
}

Result<void> addPublicKey(Template& target, ByteView spki) {
    ossl::clearErrors();
    SR_ASSIGN(const ossl::PublicKey key, ossl::PublicKey::fromSpki(spki));
    if (key.isRsa()) {
        target.number(CKA_KEY_TYPE, CKK_RSA)
            .bytes(CKA_MODULUS, bytesOfNumber(key.raw(), OSSL_PKEY_PARAM_RSA_N))
            .bytes(CKA_PUBLIC_EXPONENT, bytesOfNumber(key.raw(), OSSL_PKEY_PARAM_RSA_E));
        return {};
    }
    const Bytes parameters = ecParametersOf(curveOf(key));
    if (parameters.empty())
        return Error{ErrorCode::unsupported, "a key that is neither RSA nor EC on P-256, P-384 or P-521"};
    SR_ASSIGN(const Bytes point, ecPointOf(spki));
    target.number(CKA_KEY_TYPE, CKK_EC).bytes(CKA_EC_PARAMS, parameters).bytes(CKA_EC_POINT, point);
    return {};
}

} // namespace strongroom::hsm

#include "core/pki/public_key_values.h"

#include "core/base/hex.h"
#include "core/ossl/failure.h"
#include "core/ossl/handle.h"
#include "core/ossl/key.h"
#include "core/pki/der.h"
#include "core/pki/oid.h"

#include <array>

namespace strongroom::pki {

namespace {

constexpr std::size_t maxRsaBits = 16384;

struct Curve {
    std::string_view kind;
    const char* oid;
    std::size_t coordinate; // in bytes
};
constexpr std::array curves{Curve{"P-256", oid::p256, 32}, Curve{"P-384", oid::p384, 48},
                            Curve{"P-521", oid::p521, 66}};

const Curve* curveOf(std::string_view kind) {
    for (const Curve& curve : curves)
        if (curve.kind == kind)
            return &curve;
    return nullptr;
}

Bytes algorithmOf(const PublicKeyValues& key) {
    if (const Curve* curve = curveOf(key.kind))
        return der::sequenceOf({der::writeOid(oid::ecPublicKey), der::writeOid(curve->oid)});
    return der::sequenceOf({der::writeOid(oid::rsaEncryption), der::element(der::null, {})});
}

std::size_t bitsOf(ByteView magnitude) {
    if (magnitude.empty())
        return 0;
    std::size_t bits = magnitude.size() * 8;
    for (unsigned mask = 0x80; mask != 0 && (magnitude[0] & mask) == 0; mask >>= 1)
        --bits;
    return bits;
}

Bytes withoutLeadingZero(ByteView integer) {
    return base::bytesOf(integer.size() > 1 && integer[0] == 0 ? integer.subspan(1) : integer);
}

unsigned remainder(ByteView magnitude, unsigned divisor) {
    unsigned rest = 0;
    for (const std::uint8_t byte : magnitude)
        rest = (rest << 8 | byte) % divisor;
    return rest;
}

bool isSmallPrime(unsigned number) {
    for (unsigned factor = 2; factor * factor <= number; ++factor)
        if (number % factor == 0)
            return false;
    return number > 1;
}

// Keys of the weak Infineon library (CVE-2017-15361): modulo every small prime the modulus lies in the
// subgroup that 65537 generates. A good modulus does so for all 38 primes with a chance below 2^-27.
bool hasRocaForm(ByteView modulus) {
    for (unsigned prime = 3; prime <= 167; ++prime) {
        if (!isSmallPrime(prime))
            continue;
        const unsigned rest = remainder(modulus, prime);
        unsigned power = 1;
        bool found = false;
        do {
            found = found || power == rest;
            power = power * (65537 % prime) % prime;
        } while (power != 1);
        if (!found)
            return false;
    }
    return true;
}

// For n = p^k every a satisfies a^n = a modulo p, so that p divides gcd(2^n - 2, n); for a product of two
// random primes the chance of that is negligible. One exponentiation and no random numbers: this runs where
// the generator's system calls are forbidden.
Result<bool> isPrimePower(ByteView modulus) {
    ossl::clearErrors();
    const ossl::Handle<BN_CTX, BN_CTX_free> context(BN_CTX_new());
    const ossl::BignumHandle n(BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr));
    const ossl::BignumHandle two(BN_new()), power(BN_new()), divisor(BN_new());
    if (!context || !n || !two || !power || !divisor || BN_set_word(two.get(), 2) != 1 ||
        BN_mod_exp(power.get(), two.get(), n.get(), n.get(), context.get()) != 1 ||
        BN_mod_sub(power.get(), power.get(), two.get(), n.get(), context.get()) != 1 ||
        BN_gcd(divisor.get(), power.get(), n.get(), context.get()) != 1)
        return ossl::failure("testing an RSA modulus");
    return BN_is_one(divisor.get()) == 0;
}

Error against(const PublicKeyValues& key, const std::string& what) {
    return {ErrorCode::keyMismatch, describe(key) + ": " + what};
}

Result<void> checkModulusLength(const PublicKeyValues& key) {
    const std::size_t bits = bitsOf(key.modulus);
    if (bits < 2048)
        return against(key,
                       "an RSA key has at least 2048 bits (BR 6.1.5); RSA-1024 and the like are refused");
    if (bits % 8 != 0)
        return against(key, "the length of an RSA modulus is a multiple of 8 bits (BR 6.1.5)");
    if (bits > maxRsaBits)
        return against(key, "an RSA key of more than " + std::to_string(maxRsaBits) + " bits is not taken");
    return {};
}

Result<void> checkExponent(const PublicKeyValues& key) {
    const std::size_t bits = bitsOf(key.exponent);
    if (bits == 0 || (key.exponent.back() & 1) == 0)
        return against(key, "the public exponent is even (BR 6.1.6)");
    if (bits < 17) // odd and of 17 bits: at least 2^16 + 1
        return against(key, "the public exponent is below 2^16 + 1 (BR 6.1.6)");
    if (bits > 256)
        return against(key, "the public exponent is above 2^256 - 1 (BR 6.1.6)");
    return {};
}

Result<void> checkModulusFactors(const PublicKeyValues& key) {
    for (unsigned factor = 2; factor < 752; ++factor)
        if (isSmallPrime(factor) && remainder(key.modulus, factor) == 0)
            return against(key, "the modulus has the factor " + std::to_string(factor) + " (BR 6.1.6)");
    if (hasRocaForm(key.modulus))
        return against(key, "the modulus has the weak form of CVE-2017-15361 (ROCA)");
    SR_ASSIGN(const bool primePower, isPrimePower(key.modulus));
    if (primePower)
        return against(key, "the modulus is a prime or a prime power (BR 6.1.6)");
    return {};
}

Result<void> checkEc(const PublicKeyValues& key, const Curve& curve) {
    if (key.point.size() != 1 + 2 * curve.coordinate || key.point[0] != 4)
        return against(key, "the point is not uncompressed, of " + std::to_string(1 + 2 * curve.coordinate) +
                                " bytes (RFC 5480 2.2)");
    // libcrypto refuses a point that is not on the curve already here.
    const auto loaded = ossl::PublicKey::fromSpki(spkiOf(key));
    if (!loaded)
        return against(key, "the point is not on the curve (BR 6.1.6)");
    const ossl::PkeyContext context(EVP_PKEY_CTX_new(loaded->raw(), nullptr));
    if (!context || EVP_PKEY_public_check(context.get()) != 1) {
        ossl::clearErrors();
        return against(key, "the point fails the public key validation (BR 6.1.6)");
    }
    return {};
}

} // namespace

Result<PublicKeyValues> publicKeyFromSpki(ByteView spki) {
    SR_TRY(der::checkDer(spki));
    const auto outer = der::single(spki, der::sequence);
    der::Reader reader(outer ? outer->content : ByteView{});
    const auto algorithm = reader.takeIf(der::sequence);
    const auto bits = reader.takeIf(der::bitString);
    const auto content = bits ? der::readBitString(bits->content) : std::nullopt;
    if (!algorithm || !content || !reader.atEnd())
        return Error{ErrorCode::badFormat, "not a SubjectPublicKeyInfo"};
    PublicKeyValues key;
    for (const Curve& curve : curves) {
        key.kind = curve.kind;
        if (!base::equalBytes(algorithm->whole, algorithmOf(key)))
            continue;
        if (content->size() != 1 + 2 * curve.coordinate || (*content)[0] != 4)
            return Error{ErrorCode::unsupported, "an EC key whose point is not written uncompressed"};
        key.point = base::bytesOf(*content);
        return key;
    }
    key.kind = "RSA";
    if (!base::equalBytes(algorithm->whole, algorithmOf(key)))
        return Error{ErrorCode::unsupported,
                     "a key that is neither RSA (rsaEncryption with NULL parameters) nor "
                     "EC on P-256, P-384 or P-521 by name"};
    SR_TRY(der::checkDer(*content)); // the BIT STRING hides its content from the check of the whole
    const auto pair = der::single(*content, der::sequence);
    der::Reader numbers(pair ? pair->content : ByteView{});
    const auto modulus = numbers.takeIf(der::integer);
    const auto exponent = numbers.takeIf(der::integer);
    if (!modulus || !exponent || !numbers.atEnd() || modulus->content[0] >= 0x80 ||
        exponent->content[0] >= 0x80)
        return Error{ErrorCode::badFormat, "an RSA public key that is no pair of positive numbers"};
    key.modulus = withoutLeadingZero(modulus->content);
    key.exponent = withoutLeadingZero(exponent->content);
    return key;
}

Bytes spkiOf(const PublicKeyValues& key) {
    const Bytes content =
        curveOf(key.kind)
            ? key.point
            : der::sequenceOf({der::writeInteger(key.modulus), der::writeInteger(key.exponent)});
    return der::sequenceOf({algorithmOf(key), der::writeBitString(content)});
}

std::string describe(const PublicKeyValues& key) {
    return curveOf(key.kind) ? "EC " + key.kind : "RSA " + std::to_string(bitsOf(key.modulus));
}

std::string algorithmNameOf(const PublicKeyValues& key) {
    return curveOf(key.kind) ? key.kind : "RSA-" + std::to_string(bitsOf(key.modulus));
}

base::Value toValue(const PublicKeyValues& key) {
    base::Value value;
    value.set("kind", key.kind);
    if (curveOf(key.kind))
        value.set("point", base::toHex(key.point));
    else
        value.set("modulus", base::toHex(key.modulus)).set("exponent", base::toHex(key.exponent));
    return value;
}

Result<PublicKeyValues> publicKeyFromValue(const base::Value& value) {
    base::ObjectReader reader(value);
    const auto hex = [&](std::string_view member) {
        auto bytes = base::fromHex(reader.text(member));
        if (!bytes || bytes->empty())
            reader.fail("member '" + std::string(member) + "' is not lower-case hex");
        return bytes ? std::move(*bytes) : Bytes{};
    };
    PublicKeyValues key;
    key.kind = reader.text("kind");
    if (curveOf(key.kind)) {
        key.point = hex("point");
    } else if (key.kind == "RSA") {
        key.modulus = hex("modulus");
        key.exponent = hex("exponent");
        if ((!key.modulus.empty() && key.modulus[0] == 0) || (!key.exponent.empty() && key.exponent[0] == 0))
            reader.fail("an RSA number begins with a needless 00");
    } else {
        reader.fail("member 'kind' is none of RSA, P-256, P-384, P-521");
    }
    SR_TRY(reader.finish());
    return key;
}

Result<void> checkKeyRule(const PublicKeyValues& key, KeyRule rule) {
    const Curve* curve = curveOf(key.kind);
    switch (rule) {
    case KeyRule::modulusLength: return curve ? Result<void>() : checkModulusLength(key);
    case KeyRule::exponent: return curve ? Result<void>() : checkExponent(key);
    case KeyRule::modulusFactors:
        if (!curve)
            SR_TRY(checkModulusLength(key)); // bounds the work on a hostile number
        return curve ? Result<void>() : checkModulusFactors(key);
    case KeyRule::point: return curve ? checkEc(key, *curve) : Result<void>();
    }
    return {};
}

Result<void> checkKeyRules(const PublicKeyValues& key) {
    for (const KeyRule rule :
         {KeyRule::modulusLength, KeyRule::exponent, KeyRule::modulusFactors, KeyRule::point})
        SR_TRY(checkKeyRule(key, rule));
    return {};
}

} // namespace strongroom::pki

// Public and private keys: every algorithm signs and verifies, every alteration is refused, and a key has one
// encoding. Published signatures of NIST's FIPS 186 vectors, good and bad.
#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "core/ossl/handle.h"
#include "core/ossl/key.h"
#include "tests/support/test_main.h"
#include "tests/support/vector_file.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <array>
#include <map>

using namespace strongroom;
using namespace strongroom::base;
using namespace strongroom::ossl;

namespace {

using Algorithm = SignatureAlgorithm;

constexpr std::array algorithms{Algorithm::ecdsaSha256,  Algorithm::ecdsaSha384,  Algorithm::ecdsaSha512,
                                Algorithm::rsaSha256,    Algorithm::rsaSha384,    Algorithm::rsaSha512,
                                Algorithm::rsaPssSha256, Algorithm::rsaPssSha384, Algorithm::rsaPssSha512};

// One key of each kind for all tests.
const PrivateKey& keyOf(const std::string& kind) {
    static std::map<std::string, PrivateKey> keys;
    auto found = keys.find(kind);
    if (found == keys.end())
        found = keys.emplace(kind, std::move(PrivateKey::generate(kind)).value()).first;
    return found->second;
}

const char* kindFor(Algorithm algorithm) {
    switch (algorithm) {
    case Algorithm::ecdsaSha256: return "P-256";
    case Algorithm::ecdsaSha384: return "P-384";
    case Algorithm::ecdsaSha512: return "P-521";
    default: return "RSA-2048";
    }
}

Bytes hex(std::string text) {
    if (text.size() % 2 != 0)
        text.insert(0, "0");
    const auto bytes = fromHex(text);
    return bytes ? *bytes : Bytes{};
}

// One DER element: tag, length, content.
Bytes der(std::uint8_t tag, const Bytes& content) {
    Bytes element{tag};
    if (content.size() >= 256)
        append(element, Bytes{0x82, static_cast<std::uint8_t>(content.size() >> 8)});
    else if (content.size() >= 128)
        element.push_back(0x81);
    element.push_back(static_cast<std::uint8_t>(content.size() & 0xff));
    append(element, content);
    return element;
}

Bytes joined(std::initializer_list<Bytes> pieces) {
    Bytes all;
    for (const Bytes& piece : pieces)
        append(all, piece);
    return all;
}

Bytes derInteger(const std::string& digits) {
    Bytes number = hex(digits);
    number.erase(number.begin(),
                 std::find_if(number.begin(), number.end(), [](auto byte) { return byte != 0; }));
    if (number.empty() || number.front() >= 0x80)
        number.insert(number.begin(), 0);
    return der(0x02, number);
}

Bytes bitString(Bytes content) {
    content.insert(content.begin(), 0);
    return der(0x03, content);
}

Bytes leftPadded(const std::string& digits, std::size_t size) {
    Bytes bytes = hex(digits);
    bytes.insert(bytes.begin(), size - bytes.size(), 0);
    return bytes;
}

struct Curve {
    Algorithm algorithm;
    const char* oid; // DER
    std::size_t size;
};

Bytes ecSpki(const Curve& curve, const Bytes& point) {
    const Bytes algorithm = der(0x30, joined({hex("06072a8648ce3d0201"), hex(curve.oid)}));
    return der(0x30, joined({algorithm, bitString(point)}));
}

const Curve& curveOfSection(const std::string& section) {
    static const std::map<std::string, Curve> curves{
        {"[P-256,SHA-256]", {Algorithm::ecdsaSha256, "06082a8648ce3d030107", 32}},
        {"[P-384,SHA-384]", {Algorithm::ecdsaSha384, "06052b81040022", 48}},
        {"[P-521,SHA-512]", {Algorithm::ecdsaSha512, "06052b81040023", 66}}};
    return curves.at(section);
}

Bytes rsaSpki(const std::string& modulus, const std::string& exponent) {
    const Bytes key = der(0x30, joined({derInteger(modulus), derInteger(exponent)}));
    return der(0x30, joined({hex("300d06092a864886f70d0101010500"), bitString(key)}));
}

// The encoding of a key made by libcrypto in another way than ours.
Bytes spkiOfPkey(EVP_PKEY* key) {
    unsigned char* encoded = nullptr;
    const int length = i2d_PUBKEY(key, &encoded);
    const Bytes spki(encoded, encoded + length);
    OPENSSL_free(encoded);
    return spki;
}

} // namespace

class TestKeys : public QObject {
    Q_OBJECT

private slots:
    void everyAlgorithmSignsAndVerifies() {
        const Bytes message = bytesOf("Strongroom approval v1\n");
        for (const Algorithm algorithm : algorithms) {
            const PrivateKey& key = keyOf(kindFor(algorithm));
            const PublicKey publicKey = *PublicKey::fromSpki(key.publicKey().spki());
            const auto signature = key.sign(algorithm, message);
            QVERIFY2(signature.has_value(), nameOf(algorithm));
            QVERIFY2(publicKey.verify(algorithm, message, *signature).has_value(), nameOf(algorithm));

            Bytes other = message;
            other[3] ^= 0x20;
            QCOMPARE(publicKey.verify(algorithm, other, *signature).error().code,
                     ErrorCode::signatureInvalid);
            QVERIFY(!publicKey.verify(algorithm, {}, *signature));
            for (std::size_t at = 0; at < signature->size(); ++at) {
                Bytes altered = *signature;
                altered[at] ^= 0x01;
                QVERIFY2(!publicKey.verify(algorithm, message, altered), nameOf(algorithm));
            }
            Bytes longer = *signature;
            longer.push_back(0);
            QVERIFY2(!publicKey.verify(algorithm, message, longer), nameOf(algorithm));
            QVERIFY2(!publicKey.verify(algorithm, message, ByteView(*signature).first(signature->size() - 1)),
                     nameOf(algorithm));
            QVERIFY2(!publicKey.verify(algorithm, message, {}), nameOf(algorithm));
            const PrivateKey stranger = *PrivateKey::generate(kindFor(algorithm));
            QVERIFY2(!stranger.publicKey().verify(algorithm, message, *signature), nameOf(algorithm));
        }
    }

    void anAlgorithmOfAnotherKeyIsRefused() {
        const Bytes message = bytesOf("m");
        for (const char* kind : {"P-256", "P-384", "P-521", "RSA-2048"})
            for (const Algorithm algorithm : algorithms) {
                if (std::string(kindFor(algorithm)) == kind)
                    continue;
                QCOMPARE(keyOf(kind).sign(algorithm, message).error().code, ErrorCode::unsupported);
                QCOMPARE(keyOf(kind).publicKey().verify(algorithm, message, message).error().code,
                         ErrorCode::unsupported);
            }
        // Within RSA, the padding and the digest are not taken from the signature.
        const PrivateKey& rsa = keyOf("RSA-2048");
        const Bytes signature = *rsa.sign(Algorithm::rsaSha256, message);
        for (const Algorithm algorithm : algorithms)
            if (algorithm != Algorithm::rsaSha256 && std::string(kindFor(algorithm)) == "RSA-2048")
                QCOMPARE(rsa.publicKey().verify(algorithm, message, signature).error().code,
                         ErrorCode::signatureInvalid);
    }

    // RFC 8017 9.1: the salt is as long as the digest; a shorter one is another algorithm.
    void pssWithAnotherSaltIsRefused() {
        const PrivateKey& key = keyOf("RSA-2048");
        const Bytes message = bytesOf("m");
        for (const int saltLength : {0, 10, 32, 64}) {
            DigestContext context(EVP_MD_CTX_new());
            EVP_PKEY_CTX* keyContext = nullptr;
            QCOMPARE(EVP_DigestSignInit(context.get(), &keyContext, EVP_sha256(), nullptr, key.raw()), 1);
            QCOMPARE(EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PSS_PADDING), 1);
            QCOMPARE(EVP_PKEY_CTX_set_rsa_pss_saltlen(keyContext, saltLength), 1);
            Bytes signature(256);
            std::size_t length = signature.size();
            QCOMPARE(EVP_DigestSign(context.get(), signature.data(), &length, message.data(), message.size()),
                     1);
            QCOMPARE(key.publicKey().verify(Algorithm::rsaPssSha256, message, signature).has_value(),
                     saltLength == 32);
        }
    }

    void algorithmsHaveOneName() {
        for (const Algorithm algorithm : algorithms)
            QVERIFY(*signatureAlgorithmFromName(nameOf(algorithm)) == algorithm);
        for (const char* bad : {"", "ecdsa-with-SHA1", "ECDSA-with-SHA256", "sha1WithRSAEncryption"})
            QCOMPARE(signatureAlgorithmFromName(bad).error().code, ErrorCode::unsupported);
    }

    void publishedEcdsaSignatures() {
        int good = 0, bad = 0;
        for (const auto& vector : readVectors(VECTORS "/fips186/ecdsa_sigver.txt", "Result")) {
            const Curve& curve = curveOfSection(vector.at("section"));
            const Bytes point = joined(
                {Bytes{4}, leftPadded(vector.at("Qx"), curve.size), leftPadded(vector.at("Qy"), curve.size)});
            const auto key = PublicKey::fromSpki(ecSpki(curve, point));
            const Bytes signature =
                der(0x30, joined({derInteger(vector.at("R")), derInteger(vector.at("S"))}));
            const bool verifies = key && key->verify(curve.algorithm, hex(vector.at("Msg")), signature);
            QCOMPARE(verifies, vector.at("Result").starts_with("P"));
            ++(verifies ? good : bad);
        }
        QCOMPARE(good, 9);
        QCOMPARE(bad, 36);
    }

    void publishedRsaSignatures() {
        const std::map<std::string, Algorithm> byDigest{{"SHA256", Algorithm::rsaSha256},
                                                        {"SHA384", Algorithm::rsaSha384},
                                                        {"SHA512", Algorithm::rsaSha512}};
        int good = 0, bad = 0;
        for (const auto& vector : readVectors(VECTORS "/fips186/rsa15_sigver.txt", "Result")) {
            const auto key = PublicKey::fromSpki(rsaSpki(vector.at("n"), vector.at("e")));
            QVERIFY(key.has_value());
            const bool verifies = key->verify(byDigest.at(vector.at("SHAAlg")), hex(vector.at("Msg")),
                                              leftPadded(vector.at("S"), 256))
                                      .has_value();
            QCOMPARE(verifies, vector.at("Result").starts_with("P"));
            ++(verifies ? good : bad);
        }
        QCOMPARE(good, 9);
        QCOMPARE(bad, 45);
    }

    void keysAreDescribed() {
        const std::pair<const char*, const char*> kinds[] = {
            {"P-256", "EC P-256"}, {"P-384", "EC P-384"}, {"P-521", "EC P-521"}, {"RSA-2048", "RSA 2048"}};
        for (const auto& [kind, description] : kinds) {
            const PublicKey key = keyOf(kind).publicKey();
            QCOMPARE(key.describe(), std::string(description));
            QCOMPARE(key.isRsa(), std::string(kind).starts_with("RSA"));
            QCOMPARE(key.spkiDigest().hex(), sha256(key.spki()).hex());
            QCOMPARE(std::string(kindFor(*key.usualAlgorithm())), std::string(kind));
        }
        QCOMPARE(keyOf("P-521").publicKey().bits(), 521);
        for (const char* bad : {"", "P-", "P-192", "P-224", "P-256x", "RSA-", "RSA-1024", "RSA-2048x",
                                "RSA-16384", "RSA-99999999999", "secp256k1", "ED25519"})
            QVERIFY2(!PrivateKey::generate(bad), bad);
    }

    void anSpkiHasOneForm() {
        for (const char* kind : {"P-256", "P-384", "P-521", "RSA-2048"}) {
            const Bytes spki = keyOf(kind).publicKey().spki();
            QVERIFY(PublicKey::fromSpki(spki)->spki() == spki);
            Bytes longer = spki;
            longer.push_back(0);
            QCOMPARE(PublicKey::fromSpki(longer).error().code, ErrorCode::notCanonical);
            for (std::size_t length = 0; length < spki.size(); ++length)
                QVERIFY(!PublicKey::fromSpki(ByteView(spki).first(length)));
        }
        const Bytes p256 = keyOf("P-256").publicKey().spki();
        // X.690 10.1: the length in more bytes than it needs; 8.1.3.6: the indefinite form.
        Bytes longLength = joined({Bytes{0x30, 0x81, 0x59}, Bytes(p256.begin() + 2, p256.end())});
        QVERIFY(!PublicKey::fromSpki(longLength));
        Bytes indefinite = joined({Bytes{0x30, 0x80}, Bytes(p256.begin() + 2, p256.end()), Bytes{0, 0}});
        QVERIFY(!PublicKey::fromSpki(indefinite));
    }

    // RFC 5480 2.1.1: named curves only. 2.2 allows compressed points, but then a key would have two digests.
    void otherEncodingsOfAnEcKeyAreRefused() {
        PkeyHandle explicitKey;
        {
            PkeyContext context(EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nullptr));
            EVP_PKEY* made = nullptr;
            QCOMPARE(EVP_PKEY_keygen_init(context.get()), 1);
            QCOMPARE(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context.get(), NID_X9_62_prime256v1), 1);
            QCOMPARE(EVP_PKEY_CTX_set_ec_param_enc(context.get(), OPENSSL_EC_EXPLICIT_CURVE), 1);
            QCOMPARE(EVP_PKEY_keygen(context.get(), &made), 1);
            explicitKey.reset(made);
        }
        const Bytes explicitSpki = spkiOfPkey(explicitKey.get());
        QVERIFY(explicitSpki.size() > 200);
        QVERIFY(!PublicKey::fromSpki(explicitSpki));

        const Bytes spki = keyOf("P-256").publicKey().spki();
        const Curve& p256 = curveOfSection("[P-256,SHA-256]");
        const Bytes point(spki.end() - 65, spki.end());
        QVERIFY(PublicKey::fromSpki(ecSpki(p256, point)).has_value());
        const Bytes x(point.begin() + 1, point.begin() + 33), y(point.begin() + 33, point.end());
        const std::uint8_t parity = y.back() & 1;
        QVERIFY(
            !PublicKey::fromSpki(ecSpki(p256, joined({Bytes{static_cast<std::uint8_t>(2 + parity)}, x}))));
        QVERIFY(
            !PublicKey::fromSpki(ecSpki(p256, joined({Bytes{static_cast<std::uint8_t>(6 + parity)}, x, y}))));
        QVERIFY(!PublicKey::fromSpki(ecSpki(p256, Bytes{0}))); // the point at infinity
        Bytes offTheCurve = point;
        offTheCurve.back() ^= 1;
        QVERIFY(!PublicKey::fromSpki(ecSpki(p256, offTheCurve)));
        Bytes unusedBits = spki;
        unusedBits[spki.size() - 66] = 1;
        QVERIFY(!PublicKey::fromSpki(unusedBits));
    }

    void otherKeysAreReadButNeverAccepted() {
        for (const char* group : {"secp256k1", "brainpoolP256r1", "P-224", "secp521r1"}) {
            const PkeyHandle made(EVP_EC_gen(group));
            const auto key = PublicKey::fromSpki(spkiOfPkey(made.get()));
            QVERIFY2(key.has_value(), group);
            const bool known = std::string(group) == "secp521r1";
            QCOMPARE(key->describe(), std::string(known ? "EC P-521" : "unsupported"));
            QCOMPARE(key->usualAlgorithm().has_value(), known);
            if (!known)
                for (const Algorithm algorithm : algorithms)
                    QCOMPARE(key->verify(algorithm, Bytes{1}, Bytes{1}).error().code, ErrorCode::unsupported);
        }
        for (const char* kind : {"ED25519", "ED448", "X25519"}) {
            const PkeyHandle made(EVP_PKEY_Q_keygen(nullptr, nullptr, kind));
            const auto key = PublicKey::fromSpki(spkiOfPkey(made.get()));
            QVERIFY2(key.has_value(), kind);
            QCOMPARE(key->describe(), std::string("unsupported"));
            for (const Algorithm algorithm : algorithms)
                QCOMPARE(key->verify(algorithm, Bytes{1}, Bytes{1}).error().code, ErrorCode::unsupported);
        }
    }
};

STRONGROOM_TEST_MAIN(TestKeys)
#include "tst_keys.moc"

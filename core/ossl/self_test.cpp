#include "core/ossl/self_test.h"

#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "core/ossl/failure.h"
#include "core/ossl/handle.h"
#include "core/ossl/kdf.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"

#include <openssl/crypto.h>

namespace strongroom::ossl {

namespace {

// The constants below are ours: hex that does not read is a mistake that every run shows.
Bytes hex(std::string_view text) {
    auto bytes = base::fromHex(text);
    return bytes ? std::move(bytes).value() : Bytes{};
}

bool holds(const Secret& secret, std::string_view expected) {
    return secret.expose([&](ByteView bytes) { return base::equalBytes(bytes, hex(expected)); });
}

// A libcrypto older than the headers may lack a fix that CMakeLists.txt asks for.
bool libraryIsNotOlder() {
    return OpenSSL_version_num() >= OPENSSL_VERSION_NUMBER;
}

// FIPS 180-4: the message "abc". Fetched first: sha256() ends the program where there is no SHA-256.
bool sha256Works() {
    EVP_MD* method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_MD_free(method);
    return method != nullptr && sha256(base::viewOf("abc")).hex() ==
                                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
}

// RFC 5869 A.3: neither salt nor info. The second value, with an info, was made from HMAC alone.
bool hkdfWorks() {
    const auto input = Secret::copyOf(hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"));
    if (!input)
        return false;
    const auto plain = hkdfSha256(*input, "", 42);
    const auto withInfo = hkdfSha256(*input, "strongroom pin v1|", 42);
    return plain && withInfo &&
           holds(*plain, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a"
                         "96c8") &&
           holds(*withInfo, "d7c909aa5c9e7eb695ebdc19f40355c53b50b37de08600374c30cc3db5f86190b19c697d32801c"
                            "5ebd33");
}

// SP 800-38F KWP-AE, AES-256, 72 bits, count 0; and one bit of it altered.
bool keyWrapWorks() {
    const auto key = Secret::copyOf(hex("70da43aac823c6dd37d1109f5b18feb4503c973288989745e2cc1cc21d9570c6"));
    const auto plain = Secret::copyOf(hex("edf17d966ed896aee3"));
    if (!key || !plain)
        return false;
    Bytes wrapped = hex("d67b5b2ad15c645450e23b5e7b6d682f8ae20e716d470db7");
    const auto made = wrapKwp(*key, *plain);
    const auto unwrapped = unwrapKwp(*key, wrapped);
    const bool known =
        made && unwrapped && base::equalBytes(*made, wrapped) && holds(*unwrapped, "edf17d966ed896aee3");
    wrapped.back() ^= 1;
    return known && !unwrapKwp(*key, wrapped);
}

// NIST's GCM vectors, AES-256, 96-bit IV, count 0 of PTlen 128, AADlen 160; and a tag with one bit altered.
bool gcmWorks() {
    const Bytes key = hex("83688deb4af8007f9b713b47cfa6c73e35ea7a3aa4ecdb414dded03bf7a0fd3a"),
                iv = hex("0b459724904e010a46901cf3"), plain = hex("33d893a2114ce06fc15d55e454cf90c3"),
                additional = hex("794a14ccd178c8ebfd1379dc704c5e208f9d8424"),
                sealed = hex("cc66bee423e3fcd4c0865715e9586696");
    const auto opens = [&](Bytes tag) {
        CipherContext context(EVP_CIPHER_CTX_new());
        Bytes opened(plain.size());
        int length = 0, last = 0;
        return EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), iv.data()) == 1 &&
               EVP_DecryptUpdate(context.get(), nullptr, &length, additional.data(),
                                 static_cast<int>(additional.size())) == 1 &&
               EVP_DecryptUpdate(context.get(), opened.data(), &length, sealed.data(),
                                 static_cast<int>(sealed.size())) == 1 &&
               EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()),
                                   tag.data()) == 1 &&
               EVP_DecryptFinal_ex(context.get(), opened.data() + length, &last) == 1 && opened == plain;
    };
    Bytes tag = hex("0fb291bd3dba94a1dfd8b286cfb97ac5");
    const bool known = opens(tag);
    tag.front() ^= 1;
    return known && !opens(tag);
}

// The signature verifies over the message and not over the message with one bit altered.
bool signatureVerifies(SignatureAlgorithm algorithm, std::string_view spki, std::string_view message,
                       std::string_view signature) {
    const auto key = PublicKey::fromSpki(hex(spki));
    Bytes altered = hex(message);
    if (!key || altered.empty() || !key->verify(algorithm, altered, hex(signature)))
        return false;
    altered.front() ^= 1;
    return !key->verify(algorithm, altered, hex(signature));
}

// NIST's FIPS 186-3 SigVer vectors (tests/vectors/fips186), the first of each kind that passes.
bool ecdsaP256Works() {
    return signatureVerifies(
        SignatureAlgorithm::ecdsaSha256,
        "3059301306072a8648ce3d020106082a8648ce3d03010703420004e424dc61d4bb3cb7ef4344a7f8957a0c5134e16f7a67c0"
        "74f82e6e12f49abf3c970eed7aa2bc48651545949de1dddaf0127e5965ac85d1243d6f60e7dfaee927",
        "e1130af6a38ccb412a9c8d13e15dbfc9e69a16385af3c3f1e5da954fd5e7c45fd75e2b8c36699228e92840c0562fbf3772f0"
        "7e17f1add56588dd45f7450e1217ad239922dd9c32695dc71ff2424ca0dec1321aa47064a044b7fe3c2b97d03ce470a59230"
        "4c5ef21eed9f93da56bb232d1eeb0035f9bf0dfafdcc4606272b20a3",
        "3045022100bf96b99aa49c705c910be33142017c642ff540c76349b9dab72f981fd9347f4f022017c55095819089c2e03b9c"
        "d415abdf12444e323075d98f31920b9e0f57ec871c");
}

bool ecdsaP384Works() {
    return signatureVerifies(
        SignatureAlgorithm::ecdsaSha384,
        "3076301006072a8648ce3d020106052b8104002203620004cb908b1fd516a57b8ee1e14383579b33cb154fece20c5035e2b3"
        "765195d1951d75bd78fb23e00fef37d7d064fd9af144cd99c46b5857401ddcff2cf7cf822121faf1cbad9a011bed8c551f6f"
        "59b2c360f79bfbe32adbcaa09583bdfdf7c374bb",
        "9dd789ea25c04745d57a381f22de01fb0abd3c72dbdefd44e43213c189583eef85ba662044da3de2dd8670e6325154480155"
        "bbeebb702c75781ac32e13941860cb576fe37a05b757da5b5b418f6dd7c30b042e40f4395a342ae4dce05634c33625e2bc52"
        "4345481f7e253d9551266823771b251705b4a85166022a37ac28f1bd",
        "3064023033f64fb65cd6a8918523f23aea0bbcf56bba1daca7aff817c8791dc92428d605ac629de2e847d43cee55ba9e4a0e"
        "83ba02304428bb478a43ac73ecd6de51ddf7c28ff3c2441625a081714337dd44fea8011bae71959a10947b6ea33f77e128d3"
        "c6ae");
}

bool rsaWorks() {
    return signatureVerifies(
        SignatureAlgorithm::rsaSha256,
        "30820122300d06092a864886f70d01010105000382010f003082010a0282010100a911245a2cfb33d8ee375df9439f74e669"
        "c03a8d9acad25bd27acf3cd8bea7eb9dbe470155c7c72782c94861f7b573cd325639fb070e9ba6e621991aefa45106182e4d"
        "264be7068035595d7549052989b3e7fd04cabc94012c1278a0ef8672b1a51dd1a9e276816ba497dea24b4febe3dd8e977707"
        "bcd230ca6fb6f8a8bff9e6ba24fbadcd93f00126b19b396a38e6ef86d18fef945b9154c1963fb488c7025953511f86d05638"
        "bfe056493730bc6778446e59cd3c5c3acf07a0a3a64943793652f10e3292aa7a6d25a03181cc6f6ba0658d909e59ce2a02ba"
        "cc9766fd8c4fbd4ed9c23a866844b8a794d49e505f9f944870a71aadbe5338039825c2dff81af30203010001",
        "6918d6328ca0a8b64bbe81d91cdea519911b59fc2dbd53af76006fec4b18a320787135ce883b2b2edb26041bf86aa52c230b"
        "9620335b6e7f9ec08c7ed6b70823d819e9ab019e9929249f966fdb2069311a0ddc680ac468f514d4ed873b04a6beb0985b91"
        "a0cfd8ed51b09f9e6d06da739eaa939d5a00275901c4f8cf25076339",
        "794d0a45bc9fc6febb586e319dfa6924c888594802b9deb9668963fdb309bf02817960a7457106fc474f91601436e8954cbb"
        "6815350b2c51b53c968d2c48cc1799550d5d03b41f6e5a8c3c264d2e2fe0b5b8ff53fdcb9dd111c985cb488d7086e6548b40"
        "77ec00721c9cb500fe07a031c2030e8ad1dd0112c34ffd9091d77a187aac8661b298eee39eb615f9715c4c48a6762ede55a4"
        "66ec7f3cdb6a937cfc80188a85d8f8d3a2a80b199ce5e6375af8f02f06d706a34d9cf38318903965db54aaa7d3fa7a7ee580"
        "34cd58c8435739c8906366e2ddba293f2fb2c15f07fa4951014471e7f677d3bdacffc4c68a906e08d68b39f9010746cbacd2"
        "2980cee73e8d");
}

// Two draws of 32 bytes that agree, within one generator or between the two, never happen by chance.
bool randomDoesNotRepeat() {
    const auto first = randomBytes(32), second = randomBytes(32);
    auto third = Secret::make(32), fourth = Secret::make(32);
    if (!first || !second || !third || !fourth || !fillRandom(*third) || !fillRandom(*fourth))
        return false;
    const Bytes zero(32);
    return *first != zero && *first != *second && third->expose([&](ByteView a) {
        return fourth->expose([&](ByteView b) {
            return !base::equalBytes(a, zero) && !base::equalBytes(a, b) && !base::equalBytes(a, *first);
        });
    });
}

} // namespace

Result<void> runSelfTests() {
    const std::pair<const char*, bool (*)()> tests[] = {{"libcrypto's version", libraryIsNotOlder},
                                                        {"SHA-256", sha256Works},
                                                        {"HKDF-SHA256", hkdfWorks},
                                                        {"AES-256 key wrap", keyWrapWorks},
                                                        {"AES-256-GCM", gcmWorks},
                                                        {"ECDSA P-256", ecdsaP256Works},
                                                        {"ECDSA P-384", ecdsaP384Works},
                                                        {"RSA", rsaWorks},
                                                        {"the random generator", randomDoesNotRepeat}};
    for (const auto& [name, passes] : tests)
        if (!passes())
            return failure(std::string("self-test of ") + name + " failed", ErrorCode::selfTestFailed);
    clearErrors();
    return {};
}

} // namespace strongroom::ossl

// AES-256 key wrap with padding against NIST's vectors, and HKDF against RFC 5869 and the openssl program.
#include "core/base/hex.h"
#include "core/ossl/handle.h"
#include "core/ossl/kdf.h"
#include "core/ossl/random.h"
#include "tests/support/test_main.h"
#include "tests/support/vector_file.h"

#include <QProcess>

using namespace strongroom;
using namespace strongroom::base;
using namespace strongroom::ossl;

namespace {

Bytes hex(const std::string& text) {
    const auto bytes = fromHex(text);
    return bytes ? *bytes : Bytes{};
}

std::string exposed(const Secret& secret) {
    return secret.expose([](ByteView bytes) { return toHex(bytes); });
}

} // namespace

class TestKeyWrap : public QObject {
    Q_OBJECT

private slots:
    void wrapsAsPublished() {
        int count = 0;
        for (const auto& vector : readVectors(VECTORS "/rfc5649/kwp_ae_256.txt", "C")) {
            const auto wrapped =
                wrapKwp(*Secret::copyOf(hex(vector.at("K"))), *Secret::copyOf(hex(vector.at("P"))));
            QVERIFY(wrapped.has_value());
            QCOMPARE(toHex(*wrapped), vector.at("C"));
            ++count;
        }
        QCOMPARE(count, 44);
    }

    void unwrapsAsPublished() {
        int good = 0, bad = 0;
        for (const auto& vector : readVectors(VECTORS "/rfc5649/kwp_ad_256.txt", "P")) {
            const auto plain = unwrapKwp(*Secret::copyOf(hex(vector.at("K"))), hex(vector.at("C")));
            QCOMPARE(plain.has_value(), vector.at("P") != "FAIL");
            if (plain)
                QCOMPARE(exposed(*plain), vector.at("P"));
            else
                QCOMPARE(plain.error().code, ErrorCode::badFormat);
            ++(plain ? good : bad);
        }
        QCOMPARE(good, 44);
        QCOMPARE(bad, 44);
    }

    // RFC 5649 6: its own two vectors, whose key has 192 bits, by the same libcrypto cipher family.
    void rfcVectors() {
        const Bytes key = hex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
        const std::pair<const char*, const char*> vectors[] = {
            {"c37b7e6492584340bed12207808941155068f738",
             "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a"},
            {"466f7250617369", "afbeb0f07dfbf5419200f2ccb50bb24f"}};
        for (const auto& [plain, wrapped] : vectors) {
            const Bytes input = hex(plain);
            CipherContext context(EVP_CIPHER_CTX_new());
            EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
            QCOMPARE(EVP_EncryptInit_ex(context.get(), EVP_aes_192_wrap_pad(), nullptr, key.data(), nullptr),
                     1);
            Bytes output(64);
            int length = 0;
            QCOMPARE(EVP_EncryptUpdate(context.get(), output.data(), &length, input.data(),
                                       static_cast<int>(input.size())),
                     1);
            output.resize(static_cast<std::size_t>(length));
            QCOMPARE(toHex(output), std::string(wrapped));
        }
    }

    void everyAlteredByteIsRefused() {
        const auto key = Secret::copyOf(*randomBytes(32));
        const auto plain = Secret::copyOf(*randomBytes(185)); // about a wrapped P-384 key
        const Bytes wrapped = *wrapKwp(*key, *plain);
        QCOMPARE(exposed(*unwrapKwp(*key, wrapped)), exposed(*plain));
        for (std::size_t at = 0; at < wrapped.size(); ++at) {
            Bytes altered = wrapped;
            altered[at] ^= 0x01;
            QVERIFY(!unwrapKwp(*key, altered));
        }
        for (std::size_t length = 0; length < wrapped.size(); ++length)
            QVERIFY(!unwrapKwp(*key, ByteView(wrapped).first(length)));
        QVERIFY(!unwrapKwp(*Secret::copyOf(*randomBytes(32)), wrapped));
    }

    void onlyAes256() {
        const auto shortKey = Secret::copyOf(Bytes(16, 1));
        const auto plain = Secret::copyOf(Bytes(16, 2));
        QCOMPARE(wrapKwp(*shortKey, *plain).error().code, ErrorCode::badArgument);
        QCOMPARE(unwrapKwp(*shortKey, Bytes(24)).error().code, ErrorCode::badArgument);
    }

    // By hand, as the README tells people to do it.
    void hkdfAgreesWithTheProgram() {
        const auto input = Secret::copyOf(Bytes(32, 0xa7));
        const std::string info = "strongroom pin v1|" + std::string(64, 'f') + "|user-pin.1";
        const auto ours = hkdfSha256(*input, info, 40);
        QProcess openssl;
        openssl.start("openssl", {"kdf", "-keylen", "40", "-kdfopt", "digest:SHA256", "-kdfopt",
                                  "hexkey:" + QString("a7").repeated(32), "-kdfopt",
                                  "info:" + QString::fromStdString(info), "HKDF"});
        QVERIFY(openssl.waitForFinished(30'000));
        QCOMPARE(openssl.exitCode(), 0);
        const QByteArray theirs = openssl.readAllStandardOutput().simplified().replace(":", "").toLower();
        QCOMPARE(QByteArray::fromStdString(exposed(*ours)), theirs);
    }
};

STRONGROOM_TEST_MAIN(TestKeyWrap)
#include "tst_key_wrap.moc"

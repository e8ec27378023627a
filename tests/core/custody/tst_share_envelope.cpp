// Envelopes to RSA and EC keys: what is sealed opens with the one card, says what it must, and any flipped
// bit, other algorithm or other recipient is refused. What is sealed opens with the openssl command line as
// well.
#include "custody_testing.h"

#include "core/base/hex.h"
#include "core/custody/share_envelope.h"
#include "core/ossl/digest.h"
#include "core/ossl/handle.h"
#include "core/ossl/key.h"
#include "tests/support/test_main.h"

#include <openssl/pem.h>

#include <QProcess>
#include <QTemporaryDir>
#include <map>

using namespace strongroom;
using namespace strongroom::custody;
using namespace strongroom::custody::testing;

namespace {

const SplitPlan plan = SplitPlan::of(3, 5);

// RSA keys take seconds to make: one of each kind for all tests.
const ossl::PrivateKey& keyOf(const std::string& algorithm) {
    static std::map<std::string, ossl::PrivateKey> keys;
    const auto found = keys.find(algorithm);
    if (found != keys.end())
        return found->second;
    return keys.emplace(algorithm, std::move(*ossl::PrivateKey::generate(algorithm))).first->second;
}

struct Sealed {
    const ossl::PrivateKey& key;
    ShareContent content;
    std::string words;
    Bytes der;
};

Sealed seal(const char* algorithm) {
    const ossl::PrivateKey& key = keyOf(algorithm);
    const auto shares = splitSecret(secretOf(sampleSecret()), plan, 0x2345);
    const Slip39Share& share = (*shares)[1];
    const ShareContent content{
        filled(0xaa), Mode::training, {SetKind::mbk, 2}, plan, 2, key.publicKey().spkiDigest()};
    auto der = sealShare(content, share, key.publicKey());
    if (!der)
        qFatal("%s", der.error().detail.c_str());
    return {key, content, plainText(*share.words()), std::move(*der)};
}

const char* const algorithms[] = {"RSA-3072", "P-256", "P-384", "P-521"};

} // namespace

class TestShareEnvelope : public QObject {
    Q_OBJECT

private slots:
    void opensWithItsCard_data() {
        QTest::addColumn<QByteArray>("algorithm");
        for (const char* algorithm : algorithms)
            QTest::newRow(algorithm) << QByteArray(algorithm);
    }
    void opensWithItsCard() {
        QFETCH(QByteArray, algorithm);
        const Sealed sealed = seal(algorithm);
        QCOMPARE(*recipientOf(sealed.der), sealed.content.holder);
        const auto share = openEnvelope(sealed.der, sealed.content, sealed.key);
        QVERIFY2(share, share ? "" : share.error().detail.c_str());
        QCOMPARE(plainText(*share->words()), sealed.words);
        QVERIFY(base::toHex(sealed.der).find(base::toHex(base::bytesOf(sealed.words))) == std::string::npos);
    }

    void wrongCardIsToldBeforehand() {
        for (const char* algorithm : {"RSA-2048", "P-256"}) {
            const Sealed sealed = seal(algorithm);
            const auto other = ossl::PrivateKey::generate(algorithm);
            const auto share = openEnvelope(sealed.der, sealed.content, *other);
            QVERIFY(!share);
            QCOMPARE(share.error().code, ErrorCode::keyMismatch);
        }
    }

    void contentMustBeAsExpected() {
        const Sealed sealed = seal("P-256");
        const auto expectNamed = [&](const char* line, const auto& change) {
            ShareContent expected = sealed.content;
            change(expected);
            const auto share = openEnvelope(sealed.der, expected, sealed.key);
            QVERIFY2(!share, line);
            QCOMPARE(share.error().code, ErrorCode::shareForeign);
            QVERIFY2(share.error().detail.find("'" + std::string(line) + "'") != std::string::npos,
                     share.error().detail.c_str());
        };
        expectNamed("authority", [](ShareContent& c) { c.authority = filled(0xab); });
        expectNamed("mode", [](ShareContent& c) { c.mode = Mode::production; });
        expectNamed("set", [](ShareContent& c) { c.set.generation = 1; });
        expectNamed("group", [](ShareContent& c) { c.plan.groups.push_back({2, 3}); });
        expectNamed("member", [](ShareContent& c) { c.member = 3; });
        expectNamed("member", [](ShareContent& c) { c.plan = SplitPlan::of(3, 6); });
        expectNamed("threshold", [](ShareContent& c) { c.plan = SplitPlan::of(2, 5); });
        expectNamed("holder", [](ShareContent& c) { c.holder = filled(1); });
    }

    void everyFlippedByteIsRefused_data() { opensWithItsCard_data(); }
    void everyFlippedByteIsRefused() {
        QFETCH(QByteArray, algorithm);
        const Sealed sealed = seal(algorithm);
        for (std::size_t at = 0; at < sealed.der.size(); ++at) {
            // Every bit of an EC envelope; of an RSA one, whose private operations take long, one bit of each
            // byte.
            for (unsigned bit = 0; bit < 8; ++bit) {
                if (bit != at % 8 && (algorithm != "P-256" || bit != (at + 5) % 8))
                    continue;
                if (algorithm.startsWith("RSA") && at % 2 != 0)
                    continue;
                Bytes flipped = sealed.der;
                flipped[at] = static_cast<std::uint8_t>(flipped[at] ^ 1u << bit);
                const auto share = openEnvelope(flipped, sealed.content, sealed.key);
                // Nothing opens: what CMS does not authenticate, the strict reading refuses.
                QVERIFY2(!share, QByteArray::number(qulonglong(at)));
            }
        }
        for (std::size_t size = 0; size < sealed.der.size(); size += 13)
            QVERIFY(!openEnvelope(ByteView(sealed.der).first(size), sealed.content, sealed.key));
        Bytes longer = sealed.der;
        longer.push_back(0);
        QCOMPARE(openEnvelope(longer, sealed.content, sealed.key).error().code, ErrorCode::badFormat);
    }

    // The same content sealed by the command line with other algorithms: well-formed CMS, but not ours.
    void otherAlgorithmsAreRefused_data() {
        QTest::addColumn<QByteArray>("algorithm");
        QTest::addColumn<QStringList>("options");
        const QStringList gcm{"-aes-256-gcm"}, oaep{"-keyopt", "rsa_padding_mode:oaep"};
        QTest::newRow("PKCS#1 v1.5") << QByteArray("RSA-2048") << gcm;
        QTest::newRow("OAEP with SHA-1") << QByteArray("RSA-2048") << gcm + oaep;
        QTest::newRow("AES-128") << QByteArray("RSA-2048")
                                 << QStringList{"-aes-128-gcm"} + oaep +
                                        QStringList{"-keyopt", "rsa_oaep_md:sha256"};
        QTest::newRow("CBC") << QByteArray("RSA-2048")
                             << QStringList{"-aes-256-cbc"} + oaep +
                                    QStringList{"-keyopt", "rsa_oaep_md:sha256"};
        QTest::newRow("sha1kdf") << QByteArray("P-256") << gcm;
        QTest::newRow("issuer and serial")
            << QByteArray("P-256") << gcm + QStringList{"-keyopt", "ecdh_kdf_md:sha256", "named"};
        QTest::newRow("ours") << QByteArray("P-256") << gcm + QStringList{"-keyopt", "ecdh_kdf_md:sha256"};
    }
    void otherAlgorithmsAreRefused() {
        QFETCH(QByteArray, algorithm);
        QFETCH(QStringList, options);
        const Sealed sealed = seal(algorithm);
        const QTemporaryDir folder;
        writeKey(folder, sealed.key);
        // A certificate over the key whose key identifier is SHA-256 of the SPKI.
        run(folder, "openssl",
            {"req", "-new", "-x509", "-key", "key.pem", "-subj", "/CN=card", "-out", "card.pem", "-addext",
             "subjectKeyIdentifier=" + QString::fromStdString(sealed.content.holder.hex())});
        const bool keyIdentifier = !options.removeAll("named");
        const QStringList order = QStringList{"cms", "-encrypt", "-binary", "-outform", "DER",
                                              "-in", "key.pem",  "-out",    "other.der"} +
                                  (keyIdentifier ? QStringList{"-keyid"} : QStringList{}) +
                                  QStringList{options.takeFirst()} + QStringList{"-recip", "card.pem"} +
                                  options;
        run(folder, "openssl", order);
        QFile file(folder.filePath("other.der"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray der = file.readAll();
        const Bytes bytes(der.begin(), der.end());
        const auto recipient = recipientOf(bytes);
        if (QByteArray(QTest::currentDataTag()) == "ours") {
            QVERIFY2(recipient, recipient ? "" : recipient.error().detail.c_str());
            QCOMPARE(*recipient, sealed.content.holder);
            // Sealed right, but the content is not a share.
            const auto share = openEnvelope(bytes, sealed.content, sealed.key);
            QCOMPARE(share.error().code, ErrorCode::badFormat);
        } else {
            QVERIFY(!recipient);
            QVERIFY(recipient.error().code == ErrorCode::unsupported ||
                    recipient.error().code == ErrorCode::badFormat);
            QVERIFY(!openEnvelope(bytes, sealed.content, sealed.key));
        }
    }

    // Recovery without Strongroom: the content as PROTOCOL P6 has it, byte for byte.
    void commandLineOpensIt_data() { opensWithItsCard_data(); }
    void commandLineOpensIt() {
        QFETCH(QByteArray, algorithm);
        const Sealed sealed = seal(algorithm);
        const QTemporaryDir folder;
        writeKey(folder, sealed.key);
        QFile file(folder.filePath("share.der"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(reinterpret_cast<const char*>(sealed.der.data()), qint64(sealed.der.size()));
        file.close();
        const QByteArray text =
            run(folder, "openssl",
                {"cms", "-decrypt", "-binary", "-inform", "DER", "-in", "share.der", "-inkey", "key.pem"});
        QCOMPARE(text,
                 QByteArray::fromStdString("Strongroom share v1\nauthority: " + filled(0xaa).hex() +
                                           "\nmode: training\nset: mbk.2\ngroup: 1 of 1, threshold 1\n"
                                           "member: 2 of 5\nthreshold: 3\nholder: " +
                                           sealed.content.holder.hex() + "\nwords: " + sealed.words + "\n"));
    }

    void refusesWeakAndWrongHolders() {
        const auto weak = ossl::PublicKey(EVP_RSA_gen(1024));
        const auto shares = splitSecret(secretOf(sampleSecret()), plan, 1);
        ShareContent content{filled(1), Mode::training, {SetKind::mbk, 1}, plan, 1, weak.spkiDigest()};
        QCOMPARE(sealShare(content, (*shares)[0], weak).error().code, ErrorCode::unsupported);
        const auto edwards = ossl::PublicKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
        content.holder = edwards.spkiDigest();
        QCOMPARE(sealShare(content, (*shares)[0], edwards).error().code, ErrorCode::unsupported);
        const auto good = ossl::PrivateKey::generate("P-256");
        QCOMPARE(sealShare(content, (*shares)[0], good->publicKey()).error().code, ErrorCode::badArgument);
    }

private:
    static void writeKey(const QTemporaryDir& folder, const ossl::PrivateKey& key) {
        const ossl::BioHandle file(BIO_new_file(folder.filePath("key.pem").toUtf8().constData(), "w"));
        QVERIFY(PEM_write_bio_PrivateKey(file.get(), key.raw(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    }
    static QByteArray run(const QTemporaryDir& folder, const QString& program, const QStringList& arguments) {
        QProcess process;
        process.setWorkingDirectory(folder.path());
        process.start(program, arguments);
        const bool done = process.waitForFinished() && process.exitCode() == 0;
        if (!done)
            qWarning() << process.readAllStandardError();
        return done ? process.readAllStandardOutput() : QByteArray("failed");
    }
};

STRONGROOM_TEST_MAIN(TestShareEnvelope)
#include "tst_share_envelope.moc"

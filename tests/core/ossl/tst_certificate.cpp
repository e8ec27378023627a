// Certificate: one DER object in its one form, with a key in its one form.
#include "core/ossl/certificate.h"
#include "core/ossl/der.h"
#include "core/ossl/digest.h"
#include "core/ossl/handle.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::base;
using namespace strongroom::ossl;

namespace {

// A self-signed certificate of this key, as libcrypto writes it.
Bytes selfSigned(EVP_PKEY* key, const EVP_MD* digest) {
    X509Handle certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 0x7fff01);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("R1"), -1,
                               -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    ExtensionHandle constraints(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, "critical,CA:TRUE"));
    X509_add_ext(certificate.get(), constraints.get(), -1);
    X509_sign(certificate.get(), key, digest);
    unsigned char* encoded = nullptr;
    const int length = i2d_X509(certificate.get(), &encoded);
    const Bytes der(encoded, encoded + length);
    OPENSSL_free(encoded);
    return der;
}

Bytes replaced(const Bytes& in, const Bytes& what, const Bytes& with) {
    const auto at = std::search(in.begin(), in.end(), what.begin(), what.end());
    Bytes out(in.begin(), at);
    append(out, with);
    out.insert(out.end(), at + static_cast<std::ptrdiff_t>(what.size()), in.end());
    return out;
}

// `der` with the big-endian 16-bit length at `offset` made larger.
void grow(Bytes& der, std::size_t offset, int by) {
    const int length = (der[offset] << 8 | der[offset + 1]) + by;
    der[offset] = static_cast<std::uint8_t>(length >> 8);
    der[offset + 1] = static_cast<std::uint8_t>(length & 0xff);
}

} // namespace

class TestCertificate : public QObject {
    Q_OBJECT

    PrivateKey m_key = std::move(PrivateKey::generate("RSA-2048")).value();
    Bytes m_der = selfSigned(m_key.raw(), EVP_sha256());

private slots:
    void readsWhatItIs() {
        const auto certificate = Certificate::fromDer(m_der);
        QVERIFY2(certificate.has_value(), certificate ? "" : certificate.error().detail.c_str());
        QVERIFY(certificate->der() == m_der);
        QCOMPARE(certificate->digest().hex(), sha256(m_der).hex());
        QVERIFY(certificate->publicKey().spki() == m_key.publicKey().spki());
        for (const char* kind : {"P-256", "P-384", "P-521"}) {
            const PrivateKey key = *PrivateKey::generate(kind);
            const auto ec = Certificate::fromDer(selfSigned(key.raw(), EVP_sha384()));
            QVERIFY2(ec && ec->publicKey().spki() == key.publicKey().spki(), kind);
        }
    }

    void refusesWhatIsCutOrLonger() {
        for (std::size_t length = 0; length < m_der.size(); ++length)
            QVERIFY(!Certificate::fromDer(ByteView(m_der).first(length)));
        Bytes longer = m_der;
        longer.push_back(0);
        QVERIFY(!Certificate::fromDer(longer));
        Bytes twice = m_der;
        append(twice, m_der);
        QVERIFY(!Certificate::fromDer(twice));
        QVERIFY(!Certificate::fromDer(bytesOf("-----BEGIN CERTIFICATE-----\n")));
    }

    // What libcrypto reads but DER does not allow, so that two encodings of one certificate would exist.
    void refusesWhatIsNotDer() {
        // Outermost and innermost lengths in more bytes than they need (X.690 10.1).
        QVERIFY(m_der[0] == 0x30 && m_der[1] == 0x82 && m_der[4] == 0x30 && m_der[5] == 0x82);
        Bytes outer = m_der;
        outer.insert(outer.begin() + 2, 0);
        outer[1] = 0x83;
        QVERIFY(!Certificate::fromDer(outer));
        Bytes inner = m_der;
        inner.insert(inner.begin() + 6, 0);
        inner[5] = 0x83;
        grow(inner, 2, 1);
        QVERIFY(!Certificate::fromDer(inner));
        // The indefinite form (8.1.3.6).
        Bytes indefinite(m_der.begin() + 4, m_der.end());
        indefinite.insert(indefinite.begin(), {0x30, 0x80});
        append(indefinite, Bytes{0, 0});
        QVERIFY(!Certificate::fromDer(indefinite));
        // A boolean other than 0xff (11.1): "critical" of the basic constraints.
        const Bytes critical{0x06, 0x03, 0x55, 0x1d, 0x13, 0x01, 0x01, 0xff};
        const Bytes other{0x06, 0x03, 0x55, 0x1d, 0x13, 0x01, 0x01, 0x01};
        const Bytes boolean = replaced(m_der, critical, other);
        QVERIFY(boolean != m_der);
        QVERIFY(!Certificate::fromDer(boolean));
        // An integer with a zero that it does not need (8.3.2): the serial number.
        const Bytes serial{0x02, 0x03, 0x7f, 0xff, 0x01}, padded{0x02, 0x04, 0x00, 0x7f, 0xff, 0x01};
        Bytes integer = replaced(m_der, serial, padded);
        grow(integer, 2, 1);
        grow(integer, 6, 1);
        QVERIFY(integer.size() == m_der.size() + 1);
        QVERIFY(!Certificate::fromDer(integer));
    }

    void derHasOneForm_data() {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<bool>("good");
        const auto row = [](const char* name, const char* hex, bool good) {
            QTest::newRow(name) << QByteArray(hex) << good;
        };
        row("null", "0500", true);
        row("null with content", "050100", false);
        row("sequence", "30050500020101", true);
        row("empty sequence", "3000", true);
        row("sequence too short", "3004050002", false);
        row("primitive sequence", "1000", false);
        row("constructed octets", "2403040101", false);
        row("bytes after it", "050000", false);
        row("nothing", "", false);
        row("tag alone", "05", false);
        row("indefinite", "30800000", false);
        row("length of two bytes", "0481030102ff", false);
        row("length with a zero", "048200030102ff", false);
        row("length over the end", "0484ffffffff", false);
        row("true", "0101ff", true);
        row("false", "010100", true);
        row("other boolean", "010101", false);
        row("long boolean", "0102ffff", false);
        row("zero", "020100", true);
        row("127", "02017f", true);
        row("128", "02020080", true);
        row("padded 127", "0202007f", false);
        row("-1", "0201ff", true);
        row("padded -1", "0202ffff", false);
        row("no integer", "0200", false);
        row("bits", "03020780", true);
        row("no bits", "030100", true);
        row("bits that are not zero", "03020781", false);
        row("eight unused bits", "03020800", false);
        row("unused bits of none", "030101", false);
        row("identifier", "06032a8648", true);
        row("identifier that does not end", "06032a4886", false);
        row("padded subidentifier", "06032a8001", false);
        row("no identifier", "0600", false);
        row("context", "a003020101", true);
        row("context primitive", "8003020101", true);
        row("bad inside context", "a00402020001", false);
        row("long tag", "1f810100", false);
    }
    void derHasOneForm() {
        QFETCH(QByteArray, hex);
        QFETCH(bool, good);
        const QByteArray bytes = QByteArray::fromHex(hex);
        QCOMPARE(isDer(viewOf(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())))),
                 good);
    }
    void derHasALimitedDepth() {
        Bytes nested{0x05, 0x00};
        for (int level = 0; level < 40; ++level) {
            QCOMPARE(isDer(nested), level <= 32);
            nested.insert(nested.begin(), {0x30, static_cast<std::uint8_t>(nested.size())});
        }
    }

    // RFC 3279 2.3.1: rsaEncryption has NULL parameters. Left out, the key would have a second digest.
    void refusesAKeyInAnotherForm() {
        const Bytes with{0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                         0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
        const Bytes without{0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01};
        const auto spki = std::search(m_der.begin(), m_der.end(), with.begin(), with.end());
        Bytes der = replaced(m_der, with, without);
        grow(der, 2, -2);
        grow(der, 6, -2);
        grow(der, static_cast<std::size_t>(spki - m_der.begin()) - 2, -2);
        const auto certificate = Certificate::fromDer(der);
        QVERIFY(!certificate);
        QCOMPARE(certificate.error().code, ErrorCode::notCanonical);
    }
};

STRONGROOM_TEST_MAIN(TestCertificate)
#include "tst_certificate.moc"

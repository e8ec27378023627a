#include "pki_fixture.h"

#include "core/ossl/handle.h"
#include "tests/support/test_main.h"

#include <QtCore/QDateTime>

using namespace strongroom;
using namespace strongroom::pki;
using fixture::Authority;
using fixture::run;
using fixture::SignatureAlgorithm;

namespace {

// The same TBSCertificate made by libcrypto from a textual description: an independent opinion on our writer.
Bytes madeByLibcrypto(const Authority& authority, bool root) {
    const Bytes ours = root ? *authority.rootTbs() : *authority.subordinateTbs();
    const CertificateValues values = *readTbsCertificate(ours);
    const ossl::X509Handle issuer([&] {
        const Bytes certificate = authority.rootCertificate();
        const unsigned char* at = certificate.data();
        return d2i_X509(nullptr, &at, static_cast<long>(certificate.size()));
    }());
    const ossl::X509Handle made(X509_new());
    X509_set_version(made.get(), X509_VERSION_3);
    const ossl::BignumHandle serial([&] {
        BIGNUM* number = nullptr;
        BN_hex2bn(&number, values.serial.c_str());
        return number;
    }());
    BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(made.get()));
    X509_NAME* subject = X509_get_subject_name(made.get());
    const auto add = [&](const char* type, int string, const char* value) {
        X509_NAME_add_entry_by_txt(subject, type, string, reinterpret_cast<const unsigned char*>(value), -1,
                                   -1, 0);
    };
    add("C", V_ASN1_PRINTABLESTRING, "XX");
    add("O", V_ASN1_UTF8STRING, "Example Trust Services");
    add("CN", V_ASN1_UTF8STRING, root ? "TRAINING Example Root R1" : "TRAINING Example Issuing CA 1");
    X509_set_issuer_name(made.get(), root ? subject : X509_get_subject_name(issuer.get()));
    ASN1_TIME_set_string_X509(X509_getm_notBefore(made.get()), "20270301090000Z");
    ASN1_TIME_set_string_X509(X509_getm_notAfter(made.get()), root ? "20470301085959Z" : "20370301085959Z");
    const Bytes spki = root ? authority.rootSpki() : authority.subordinateSpki();
    const unsigned char* at = spki.data();
    const ossl::PkeyHandle key(d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())));
    X509_set_pubkey(made.get(), key.get());
    const std::string own = base::toHex(*keyIdentifierOf(spki, KeyIdentifierMethod::sha256));
    X509V3_CTX context;
    X509V3_set_ctx(&context, root ? made.get() : issuer.get(), made.get(), nullptr, nullptr, 0);
    const ossl::Handle<CONF, NCONF_free> config(NCONF_new(nullptr));
    const std::string text =
        "[dir]\nC=XX\nO=Example Trust Services\n[pol]\npolicyIdentifier=1.3.6.1.4.1.32473.1.1\n"
        "CPS.1=http://pki.example.com/cps\n";
    const ossl::BioHandle source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    long line = 0;
    NCONF_load_bio(config.get(), source.get(), &line);
    X509V3_set_nconf(&context, config.get());
    const auto extend = [&](int nid, const std::string& value) {
        const ossl::ExtensionHandle extension(
            X509V3_EXT_nconf_nid(config.get(), &context, nid, value.c_str()));
        X509_add_ext(made.get(), extension.get(), -1);
    };
    extend(NID_basic_constraints, root ? "critical,CA:TRUE,pathlen:1" : "critical,CA:TRUE,pathlen:0");
    extend(NID_key_usage,
           root ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature,keyCertSign,cRLSign");
    if (!root)
        extend(NID_ext_key_usage, "serverAuth,clientAuth");
    extend(NID_subject_key_identifier, own);
    extend(NID_authority_key_identifier, "keyid:always");
    if (!root) {
        extend(NID_certificate_policies, "@pol");
        extend(NID_name_constraints,
               "critical,permitted;DNS:example.com,permitted;email:example.com,permitted;dirName:dir,"
               "excluded;IP:0.0.0.0/0.0.0.0,excluded;IP:::/::");
        extend(NID_crl_distribution_points, "URI:http://pki.example.com/root-r1.crl");
        extend(NID_info_access,
               "OCSP;URI:http://ocsp.example.com/,caIssuers;URI:http://pki.example.com/root-r1.cer");
    }
    // Signing with a throwaway of the same kind sets the AlgorithmIdentifier; only the TBS is looked at.
    const auto& throwaway = fixture::key("P-384", 2);
    X509_sign(made.get(), throwaway.raw(), EVP_sha384());
    unsigned char* der = nullptr;
    const int length = i2d_re_X509_tbs(made.get(), &der);
    Bytes result;
    if (length > 0)
        result.assign(der, der + length);
    OPENSSL_free(der);
    return result;
}

} // namespace

class TestPkiCertificate : public QObject {
    Q_OBJECT
private slots:
    void toolsAcceptTheChain_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("algorithm");
        const auto row = [](const char* key, SignatureAlgorithm algorithm) {
            QTest::newRow((std::string(key) + " " + ossl::nameOf(algorithm)).c_str())
                << QString(key) << static_cast<int>(algorithm);
        };
        row("P-256", SignatureAlgorithm::ecdsaSha256);
        row("P-384", SignatureAlgorithm::ecdsaSha384);
        row("P-521", SignatureAlgorithm::ecdsaSha512);
        row("RSA-3072", SignatureAlgorithm::rsaSha256);
        row("RSA-3072", SignatureAlgorithm::rsaSha384);
        row("RSA-3072", SignatureAlgorithm::rsaSha512);
        row("RSA-3072", SignatureAlgorithm::rsaPssSha256);
        row("RSA-3072", SignatureAlgorithm::rsaPssSha384);
        row("RSA-3072", SignatureAlgorithm::rsaPssSha512);
    }
    void toolsAcceptTheChain() {
        QFETCH(QString, key);
        QFETCH(int, algorithm);
        Authority authority(key.toStdString(), static_cast<SignatureAlgorithm>(algorithm));
        // certtool judges by the time of day.
        authority.time = {QDateTime::currentSecsSinceEpoch() - 3600};
        const auto root = authority.sign(authority.rootTbs());
        const auto subordinate = authority.sign(authority.subordinateTbs());
        const auto crl =
            authority.sign(authority.crlTbs("01", {{"4711", authority.time, RevocationReason::superseded}}));
        QVERIFY2(root && subordinate && crl, root ? "" : root.error().detail.c_str());
        QVERIFY(verifySigned(*root, authority.rootSpki()));
        QVERIFY(verifySigned(*crl, authority.rootSpki()));

        QTemporaryDir folder;
        const auto path = [&](const char* name) { return folder.filePath(name); };
        const auto write = [&](const char* name, const Bytes& der, const char* command) {
            return fixture::writeFile(path(name), der) &&
                   run("openssl", {command, "-inform", "DER", "-in", path(name), "-out", path(name) + ".pem"})
                           .exitCode == 0;
        };
        QVERIFY(write("root", *root, "x509") && write("sub", *subordinate, "x509") &&
                write("crl", *crl, "crl"));
        const auto verified =
            run("openssl", {"verify", "-x509_strict", "-check_ss_sig", "-crl_check", "-CAfile",
                            path("root.pem"), "-CRLfile", path("crl.pem"), path("sub.pem")});
        QVERIFY2(verified.exitCode == 0, verified.err + verified.out);
        const auto crlVerified =
            run("openssl", {"crl", "-verify", "-in", path("crl.pem"), "-CAfile", path("root.pem"), "-noout"});
        QVERIFY2(crlVerified.err.contains("verify OK"), crlVerified.err);
        // certtool takes the chain in one file, subordinate first.
        QFile chain(path("chain.pem"));
        QVERIFY(chain.open(QIODevice::WriteOnly));
        for (const char* one : {"sub.pem", "root.pem"}) {
            QFile part(path(one));
            QVERIFY(part.open(QIODevice::ReadOnly));
            chain.write(part.readAll());
        }
        chain.close();
        const auto gnutls = run("certtool", {"--verify-chain", "--infile", path("chain.pem")});
        QVERIFY2(gnutls.exitCode == 0 && gnutls.out.contains("Chain verification output: Verified"),
                 gnutls.out + gnutls.err);
    }

    void tbsIsWhatLibcryptoWouldWrite() {
        const Authority authority;
        QCOMPARE(base::toHex(*authority.rootTbs()), base::toHex(madeByLibcrypto(authority, true)));
        QCOMPARE(base::toHex(*authority.subordinateTbs()), base::toHex(madeByLibcrypto(authority, false)));
    }

    void tbsComesBackByteForByte() {
        const Authority authority;
        const Bytes tbs = *authority.subordinateTbs();
        QVERIFY(tbs == *authority.subordinateTbs());
        const Bytes certificate = *authority.sign(tbs);
        QVERIFY(*tbsOf(certificate) == tbs);
        QVERIFY(checkTbs(certificate, tbs));
        Bytes other = tbs;
        other[40] ^= 1;
        QVERIFY(checkTbs(certificate, other).error().code == ErrorCode::digestMismatch);
        Bytes altered = certificate;
        altered.back() ^= 1;
        QVERIFY(verifySigned(altered, authority.rootSpki()).error().code == ErrorCode::signatureInvalid);
        QVERIFY(!verifySigned(certificate, authority.subordinateSpki()));
        // What openssl finds at the TBS's offset is the TBS.
        const auto parsed =
            run("openssl", {"asn1parse", "-inform", "DER", "-strparse", "4", "-noout", "-out", "/dev/stdout"},
                QByteArray(reinterpret_cast<const char*>(certificate.data()),
                           static_cast<int>(certificate.size())));
        QCOMPARE(fixture::bytesOf(parsed.out), tbs);
    }

    void algorithmsAreTheirExactBytes() {
        // BR 7.1.3.2.
        const auto hex = [](SignatureAlgorithm algorithm) {
            return base::toHex(algorithmIdentifier(algorithm));
        };
        QCOMPARE(hex(SignatureAlgorithm::ecdsaSha256), std::string("300a06082a8648ce3d040302"));
        QCOMPARE(hex(SignatureAlgorithm::ecdsaSha384), std::string("300a06082a8648ce3d040303"));
        QCOMPARE(hex(SignatureAlgorithm::rsaSha256), std::string("300d06092a864886f70d01010b0500"));
        QCOMPARE(hex(SignatureAlgorithm::rsaPssSha256),
                 std::string("304106092a864886f70d01010a3034a00f300d0609608648016503040201"
                             "0500a11c301a06092a864886f70d010108300d0609608648016503040201"
                             "0500a203020120"));
        for (const auto algorithm : {SignatureAlgorithm::ecdsaSha512, SignatureAlgorithm::rsaSha512,
                                     SignatureAlgorithm::rsaPssSha512})
            QVERIFY(*algorithmFromIdentifier(algorithmIdentifier(algorithm)) == algorithm);
    }

    void signsNothingItCouldNotPublish() {
        const Authority authority;
        const Bytes tbs = *authority.rootTbs();
        QVERIFY(!signTbs(tbs, SignatureAlgorithm::ecdsaSha256, fixture::key("P-256")));
        QVERIFY(!assemble(tbs, SignatureAlgorithm::rsaSha256, Bytes(8)));
        QVERIFY(!signTbs(base::bytesOf("Strongroom approval v1\n"), SignatureAlgorithm::ecdsaSha384,
                         authority.rootKey()));
    }

    void keyIdentifiers() {
        const Bytes spki = fixture::key("P-256").publicKey().spki();
        QCOMPARE(keyIdentifierOf(spki, KeyIdentifierMethod::sha1)->size(), std::size_t{20});
        // RFC 7093 2 (1): of the BIT STRING's bytes, which are the last 65 here.
        const Digest digest = ossl::sha256(ByteView(spki).last(65));
        QCOMPARE(*keyIdentifierOf(spki, KeyIdentifierMethod::sha256),
                 Bytes(digest.bytes.begin(), digest.bytes.begin() + 20));
    }

    void refusesContentsThatCannotBe() {
        Authority authority;
        authority.rootSerial = "00";
        QVERIFY(!authority.rootTbs());
        authority.rootSerial = std::string(42, '1');
        QVERIFY(!authority.rootTbs());
        authority.rootSerial = fixture::newSerial();
        authority.root.keys = {"P-256"};
        const auto wrongKey = authority.rootTbs();
        QVERIFY(!wrongKey && wrongKey.error().detail.find("P-384") != std::string::npos);
    }

    void readsBackThroughValues() {
        const Authority authority;
        const CertificateValues values = *readCertificate(*authority.sign(authority.subordinateTbs()));
        const CertificateValues back =
            *certificateFromValue(*base::readCanonical(base::writeCanonical(toValue(values))));
        QVERIFY(toValue(back) == toValue(values));
        QCOMPARE(back.serial, authority.subordinateSerial);
        QVERIFY(back.extensions == values.extensions);
        QCOMPARE(back.validity.notAfter, values.validity.notAfter);
        QVERIFY(!back.isSelfIssued());
    }
};

STRONGROOM_TEST_MAIN(TestPkiCertificate)
#include "tst_pki_certificate.moc"

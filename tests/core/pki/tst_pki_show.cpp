#include "pki_fixture.h"

#include "core/pki/show.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::pki;
using fixture::Authority;

namespace {

std::string valueOf(const Shown& shown, const std::string& label) {
    for (const ShownField& field : shown.fields)
        if (field.label == label)
            return field.value;
    return "(no field " + label + ")";
}

} // namespace

class TestPkiShow : public QObject {
    Q_OBJECT
private slots:
    void tellsTheFiveKindsApart() {
        const Authority authority;
        const Bytes tbs = *authority.subordinateTbs(),
                    certList =
                        *authority.crlTbs("02", {{"4711", fixture::now, RevocationReason::keyCompromise}});
        const auto kindOf = [](const Result<Shown>& shown) {
            return shown ? shown->kind : shown.error().detail;
        };
        QCOMPARE(kindOf(showFile(tbs)), std::string("certificate to be signed"));
        QCOMPARE(kindOf(showFile(certList)), std::string("certificate revocation list to be signed"));
        QCOMPARE(kindOf(showFile(*authority.sign(tbs))), std::string("certificate"));
        QCOMPARE(kindOf(showFile(*authority.sign(certList))), std::string("certificate revocation list"));
        QFile sample(RESOURCES "/plans/samples/issuing-ca-1-p384.csr");
        QVERIFY(sample.open(QIODevice::ReadOnly));
        const auto request = showFile(fixture::bytesOf(sample.readAll()));
        QCOMPARE(kindOf(request), std::string("certificate request"));
        QCOMPARE(valueOf(*request, "Subject"),
                 std::string("C=XX, O=Example Trust Services, CN=Example Issuing CA 1"));
        QVERIFY(!showFile(base::viewOf("nothing")));
        QVERIFY(!showFile(*base::fromHex("30030201ff")));
    }

    // The certificate shows the digest that was approved before it was signed.
    void digestIsThatOfTheTbs() {
        const Authority authority;
        const Bytes tbs = *authority.subordinateTbs();
        QCOMPARE(showFile(tbs)->digest, ossl::sha256(tbs));
        QCOMPARE(showFile(*authority.sign(tbs))->digest, ossl::sha256(tbs));
    }

    void showsEveryField() {
        const Authority authority;
        const Shown shown = *showTbsCertificate(*authority.subordinateTbs());
        QCOMPARE(valueOf(shown, "Subject"),
                 std::string("C=XX, O=Example Trust Services, CN=TRAINING Example Issuing CA 1"));
        QCOMPARE(valueOf(shown, "Issuer"),
                 std::string("C=XX, O=Example Trust Services, CN=TRAINING Example Root R1"));
        QCOMPARE(valueOf(shown, "Serial number"), authority.subordinateSerial);
        QCOMPARE(valueOf(shown, "Not after"), std::string("2037-03-01T08:59:59Z (inclusive)"));
        QCOMPARE(valueOf(shown, "Public key"), std::string("EC P-384"));
        QCOMPARE(valueOf(shown, "basicConstraints (critical)"), std::string("CA, path length 0"));
        QCOMPARE(valueOf(shown, "keyUsage (critical)"),
                 std::string("digitalSignature, keyCertSign, cRLSign"));
        QCOMPARE(valueOf(shown, "extKeyUsage"), std::string("serverAuth, clientAuth"));
        QCOMPARE(valueOf(shown, "certificatePolicies"),
                 std::string("1.3.6.1.4.1.32473.1.1, CPS http://pki.example.com/cps"));
        QCOMPARE(valueOf(shown, "cRLDistributionPoints"),
                 std::string("URI http://pki.example.com/root-r1.crl"));
        QCOMPARE(
            valueOf(shown, "authorityInfoAccess"),
            std::string(
                "OCSP: URI http://ocsp.example.com/\nCA issuers: URI http://pki.example.com/root-r1.cer"));
        QCOMPARE(valueOf(shown, "nameConstraints (critical)"),
                 std::string("permitted: DNS example.com\npermitted: mail example.com\npermitted: directory "
                             "C=XX, O=Example "
                             "Trust Services\nexcluded: IP 0.0.0.0/0.0.0.0\nexcluded: IP ::/::"));
        QCOMPARE(valueOf(shown, "authorityKeyIdentifier"),
                 "key " + base::toHex(authority.issuer().keyIdentifier));
        const Shown certList = *showTbsCertList(
            *authority.crlTbs("02", {{"4711", fixture::now, RevocationReason::keyCompromise}}));
        QCOMPARE(valueOf(certList, "Revoked certificates (1)"),
                 std::string("4711 on 2027-03-01T09:00:00Z, keyCompromise"));
        QCOMPARE(valueOf(certList, "cRLNumber"), std::string("02"));
        QCOMPARE(valueOf(certList, "issuingDistributionPoint (critical)"),
                 std::string("only CA certificates"));
    }

    void digestComesLast() {
        const Authority authority;
        const Shown shown = *showTbsCertificate(*authority.rootTbs());
        const std::string text = textOf(shown, "adult bookseller");
        QVERIFY(text.ends_with("SHA-256 of what is signed (TBSCertificate):\n    " + shown.digest.hex() +
                               "\nin words:\n    adult bookseller\n"));
        QVERIFY(textOf(shown, "").ends_with(shown.digest.hex() + "\n"));
    }

    void escapesHostileText() {
        Authority authority;
        authority.root.subject[2].value = "A\x1b[2J\xe2\x80\xae"
                                          "B";
        const auto shown = showFile(*authority.rootTbs());
        QCOMPARE(valueOf(*shown, "Subject"),
                 std::string("C=XX, O=Example Trust Services, CN=TRAINING A\\u{1b}[2J\\u{202e}B"));
    }
};

STRONGROOM_TEST_MAIN(TestPkiShow)
#include "tst_pki_show.moc"

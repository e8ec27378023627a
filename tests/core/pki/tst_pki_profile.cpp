#include "pki_fixture.h"

#include "core/pki/profile.h"
#include "tests/support/test_main.h"

#include <QtCore/QDir>

using namespace strongroom;
using namespace strongroom::pki;

namespace {

base::Value root() {
    return fixture::profileValue("private-root-p384");
}
base::Value issuing() {
    return fixture::profileValue("private-issuing-p384");
}
base::Value withExtension(base::Value profile, const char* key, base::Value value) {
    base::Value extensions = *profile.find("extensions");
    extensions.set(key, std::move(value));
    return profile.set("extensions", std::move(extensions));
}

} // namespace

class TestPkiProfile : public QObject {
    Q_OBJECT
private slots:
    void shippedProfilesRoundTrip() {
        const QStringList files = QDir(RESOURCES "/profiles/pki").entryList({"*.yaml"});
        QCOMPARE(files.size(), 6);
        for (const QString& file : files) {
            const std::string id = file.chopped(5).toStdString();
            const base::Value value = fixture::profileValue(id);
            if (value.find("kind")->text() == "crl") {
                const auto profile = crlProfileFromValue(value);
                QVERIFY2(profile, profile ? "" : profile.error().detail.c_str());
                QVERIFY(toValue(*profile) == value);
                QCOMPARE(profile->id, id);
                QVERIFY(signatureOf(*profile));
            } else {
                const auto profile = certificateProfileFromValue(value);
                QVERIFY2(profile, profile ? "" : profile.error().detail.c_str());
                QCOMPARE(base::writeCanonical(toValue(*profile)), base::writeCanonical(value));
                QCOMPARE(profile->id, id);
                QVERIFY(signatureOf(*profile));
            }
        }
    }

    void namesWhatIsWrong() {
        const auto errorOf = [](const base::Value& value) {
            const auto result = certificateProfileFromValue(value);
            return result ? std::string("accepted") : result.error().detail;
        };
        QCOMPARE(errorOf(root().set("colour", "red")), std::string("colour: unknown key"));
        QVERIFY(certificateProfileFromValue(root().set("colour", "red")).error().code ==
                ErrorCode::unknownKey);
        QCOMPARE(errorOf(root().set("kind", "leaf")),
                 std::string("kind: 'leaf' is none of root, subordinate"));
        QCOMPARE(errorOf(withExtension(root(), "basic-constraints", base::Value().set("path-length", "01"))),
                 std::string("extensions/basic-constraints/path-length: '01' is no number from 0 to 20"));
        QCOMPARE(errorOf(withExtension(root(), "key-usage", base::Value::Array{"keyCertSign"})),
                 std::string("extensions/key-usage: a CA needs cRLSign"));
        QCOMPARE(
            errorOf(withExtension(root(), "key-usage", base::Value::Array{"keyEncipherment"})),
            std::string(
                "extensions/key-usage: 'keyEncipherment' is none of digitalSignature, keyCertSign, cRLSign"));
        QCOMPARE(errorOf(withExtension(issuing(), "crl-distribution-points", base::Value::Array{"ldap://x"})),
                 std::string("extensions/crl-distribution-points: 'ldap://x' is no http:// address"));
        QCOMPARE(
            errorOf(withExtension(issuing(), "extended-key-usage", base::Value::Array{"serverauth"})),
            std::string(
                "extensions/extended-key-usage: 'serverauth' is no known purpose and no object identifier"));
        QCOMPARE(
            errorOf(withExtension(
                issuing(), "name-constraints",
                base::Value().set("excluded", base::Value::Array{base::Value().set("ip", "10.0.0.1/8")}))),
            std::string(
                "extensions/name-constraints/excluded/1/ip: '10.0.0.1/8' is no range of addresses: bits are "
                "set behind the prefix"));
        QCOMPARE(
            errorOf(withExtension(issuing(), "name-constraints", base::Value())),
            std::string("extensions/name-constraints: neither permitted nor excluded (RFC 5280 4.2.1.10)"));
        QCOMPARE(errorOf(root().set("validity", "20 year")).substr(0, 30),
                 std::string("validity: '20 year' is no leng"));
        QCOMPARE(errorOf(root().set("signature", "sha1WithRSAEncryption")),
                 std::string("signature: unknown signature algorithm 'sha1WithRSAEncryption'"));
        QCOMPARE(errorOf(root().set("keys", base::Value::Array{"RSA-1024"})).substr(0, 32),
                 std::string("keys: 'RSA-1024' is none of P-25"));
        const base::Value noValue = base::Value().set("type", "CN");
        QCOMPARE(errorOf(root().set("subject", base::Value::Array{noValue})),
                 std::string("subject/1: give either value: or from: request"));
        const base::Value fromRequest = base::Value().set("type", "CN").set("from", "request");
        QCOMPARE(errorOf(root().set("subject", base::Value::Array{fromRequest})),
                 std::string("subject: a root has no request: give each value"));
        QCOMPARE(errorOf(base::Value("text")), std::string("expected members (key: value)"));
        QCOMPARE(errorOf(root().set("lints", base::Value().set("L29", "error"))),
                 std::string("lints/L29: 'error' is none of warning, note"));
    }

    void lengths() {
        for (const char* text : {"20 years", "1 year", "11 months", "397 days", "1 day"})
            QCOMPARE(textOf(*lengthFromText(text)), std::string(text));
        for (const char* text : {"", "20", "20years", "0 days", "1 years", "2 year", "-1 days", "020 years",
                                 "101 years", "1 week", "1 day "})
            QVERIFY2(!lengthFromText(text), text);
        QCOMPARE(base::toRfc3339(plus(fixture::at("2028-02-29T12:00:00Z"), *lengthFromText("1 year"))),
                 std::string("2029-02-28T12:00:00Z"));
    }

    void validityIncludesItsLastSecond() {
        const CertificateProfile profile = *certificateProfileFromValue(root());
        const Validity validity = *validityFor(profile, fixture::at("2027-03-01T09:00:00Z"));
        QCOMPARE(base::toRfc3339(validity.notBefore), std::string("2027-03-01T09:00:00Z"));
        QCOMPARE(base::toRfc3339(validity.notAfter), std::string("2047-03-01T08:59:59Z"));
        const CertificateProfile dated = *certificateProfileFromValue(
            root().set("validity", base::Value()
                                       .set("not-before", "2027-01-01T00:00:00Z")
                                       .set("not-after", "2036-12-31T23:59:59Z")));
        QCOMPARE(base::toRfc3339(validityFor(dated, fixture::now)->notAfter),
                 std::string("2036-12-31T23:59:59Z"));
        QVERIFY(!validityFor(dated, fixture::at("2037-01-01T00:00:00Z")));
    }

    void subjectComesInTheProfilesOrder() {
        const CertificateProfile profile = *certificateProfileFromValue(issuing());
        const auto requested = [](std::initializer_list<std::pair<const char*, const char*>> attributes) {
            Name name;
            for (const auto& [type, value] : attributes)
                name.rdns.push_back({{type, StringType::utf8, value}});
            return name;
        };
        const Name subject = *subjectFor(profile, requested({{"CN", "A"}, {"O", "B"}, {"C", "XX"}}));
        QCOMPARE(printed(subject), std::string("C=XX, O=B, CN=A"));
        const auto missing = subjectFor(profile, requested({{"CN", "A"}, {"O", "B"}}));
        QVERIFY(!missing && missing.error().detail.find("has no C") != std::string::npos);
        const auto more = subjectFor(profile, requested({{"CN", "A"}, {"O", "B"}, {"C", "XX"}, {"OU", "Z"}}));
        QVERIFY(!more && more.error().detail.find("OU=Z") != std::string::npos);
    }

    void inheritanceLaysTheChildOver() {
        base::Value child;
        child.set("inherits", "private-root-p384").set("id", "my-root").set("validity", "15 years");
        child.set("extensions", base::Value().set("subject-key-identifier", "sha1"));
        const auto profile = certificateProfileFromValue(*inheritedProfile(root(), child));
        QVERIFY(profile);
        QCOMPARE(profile->id, std::string("my-root"));
        QCOMPARE(textOf(*profile->validity.length), std::string("15 years"));
        QVERIFY(profile->subjectKeyIdentifier == KeyIdentifierMethod::sha1);
        QVERIFY(profile->pathLength == 1u);
        QVERIFY(!inheritedProfile(issuing(), child));
    }
};

STRONGROOM_TEST_MAIN(TestPkiProfile)
#include "tst_pki_profile.moc"

#include "pki_fixture.h"

#include "core/pki/revocation_list.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::pki;
using fixture::at;
using fixture::Authority;

namespace {

const Length limit = *lengthFromText("12 months");
const RevokedCertificate first{"4711", at("2027-02-01T00:00:00Z"), RevocationReason::superseded};
const RevokedCertificate second{"4712", at("2027-02-02T00:00:00Z"), std::nullopt};

CrlValues crl(const std::string& number, std::vector<RevokedCertificate> revoked) {
    static const Authority authority;
    return *readTbsCertList(*authority.crlTbs(number, std::move(revoked)));
}

} // namespace

class TestPkiRevocationList : public QObject {
    Q_OBJECT
private slots:
    void writesWhatItReads() {
        const CrlValues values = crl("0100", {first, second});
        QCOMPARE(values.number, std::string("0100"));
        QCOMPARE(values.version, std::uint64_t{2});
        QVERIFY(values.revoked == (std::vector{first, second}));
        QVERIFY(values.nextUpdate == at("2028-02-01T09:00:00Z"));
        QVERIFY(toValue(*crlFromValue(*base::readCanonical(base::writeCanonical(toValue(values))))) ==
                toValue(values));
        QVERIFY(crl("01", {}).revoked.empty());
    }

    void emptyListIsLeftOut() {
        const Authority authority;
        const Bytes certList = *authority.sign(authority.crlTbs("01", {}));
        const auto text = fixture::run(
            "openssl", {"crl", "-inform", "DER", "-noout", "-text"},
            QByteArray(reinterpret_cast<const char*>(certList.data()), static_cast<int>(certList.size())));
        QVERIFY2(text.out.contains("No Revoked Certificates"), text.out + text.err);
        QVERIFY(text.out.contains("Only CA Certificates"));
    }

    void refusesContentsThatCannotBe() {
        const Authority authority;
        QVERIFY(!authority.crlTbs("01", {first, first}));
        QVERIFY(!authority.crlTbs("01", {{"4711", at("2027-03-01T09:00:01Z"), std::nullopt}}));
        QVERIFY(!authority.crlTbs("1", {}));
        QVERIFY(!authority.crlTbs(std::string(42, '1'), {}));
    }

    void continuity_data() {
        QTest::addColumn<QString>("word"); // of the reason; empty: continuous
        for (const char* word :
             {"", "rise", "lower number", "no longer revoked", "may vanish", "date", "reason learnt",
              "issuer", "thisUpdate", "longer than", "issuingDistributionPoint", "no number"})
            QTest::newRow(word[0] ? word : "continuous") << QString(word);
    }
    void continuity() {
        QFETCH(QString, word);
        const CrlValues before = crl("0100", {first});
        CrlValues after = crl("0101", {first, second});
        std::vector<std::string> mayVanish;
        QString expected = word;
        if (word == "rise")
            after.number = "0100";
        else if (word == "lower number")
            after.number = "ff", expected = "rise";
        else if (word == "no longer revoked")
            after.revoked = {second};
        else if (word == "may vanish")
            after.revoked = {second}, mayVanish = {"4711"}, expected = "";
        else if (word == "date")
            after.revoked[0].date = at("2027-02-01T00:00:01Z");
        else if (word == "reason learnt")
            after.revoked[0].reason = RevocationReason::keyCompromise, expected = "";
        else if (word == "issuer")
            after.issuer.back() ^= 1;
        else if (word == "thisUpdate")
            after.thisUpdate = at("2027-03-01T08:59:59Z");
        else if (word == "longer than")
            after.nextUpdate = at("2028-03-01T09:00:01Z");
        else if (word == "issuingDistributionPoint")
            after.extensions.pop_back();
        else if (word == "no number")
            after.number.clear();
        const auto result = checkContinuity(&before, after, limit, mayVanish);
        QCOMPARE(result.has_value(), expected.isEmpty());
        if (!result) {
            QVERIFY2(QString::fromStdString(result.error().detail).contains(expected),
                     result.error().detail.c_str());
            QVERIFY(result.error().code == ErrorCode::recordBroken);
        }
        QVERIFY(checkContinuity(nullptr, crl("01", {}), limit));
    }

    void difference() {
        RevokedCertificate changed = first;
        changed.reason = RevocationReason::keyCompromise;
        const RevokedCertificate third{"4713", fixture::now, RevocationReason::cessationOfOperation};
        const CrlDifference difference =
            differenceOf(crl("01", {first, second}), crl("02", {changed, third}));
        QVERIFY(difference.added == std::vector{third});
        QVERIFY(difference.removed == std::vector{second});
        QVERIFY(difference.changed == (std::vector{std::pair{first, changed}}));
    }

    void reasonsByName() {
        for (const unsigned number : {0u, 1u, 2u, 3u, 4u, 5u, 6u, 8u, 9u, 10u}) {
            const auto reason = static_cast<RevocationReason>(number);
            QVERIFY(*reasonFromName(nameOf(reason)) == reason);
        }
        QVERIFY(!reasonFromName("caCompromise")); // the RFC writes cACompromise
    }
};

STRONGROOM_TEST_MAIN(TestPkiRevocationList)
#include "tst_pki_revocation_list.moc"

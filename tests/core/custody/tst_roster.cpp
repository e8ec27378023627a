// The roster: its canonical bytes and digest, and what may not be enrolled.
#include "custody_testing.h"
#include "roster_testing.h"

#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "core/ossl/handle.h"
#include "tests/support/test_main.h"

#include <set>

using namespace strongroom;
using namespace strongroom::custody;
using namespace strongroom::custody::testing;

class TestRoster : public QObject {
    Q_OBJECT

private slots:
    void digestCoversTheCanonicalArray() {
        Roster roster;
        Officer officer = cardOf(Role::officer, 1, "Ada");
        officer.certificate = filled(7);
        const Officer witness = cardOf(Role::witness, 1);
        QVERIFY(roster.add(officer) && roster.add(witness));
        const std::string expected =
            "[{\"certificate\":\"" + filled(7).hex() + "\",\"decrypt\":\"" +
            base::toBase64(officer.decryptSpki) +
            "\",\"person\":\"officer-1\",\"role\":\"officer\",\"sign\":\"" +
            base::toBase64(officer.signSpki) +
            "\"},{\"certificate\":\"-\",\"decrypt\":\"-\",\"person\":\"witness-1\",\"role\":"
            "\"witness\",\"sign\":\"" +
            base::toBase64(witness.signSpki) + "\"}]";
        QCOMPARE(base::writeCanonical(roster.canonical()), expected);
        QCOMPARE(roster.digest(), ossl::sha256(base::viewOf(expected)));
        const auto read = Roster::fromCanonical(*base::readCanonical(expected));
        QVERIFY(read);
        QCOMPARE(read->digest(), roster.digest());
        QCOMPARE(read->byCard(officer.card())->person, std::string("officer-1"));
        QCOMPARE(read->count(Role::witness), std::size_t(1));
    }

    void orderAndEveryFieldCount() {
        const Roster roster = sampleRoster();
        std::set<Digest> digests{roster.digest()};
        for (std::size_t i = 0; i < 2; ++i) {
            Roster other;
            auto officers = roster.officers();
            if (i == 0)
                std::swap(officers[0], officers[1]);
            else
                officers[0].certificate = filled(1);
            for (const Officer& officer : officers)
                QVERIFY(other.add(officer));
            digests.insert(other.digest());
        }
        QCOMPARE(digests.size(), std::size_t(3));
    }

    void refusalsNameTheRule() {
        Roster roster = sampleRoster();
        const auto expect = [&](const Officer& officer, const char* rule) {
            const auto added = roster.add(officer);
            QVERIFY2(!added, rule);
            QVERIFY2(added.error().detail.find(rule) != std::string::npos, added.error().detail.c_str());
            QCOMPARE(roster.officers().size(), std::size_t(8));
        };
        expect(cardOf(Role::officer, 3), "one person, one card");
        Officer sameKey = cardOf(Role::officer, 6);
        sameKey.decryptSpki = sameKey.signSpki;
        expect(sameKey, "one key, one purpose");
        Officer stolenKey = cardOf(Role::officer, 6);
        stolenKey.signSpki = roster.officers()[2].decryptSpki;
        expect(stolenKey, "no key twice");
        Officer cannotDecrypt = cardOf(Role::officer, 6);
        cannotDecrypt.decryptSpki = {};
        expect(cannotDecrypt, "must be able to decrypt");
        Officer misnamed = cardOf(Role::witness, 2);
        misnamed.person = "officer-6";
        expect(misnamed, "named by role and number");
        Officer edwards = cardOf(Role::witness, 2);
        edwards.signSpki = ossl::PublicKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")).spki();
        expect(edwards, "unsupported");
        Officer broken = cardOf(Role::witness, 2);
        Bytes longer = broken.signSpki;
        longer.push_back(0);
        broken.signSpki = longer;
        expect(broken, "witness-2's signing key");
    }

    void removing() {
        Roster roster = sampleRoster();
        const Digest before = roster.digest();
        QVERIFY(roster.remove("officer-2"));
        QVERIFY(roster.digest() != before && !roster.byPerson("officer-2"));
        QVERIFY(!roster.remove("officer-2"));
        QVERIFY(roster.add(cardOf(Role::officer, 2)));
    }

    void personNames() {
        QCOMPARE(PersonId::fromText("safe-controller-12")->text(), std::string("safe-controller-12"));
        for (const char* bad : {"", "officer", "officer-", "officer-0", "officer-01", "officer--1", "boss-1",
                                "officer-1 ", "officer-+1"})
            QVERIFY2(!PersonId::fromText(bad), bad);
    }

    void readingRefusesOtherForms() {
        const std::string good = base::writeCanonical(sampleRoster().canonical());
        for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
                 {"\"decrypt\":\"-\"", "\"decrypt\":\"\""},
                 {"\"certificate\":\"-\"", "\"certificate\":\"none\""},
                 {"\"role\":\"officer\"", "\"role\":\"Officer\""},
                 {"\"person\":\"officer-1\",", ""},
                 {"\"role\":\"officer\",", "\"role\":\"officer\",\"rule\":\"1\","}}) {
            std::string text = good;
            text.replace(text.find(from), from.size(), to);
            const auto value = base::readCanonical(text);
            QVERIFY(value);
            QVERIFY2(!Roster::fromCanonical(*value), to.c_str());
        }
        QVERIFY(!Roster::fromCanonical(base::Value()));
    }
};

STRONGROOM_TEST_MAIN(TestRoster)
#include "tst_roster.moc"

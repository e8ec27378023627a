// What is due when: every kind of date on a sample authority, and how it moves when something is done, lost,
// replaced or never done.
#include "core/authority/due.h"
#include "core/pki/certificate.h"
#include "tests/support/sample_authority.h"
#include "tests/support/self_signed.h"
#include "tests/support/test_main.h"

#include <QtCore/QTemporaryDir>

#include <algorithm>
#include <tuple>

using namespace strongroom;
using namespace strongroom::authority;
using strongroom::tests::must;
using strongroom::tests::SampleAuthority;

namespace {

constexpr std::int64_t day = 24 * 60 * 60;

Bytes crlOf(const ossl::PrivateKey& key, std::int64_t thisUpdate, std::int64_t nextUpdate) {
    X509_CRL* crl = X509_CRL_new();
    X509_NAME* name = X509_NAME_new();
    ASN1_TIME* last = ASN1_TIME_set(nullptr, thisUpdate);
    ASN1_TIME* next = ASN1_TIME_set(nullptr, nextUpdate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("Root"), -1,
                               -1, 0);
    X509_CRL_set_version(crl, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(crl, name);
    X509_CRL_set1_lastUpdate(crl, last);
    X509_CRL_set1_nextUpdate(crl, next);
    X509_CRL_sign(crl, key.raw(), EVP_sha384());
    Bytes bytes = tests::derOf(crl, i2d_X509_CRL);
    ASN1_TIME_free(next);
    ASN1_TIME_free(last);
    X509_NAME_free(name);
    X509_CRL_free(crl);
    return bytes;
}

std::vector<Due> of(const DueReport& report, DueKind kind) {
    std::vector<Due> found;
    std::copy_if(report.dates.begin(), report.dates.end(), std::back_inserter(found),
                 [&](const Due& due) { return due.kind == kind; });
    return found;
}

} // namespace

class TestDue : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        m_sample = std::make_unique<SampleAuthority>(m_folder.path().toStdString());
        m_sample->foundToOpenCheckpoint();
        m_sample->backUp();
        m_sample->signCertificate();
        m_sample->erase();
        m_sample->close();
    }

    void theWholeRecord() {
        const AuthorityState& state = m_sample->state();
        const DueReport report = must(dueOf(m_sample->folder() / "record.jsonl"));
        // As people look for it: by day, then by what it is.
        QVERIFY(
            std::is_sorted(report.dates.begin(), report.dates.end(), [](const Due& one, const Due& other) {
                return std::make_tuple(one.when.seconds / day, one.kind, one.subject) <
                       std::make_tuple(other.when.seconds / day, other.kind, other.subject);
            }));
        // The certificate ends as it says itself.
        const auto certificates = of(report, DueKind::certificate);
        QCOMPARE(certificates.size(), std::size_t(1));
        QCOMPARE(certificates[0].subject, std::string("root"));
        const auto root = must(pki::readCertificate(state.certificates.at("root").bytes));
        QVERIFY(certificates[0].when == root.validity.notAfter);
        // Both media, a year after their drills.
        const auto drills = of(report, DueKind::drill);
        QCOMPARE(drills.size(), std::size_t(2));
        for (const Due& drill : drills) {
            QVERIFY(drill.last.has_value());
            QVERIFY(drill.when == base::plusMonths(*drill.last, 12));
        }
        // The user-PIN set died with the erase; five holders each of the other two.
        QCOMPARE(of(report, DueKind::shareProof).size(), std::size_t(10));
        QCOMPARE(report.sets.size(), std::size_t(2));
        QCOMPARE(report.sets[0].set, std::string("mbk.1"));
        QVERIFY(report.sets[0].opens ==
                (std::vector<std::string>{"backup 1 on backup-a", "backup 1 on backup-b"}));
        QVERIFY(report.sets[1].opens ==
                (std::vector<std::string>{"token " + state.tokens.begin()->second.serial}));
        QCOMPARE(report.sets[0].threshold, std::uint64_t(3));
        // Record keys are no CA keys; an erased HSM holds none.
        QCOMPARE(report.keys.size(), std::size_t(1));
        QCOMPARE(report.keys[0].key + " " + report.keys[0].algorithm + " " + report.keys[0].token,
                 std::string("root-key P-384 "));
        QVERIFY(report.keys[0].made.seconds > 0);
        QCOMPARE(report.bags.size(), std::size_t(1));
        QCOMPARE(report.bags[0].bag.number, std::string("A-100"));
        QVERIFY(of(report, DueKind::crl).empty() && of(report, DueKind::ceremony).empty());
    }

    // Only the newest CRL of each key counts, and the ceremony comes before its end.
    void aCrlIsRenewedInTime() {
        AuthorityState state = m_sample->state();
        const Digest key = state.keys.at("root-key").key;
        const auto& secret = m_sample->key("root-key");
        for (const std::int64_t start : {2'000'000'000LL, 2'010'000'000LL})
            state.crls.push_back(
                {"root", "crl", "p", "01", key, crlOf(secret, start, start + 90 * day), {}, ""});
        const DueReport report = must(dueOf(state, {}));
        const auto ends = of(report, DueKind::crl), ceremonies = of(report, DueKind::ceremony);
        QCOMPARE(ends.size(), std::size_t(1));
        QCOMPARE(ends[0].when.seconds, 2'010'000'000LL + 90 * day);
        QCOMPARE(ceremonies.size(), std::size_t(1));
        QCOMPARE(ceremonies[0].when.seconds, 2'010'000'000LL + 60 * day);
        QVERIFY(ceremonies[0].last && ceremonies[0].last->seconds == 2'010'000'000LL);
    }

    void whatWasNeverDoneIsDueSinceItCouldBe() {
        RecordTimes times;
        times.take({1000}, MediumWritten{"backup-a", "keys-1", {}, {}});
        times.take({2000}, MediumWritten{"backup-a", "record-7", {}, {}}); // no backup
        times.take({3000}, MediumWritten{"backup-b", "keys-1", {}, {}});
        times.take({4000}, DrillPassed{"backup-b", "mbk.1", 1, {}});
        AuthorityState state = m_sample->state();
        state.backups.at(1).written = {"backup-a", "backup-b"};
        const auto drills = of(must(dueOf(state, times)), DueKind::drill);
        QCOMPARE(drills.size(), std::size_t(2));
        QVERIFY((drills[0] == Due{DueKind::drill, "backup-a", {1000}, std::nullopt, std::nullopt}));
        QVERIFY((drills[1] ==
                 Due{DueKind::drill, "backup-b", base::plusMonths({4000}, 12), UtcTime{4000}, std::nullopt}));
    }

    // Proofs of one set made in another order than its holders' names, on one day.
    void theLinesOfOneDayAreInOrder() {
        RecordTimes times;
        for (const auto& [person, second] : std::map<std::string, std::int64_t>{{"officer-1", 50},
                                                                                {"officer-2", 20},
                                                                                {"officer-3", 30},
                                                                                {"officer-4", 10},
                                                                                {"officer-5", 40}})
            for (const char* set : {"mbk.1", "so-pin.1"})
                times.proven[{set, person}] = {1'000'000'000LL / day * day + second};
        const auto proofs = of(must(dueOf(m_sample->state(), times)), DueKind::shareProof);
        QCOMPARE(proofs.size(), std::size_t(10));
        for (std::size_t i = 0; i < proofs.size(); ++i)
            QCOMPARE(proofs[i].subject,
                     (i < 5 ? "mbk.1 officer-" : "so-pin.1 officer-") + std::to_string(i % 5 + 1));
    }

    // Nobody drills, looks for or opens what is no more, nor drills a backup that no key needs.
    void destroyedMediaAndOldBackups() {
        AuthorityState state = m_sample->state();
        Backup& first = state.backups.at(1);
        state.bags["backup-a"] = {"backup-a", "A-200", "safe-1", {"officer-1"}};
        state.bags["backup-b"] = {"backup-b", "A-201", "safe-2", {"officer-1"}};
        QCOMPARE(must(dueOf(state, {})).bags.size(), std::size_t(3));
        first.destroyed.insert("backup-a");
        DueReport report = must(dueOf(state, {}));
        QCOMPARE(of(report, DueKind::drill).size(), std::size_t(1));
        QCOMPARE(of(report, DueKind::drill)[0].subject, std::string("backup-b"));
        QVERIFY(report.sets[0].opens == std::vector<std::string>{"backup 1 on backup-b"});
        QCOMPARE(report.bags.size(), std::size_t(2));
        QVERIFY(std::none_of(report.bags.begin(), report.bags.end(),
                             [](const BagAt& at) { return at.bag.item == "backup-a"; }));
        // Written anew, as part of a newer backup.
        Backup second = first;
        second.number = 2;
        second.written = {"backup-a"};
        second.destroyed = {};
        state.backups[2] = second;
        for (auto& [name, key] : state.keys)
            if (key.backup == 1)
                key.backup = 2;
        report = must(dueOf(state, {}));
        QCOMPARE(of(report, DueKind::drill).size(), std::size_t(1));
        QCOMPARE(of(report, DueKind::drill)[0].subject, std::string("backup-a"));
        QCOMPARE(report.bags.size(), std::size_t(3));
    }

    void aRevokedCertificateIsMarked() {
        AuthorityState state = m_sample->state();
        QVERIFY(!of(must(dueOf(state, {})), DueKind::certificate)[0].revoked);
        state.revocations.push_back({"issuer", state.certificates.at("root").number, 1, {5000}});
        const auto marked = of(must(dueOf(state, {})), DueKind::certificate);
        QVERIFY(marked[0].revoked && marked[0].revoked->seconds == 5000);
        state.revocations.back().serial += "00";
        QVERIFY(!of(must(dueOf(state, {})), DueKind::certificate)[0].revoked);
    }

    // A lost card proves nothing any more; a retired set still opens its media, but is not proven again.
    void lostCardsAndRetiredSets() {
        AuthorityState state = m_sample->state();
        state.lostCards.insert(state.roster.byPerson("officer-2")->card());
        state.sets.at("mbk.1").life = custody::SetState::retired;
        const DueReport report = must(dueOf(state, {}));
        const auto proofs = of(report, DueKind::shareProof);
        QCOMPARE(proofs.size(), std::size_t(4));
        QVERIFY(std::all_of(proofs.begin(), proofs.end(), [](const Due& due) {
            return due.subject.starts_with("so-pin.1 ") && due.subject.find("officer-2") == due.subject.npos;
        }));
        QCOMPARE(report.sets[0].set, std::string("mbk.1"));
        QVERIFY(report.sets[0].life == custody::SetState::retired);
        QCOMPARE(report.sets[0].holders.size(), std::size_t(4));
        QCOMPARE(report.sets[0].opens.size(), std::size_t(2));
    }

    void aRecordThatIsNone() {
        QVERIFY(!dueOf(m_sample->folder() / "manifests" / "1.json"));
        QVERIFY(!dueOf(std::filesystem::path("/nowhere/record.jsonl")));
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<SampleAuthority> m_sample;
};

STRONGROOM_TEST_MAIN(TestDue)
#include "tst_due.moc"

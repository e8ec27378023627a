// manifest.json: one text, and everything that is not a manifest of ours is refused.
#include "custody_testing.h"

#include "core/custody/backup_set.h"
#include "core/ossl/digest.h"
#include "tests/support/test_main.h"

#include <functional>

using namespace strongroom;
using namespace strongroom::custody;
using namespace strongroom::custody::testing;

namespace {

BackupManifest sample() {
    BackupManifest manifest;
    manifest.authority = filled(1);
    manifest.anchor = filled(2);
    manifest.mode = Mode::training;
    manifest.ceremony = "0001-found-root";
    manifest.created = *base::fromRfc3339("2027-03-01T09:00:00Z");
    manifest.backupNumber = 1;
    manifest.setsNeeded = {"mbk.1"};
    manifest.secretCommitment = filled(3);
    manifest.checkValue = "a1b2c3";
    manifest.head = "120:" + filled(4).hex();
    manifest.token = {"softhsm2", "SoftHSM project", "SoftHSM v2", "8a1b", "2.6"};
    manifest.media = {"backup-a", "backup-b"};
    manifest.keys = {{"0a0b",
                      "root",
                      "ca",
                      "P-384",
                      filled(5),
                      "0a0b.kwp",
                      88,
                      filled(6),
                      "CKM_AES_KEY_WRAP_PAD",
                      {"CKA_SENSITIVE=1"}}};
    for (std::uint8_t i = 1; i <= 3; ++i)
        manifest.envelopes.push_back({"mbk.1", i, filled(static_cast<std::uint8_t>(0x10 + i)), filled(7)});
    return manifest;
}

} // namespace

class TestBackupSet : public QObject {
    Q_OBJECT

private slots:
    void oneText() {
        const BackupManifest manifest = sample();
        const Bytes bytes = manifest.bytes();
        QVERIFY(base::textOf(bytes).starts_with("{\"anchor\":\"0202"));
        QVERIFY(base::textOf(bytes).find("\"blob\":{\"file\":\"0a0b.kwp\",\"length\":88,\"sha256\":\"0606") !=
                std::string::npos);
        QCOMPARE(manifest.digest(), ossl::sha256(bytes));
        const auto read = BackupManifest::fromBytes(bytes);
        QVERIFY2(read, read ? "" : read.error().detail.c_str());
        QVERIFY(*read == manifest);
        QCOMPARE(read->bytes(), bytes);
        QCOMPARE(backupFolder(12), std::string("keys-12"));
        QCOMPARE(authorityFolder(manifest.authority), std::string(16, '0').replace(1, 15, "101010101010101"));
    }

    void everyChangedByteIsRefusedOrAnotherManifest() {
        const Bytes bytes = sample().bytes();
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            Bytes altered = bytes;
            altered[at] ^= 1;
            const auto read = BackupManifest::fromBytes(altered);
            if (read)
                QVERIFY(read->digest() != sample().digest() && read->bytes() == altered);
            QVERIFY(!BackupManifest::fromBytes(ByteView(bytes).first(at)));
        }
    }

    void rules_data() {
        QTest::addColumn<std::function<void(BackupManifest&)>>("breakIt");
        QTest::addColumn<QByteArray>("rule");
        const auto row = [](const char* name, std::function<void(BackupManifest&)> breakIt,
                            const char* rule) {
            QTest::newRow(name) << std::move(breakIt) << QByteArray(rule);
        };
        row(
            "one medium", [](auto& m) { m.media = {"backup-a"}; }, "two different media");
        row(
            "one medium twice",
            [](auto& m) {
                m.media = {"a", "a"};
            },
            "two different media");
        row(
            "no key", [](auto& m) { m.keys.clear(); }, "no key");
        row(
            "key twice", [](auto& m) { m.keys.push_back(m.keys[0]); }, "twice");
        row(
            "path", [](auto& m) { m.keys[0].blobFile = "../0a0b.kwp"; }, "not in '0a0b.kwp'");
        row(
            "upper-case id", [](auto& m) { m.keys[0].ckaId = "0A0B"; }, "not hex");
        row(
            "path in the id", [](auto& m) { m.keys[0].ckaId = "../x"; }, "not hex");
        row(
            "blob length", [](auto& m) { m.keys[0].blobLength = 87; }, "impossible length");
        row(
            "number", [](auto& m) { m.backupNumber = 0; }, "numbered from 1");
        row(
            "first with previous", [](auto& m) { m.previous = filled(1); }, "only the first");
        row(
            "second without", [](auto& m) { m.backupNumber = 2; }, "only the first");
        row(
            "PIN set", [](auto& m) { m.mbkSet.kind = SetKind::userPin; }, "wrapped under an MBK");
        row(
            "check value", [](auto& m) { m.checkValue = "a1b2"; }, "three bytes");
        row(
            "set not needed", [](auto& m) { m.setsNeeded.clear(); }, "not among the sets needed");
        row(
            "member missing", [](auto& m) { m.envelopes.erase(m.envelopes.begin() + 1); }, "members 1 to N");
        row(
            "member twice", [](auto& m) { m.envelopes[1].member = 1; }, "twice");
        row(
            "holder twice", [](auto& m) { m.envelopes[1].holder = m.envelopes[0].holder; }, "twice");
        row(
            "other envelope", [](auto& m) { m.envelopes[0].set = "mbk.2"; }, "members 1 to N");
        row(
            "foreign envelope",
            [](auto& m) {
                m.envelopes.push_back({"mbk.2", 1, filled(9), filled(9)});
            },
            "not needed");
        row(
            "format", [](auto& m) { m.format = 2; }, "of format 2");
    }
    void rules() {
        QFETCH(std::function<void(BackupManifest&)>, breakIt);
        QFETCH(QByteArray, rule);
        BackupManifest manifest = sample();
        breakIt(manifest);
        const auto read = BackupManifest::fromBytes(manifest.bytes());
        QVERIFY(!read);
        QVERIFY2(read.error().detail.find(rule.toStdString()) != std::string::npos,
                 read.error().detail.c_str());
    }

    void successors() {
        const BackupManifest first = sample();
        BackupManifest second = sample();
        second.backupNumber = 2;
        second.previous = first.digest();
        QVERIFY(validateSuccessor(first, second));
        QVERIFY(!validateSuccessor(second, first));
        QVERIFY(!validateSuccessor(second, second));
        BackupManifest other = second;
        other.previous = filled(1);
        QVERIFY(!validateSuccessor(first, other));
        other = second;
        other.authority = filled(9);
        QVERIFY(!validateSuccessor(first, other));
    }
};

STRONGROOM_TEST_MAIN(TestBackupSet)
#include "tst_backup_set.moc"

// What the record allows of certificates and CRLs: each rule of replay broken once, on a copy of the state of
// a whole sample authority.
#include "core/authority/replay.h"
#include "core/ossl/digest.h"
#include "core/pki/revocation_list.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

using namespace strongroom;
using namespace strongroom::authority;
using strongroom::tests::SampleAuthority;

namespace {

constexpr const char* step = "5.1.1";

// The entry applied to a copy: "" or the rule that it breaks.
std::string refusal(AuthorityState state, EntryBody body, const std::string& where = step,
                    std::int64_t later = 0) {
    audit::Draft draft;
    draft.time = state.lastTime.plusSeconds(later);
    draft.mode = state.mode;
    draft.ceremony = state.ceremony->id;
    draft.step = where;
    draft.type = std::string(typeOf(body));
    draft.body = writeBody(std::move(body));
    const auto entry = audit::makeEntry({state.size, state.head}, std::move(draft));
    if (!entry)
        return entry.error().detail;
    const auto applied = apply(state, *entry);
    return applied ? std::string() : applied.error().detail;
}

template<typename Body>
const Body& only(const AuthorityState& state) {
    const Body* found = nullptr;
    for (const Recorded& recorded : state.ceremony->steps.at(step))
        if (const auto* body = std::get_if<Body>(&recorded.body))
            found = body;
    if (found == nullptr)
        std::abort();
    return *found;
}

} // namespace

class TestSigning : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_sample = std::make_unique<SampleAuthority>(m_folder->path().toStdString());
        m_sample->foundToOpenCheckpoint();
    }

    void theStateRemembersWhatWasSigned() {
        m_sample->backUp();
        m_sample->signCertificate();
        const AuthorityState& state = m_sample->state();
        QCOMPARE(state.certificates.size(), std::size_t(1));
        const IssuedObject& root = state.certificates.at("root");
        QCOMPARE(root.number, std::string("1267"));
        QVERIFY(root.key == state.keys.at("root-key").key);
        QVERIFY(state.issuedAt(root.reference.seq) == &root);
        QCOMPARE(copiesOf(state).size(), std::size_t(2));
        QVERIFY(state.newestCrl(root.key) == nullptr);
    }

    void aNumberIsUsedOnce() {
        m_sample->backUp();
        m_sample->signCertificate();
        TbsPrepared again = only<TbsPrepared>(m_sample->state());
        QVERIFY(refusal(m_sample->state(), again).find("used twice") != std::string::npos);
        again.number = "1268";
        QVERIFY(refusal(m_sample->state(), again).find("another number") != std::string::npos);
        again.key = m_sample->state().keys.at("record-key").key;
        QVERIFY(refusal(m_sample->state(), again).find("not generated for it") != std::string::npos);
    }

    void crlNumbersRise() {
        m_sample->backUp();
        TbsPrepared crl;
        crl.kind = "tbs-crl";
        crl.object = "root";
        crl.key = m_sample->state().keys.at("root-key").key;
        crl.number = "05";
        crl.digest = ossl::sha256(Bytes{1}); // the bytes lie in objects/
        m_sample->add(crl);
        crl.digest = ossl::sha256(Bytes{2});
        for (const char* number : {"05", "04", "00"}) {
            crl.number = number;
            QVERIFY(refusal(m_sample->state(), crl).find("does not rise") != std::string::npos);
        }
        crl.number = "06";
        QCOMPARE(refusal(m_sample->state(), crl), std::string());
    }

    void aSignatureNeedsDrilledKeyFreshBytesAndItsOwnApproval() {
        m_sample->backUp();
        m_sample->signCertificate();
        AuthorityState state = m_sample->state();
        const SignatureIntended intended = only<SignatureIntended>(state);
        const auto says = [&](const char* what, std::int64_t later = 0, const std::string& where = step) {
            return refusal(state, intended, where, later).find(what) != std::string::npos;
        };
        // Served once: and nothing else is wrong with it.
        QVERIFY(says("without an open request"));
        for (Request& request : state.requests)
            request.used = request.isVoid = false;
        QVERIFY(refusal(state, intended).empty());
        QVERIFY(refusal(state, intended, step, 23 * 3600).empty());
        QVERIFY(says("24 hours", 25 * 3600));
        QVERIFY(says("did not prepare", 0, "5.1.2"));
        const AuthorityState before = state;
        state.prepared.front().burned = true;
        QVERIFY(says("did not prepare"));
        state = before;
        for (auto& [name, key] : state.keys)
            key.drilledMedia = {"backup-a"};
        QVERIFY(says("drill"));
        state = before;
        for (Request& request : state.requests)
            request.requested.subject = base::Subject{"tbs-certificate", 3, {}}.text();
        QVERIFY(says("other bytes"));
        state = before;
        for (Request& request : state.requests)
            request.step = "5.1.2";
        QVERIFY(says("another step"));
    }

    void whatWasRevokedSinceIsNotLeftOut() {
        m_sample->backUp();
        m_sample->signCertificate();
        AuthorityState state = withSubordinate();
        const UtcTime date = state.lastTime;
        TbsPrepared prepared = crlOf(state, "07", {});
        QCOMPARE(refusal(state, prepared), std::string());
        state.prepared.push_back({prepared, state.headReference(), date, step, 0});
        state.revocations.push_back({"root", "1268", 4, date});
        QVERIFY(refusal(state, SignatureIntended{state.requests.front().reference, prepared.digest})
                    .find("lacks what was revoked since") != std::string::npos);
    }

    void aCrlListsWhatWasRevokedAndNothingElse_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("words");
        QTest::newRow("as it was revoked") << 0 << "";
        QTest::newRow("it is missing") << 1 << "does not list certificate 1268";
        QTest::newRow("another date") << 2 << "does not list certificate 1268";
        QTest::newRow("another reason") << 3 << "does not list certificate 1268";
        QTest::newRow("one that was not revoked, too") << 4 << "not revoked, or one twice";
        QTest::newRow("another number") << 5 << "another number than the entry says";
    }
    void aCrlListsWhatWasRevokedAndNothingElse() {
        QFETCH(int, which);
        QFETCH(QString, words);
        m_sample->backUp();
        m_sample->signCertificate();
        AuthorityState state = withSubordinate();
        const UtcTime date = state.lastTime;
        state.revocations.push_back({"root", "1268", 4, date});
        std::vector<pki::RevokedCertificate> listed{
            {"1268", which == 2 ? date.plusSeconds(-60) : date,
             which == 3 ? pki::RevocationReason::keyCompromise : pki::RevocationReason::superseded}};
        if (which == 1)
            listed.clear();
        if (which == 4)
            listed.push_back({"1269", date, pki::RevocationReason::superseded});
        TbsPrepared crl = crlOf(state, "07", listed);
        if (which == 5)
            crl.number = "08";
        const std::string refused = refusal(state, crl);
        QVERIFY2(words.isEmpty() ? refused.empty() : refused.find(words.toStdString()) != std::string::npos,
                 refused.c_str());
    }

    void anUnknownSignatureBurnsItsNumber() {
        m_sample->backUp();
        m_sample->signCertificate();
        AuthorityState state = m_sample->state();
        for (Request& request : state.requests)
            request.used = request.isVoid = false;
        const SignatureIntended intended = only<SignatureIntended>(state);
        const std::uint64_t seq = state.size;
        state.ceremony->pendingIntent = Recorded{{seq, {}}, state.lastTime, step, intended};
        QVERIFY(refusal(state, SignatureUnknownNotReleased{seq, "1268"}).find("another number") !=
                std::string::npos);
        QVERIFY(refusal(state, SignatureUnknownNotReleased{seq + 1, "1267"}).find("without its intent") !=
                std::string::npos);
        QCOMPARE(refusal(state, SignatureUnknownNotReleased{seq, "1267"}), std::string());
        // And an outcome is of that intent, that name, and those bytes.
        ObjectSigned object = only<ObjectSigned>(state);
        QVERIFY(refusal(state, object).find("without its intent") != std::string::npos);
        object.intent = seq;
        QVERIFY(refusal(state, object).find("two certificates") != std::string::npos);
        object.object = "another";
        QVERIFY(refusal(state, object).find("another kind or name") != std::string::npos);
        object.bytes[20] ^= 1;
        QVERIFY(!refusal(state, object).empty());
    }

    void onlyWhatWasIssuedIsRevokedAndOnlyOnce() {
        m_sample->backUp();
        m_sample->signCertificate();
        AuthorityState state = m_sample->state();
        const RevocationRecorded revoked{"root", "1268", 4, state.lastTime};
        QVERIFY(refusal(state, revoked).find("did not issue") != std::string::npos);
        IssuedObject subordinate = state.certificates.at("root");
        subordinate.number = "1268";
        state.certificates["sub"] = subordinate;
        QCOMPARE(refusal(state, revoked), std::string());
        // By another key than that of the CA it names, and for no reason of a CRL.
        state.certificates["sub"].key = state.keys.at("record-key").key;
        QVERIFY(refusal(state, revoked).find("did not issue") != std::string::npos);
        state.certificates["sub"].key = subordinate.key;
        for (const std::uint64_t reason : {7u, 8u, 11u, 4711u}) {
            RevocationRecorded other = revoked;
            other.reason = reason;
            QVERIFY(refusal(state, other).find("a reason") != std::string::npos);
        }
        state.revocations.push_back(revoked);
        QVERIFY(refusal(state, revoked).find("twice") != std::string::npos);
        // A root does not revoke itself.
        QVERIFY(refusal(state, RevocationRecorded{"root", "1267", 4, state.lastTime}).find("did not issue") !=
                std::string::npos);
    }

    void theAcceptedRequestIsTheFile() {
        const Bytes file{1, 2, 3};
        QCOMPARE(refusal(m_sample->state(), RequestAccepted{"one", ossl::sha256(file), {}, file}),
                 std::string());
        QVERIFY(!refusal(m_sample->state(), RequestAccepted{"one", {}, {}, file}).empty());
    }

private:
    // With a certificate 1268 that the root issued.
    AuthorityState withSubordinate() const {
        AuthorityState state = m_sample->state();
        IssuedObject subordinate = state.certificates.at("root");
        subordinate.number = "1268";
        state.certificates["sub"] = subordinate;
        return state;
    }
    static TbsPrepared crlOf(const AuthorityState& state, const std::string& number,
                             std::vector<pki::RevokedCertificate> revoked) {
        pki::CrlProfile profile;
        profile.signature = "ecdsa-with-SHA384";
        const IssuedObject& root = state.certificates.at("root");
        const pki::CertificateValues issuer = tests::must(pki::readCertificate(root.bytes));
        TbsPrepared crl;
        crl.kind = "tbs-crl";
        crl.object = "root";
        crl.key = root.key;
        crl.number = number;
        crl.bytes = tests::must(pki::buildTbsCertList({profile,
                                                       {issuer.subject, Bytes(20, 1)},
                                                       number,
                                                       state.lastTime,
                                                       state.lastTime.plusSeconds(30 * 86400),
                                                       std::move(revoked)}));
        crl.digest = ossl::sha256(crl.bytes);
        return crl;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<SampleAuthority> m_sample;
};

STRONGROOM_TEST_MAIN(TestSigning)
#include "tst_signing.moc"

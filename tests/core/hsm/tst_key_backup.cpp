// Backup and restore of a key: the wrapping session (PROTOCOL P8, FACTS 3.2), the blob opened by libcrypto
// alone, unwrapping on a second token as session and as token object.
#include "core/hsm/inventory.h"
#include "core/hsm/proven_key.h"
#include "core/ossl/handle.h"
#include "core/ossl/kdf.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

using namespace strongroom;
using namespace strongroom::hsm;
using namespace strongroom::test;

namespace {

const Bytes keyId{0xca};
const Bytes drillId{0xd0};
const ByteView message = base::viewOf("Strongroom key-proof v1\n");

Secret newMbk() {
    Secret mbk = Secret::make(32).value();
    (void)ossl::fillRandom(mbk);
    return mbk;
}

struct Backup {
    Bytes spki;
    Bytes blob;
    std::optional<Bytes> checkValue;
};

// Generates a CA key and wraps it in the wrapping session.
Result<Backup> makeBackup(Token& token, const char* algorithm, const Secret& mbk) {
    Backup backup;
    {
        SR_ASSIGN(Session session, Simulation::openAsUser(token));
        SR_ASSIGN(backup.spki, session.generateKeyPair({algorithm, keyId, "Root", KeyPurpose::caSigning}));
        // A libp11 key lives for a moment, as it does in the ceremony: the security officer must get in yet.
        SR_ASSIGN(const ossl::PrivateKey key, token.privateKey(keyId, backup.spki));
    }
    SR_ASSIGN(Session session, token.openSession(Access::readWrite));
    SR_TRY(session.login(Role::securityOfficer, secretOf(officerPin)));
    SR_ASSIGN(const WrappingKey kek, session.createTrustedWrappingKey(mbk));
    backup.checkValue = kek.checkValue;
    SR_TRY(session.logout());
    SR_TRY(session.login(Role::user, secretOf(userPin)));
    SR_ASSIGN(backup.blob, session.wrap(kek, keyId));
    SR_TRY(session.close());
    return backup;
}

} // namespace

class TestKeyBackup : public QObject {
    Q_OBJECT

private slots:
    void aKeyGoesAndComesBack_data() {
        QTest::addColumn<QString>("algorithm");
        for (const char* algorithm : {"P-256", "P-384", "P-521", "RSA-2048", "RSA-3072"})
            QTest::newRow(algorithm) << algorithm;
    }
    void aKeyGoesAndComesBack() {
        QFETCH(QString, algorithm);
        Simulation simulation;
        const auto token = simulation.makeToken("hsm");
        SR_VERIFY(token);
        const Secret mbk = newMbk();
        const auto backup = makeBackup(**token, algorithm.toLatin1().constData(), mbk);
        SR_VERIFY(backup);
        QCOMPARE(*backup->checkValue, *checkValueOf(mbk));
        {
            // Nothing of the wrapping key is left.
            auto session = Simulation::openAsUser(**token);
            SR_VERIFY(session);
            QCOMPARE(takeInventory(*session)->count(ObjectClass::secretKey), std::size_t(0));
            QCOMPARE(session->listObjects()->size(), std::size_t(2));
        }

        // Without any HSM: RFC 5649 and PKCS#8.
        const auto plain = ossl::unwrapKwp(mbk, backup->blob);
        SR_VERIFY(plain);
        const Bytes offline = plain->expose([](ByteView der) {
            const unsigned char* at = der.data();
            EVP_PKEY* const key = d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size()));
            return key ? ossl::PublicKey(key).spki() : Bytes();
        });
        QCOMPARE(offline, backup->spki);

        const auto second = simulation.makeToken("second");
        SR_VERIFY(second);
        auto session = Simulation::openAsUser(**second);
        SR_VERIFY(session);
        const auto kek = session->createUnwrappingKey(mbk);
        SR_VERIFY(kek);
        QCOMPARE(*kek->checkValue, *checkValueOf(mbk));

        // Drill: a session object that signs and is gone.
        UnwrapSpec drill{drillId, "drill", backup->spki};
        SR_VERIFY(session->unwrap(*kek, backup->blob, drill));
        SR_REFUSED(session->unwrap(*kek, backup->blob, drill), ErrorCode::objectDuplicate);
        auto attributes = session->readKeyAttributes(drillId);
        SR_VERIFY(attributes);
        const auto yes = std::optional<bool>(true);
        const auto no = std::optional<bool>(false);
        QCOMPARE(attributes->tokenObject, no);
        QCOMPARE(attributes->sensitive, yes);
        QCOMPARE(attributes->extractable, no);
        QCOMPARE(attributes->local, no);
        const auto publicKey = ossl::PublicKey::fromSpki(backup->spki);
        SR_VERIFY(publicKey);
        const auto usual = *publicKey->usualAlgorithm();
        const auto direct = session->signDirect(drillId, backup->spki, message);
        SR_VERIFY(direct);
        SR_VERIFY(publicKey->verify(usual, message, *direct));
        {
            const auto key = (*second)->privateKey(drillId, backup->spki);
            SR_VERIFY(key);
            const auto signature = key->sign(usual, message);
            SR_VERIFY(signature);
            SR_VERIFY(publicKey->verify(usual, message, *signature));
        }
        SR_VERIFY(session->destroyObjects(ObjectClass::privateKey, drillId));
        SR_REFUSED(session->readKeyAttributes(drillId), ErrorCode::objectMissing);

        // Restore: a token object with its public half.
        UnwrapSpec restore{keyId, "Root", backup->spki, Lifetime::tokenObject};
        SR_VERIFY(session->unwrap(*kek, backup->blob, restore));
        SR_VERIFY(session->createPublicKey(backup->spki, keyId, "Root"));
        attributes = session->readKeyAttributes(keyId);
        SR_VERIFY(attributes);
        QCOMPARE(attributes->label, std::string("Root"));
        QCOMPARE(attributes->tokenObject, yes);
        QCOMPARE(attributes->privateObject, yes);
        QCOMPARE(attributes->sensitive, yes);
        QCOMPARE(attributes->extractable, no);
        QCOMPARE(attributes->wrapWithTrusted, no);
        QCOMPARE(attributes->sign, yes);
        QCOMPARE(attributes->decrypt, no);
        QCOMPARE(attributes->unwrap, no);
        QCOMPARE(attributes->derive, no);
        SR_VERIFY(session->destroyKey(*kek));
        SR_VERIFY(session->close());
        SR_VERIFY((*second)->module()->restart());
        auto later = Simulation::openAsUser(**second);
        SR_VERIFY(later);
        SR_VERIFY(provenKey(**second, keyId, backup->spki, message));
        QCOMPARE(later->listObjects()->size(), std::size_t(2));
    }

    void onlyATrustedKeyWraps() {
        Simulation simulation;
        const auto token = simulation.makeToken("hsm");
        SR_VERIFY(token);
        const Secret mbk = newMbk();
        SR_VERIFY(makeBackup(**token, "P-384", mbk));
        auto session = Simulation::openAsUser(**token);
        SR_VERIFY(session);
        // The user cannot make one.
        SR_REFUSED(session->createTrustedWrappingKey(mbk), ErrorCode::tokenRefused);
        // The key that unwraps does not wrap.
        const auto unwrapping = session->createUnwrappingKey(mbk);
        SR_VERIFY(unwrapping);
        QVERIFY(!session->wrap(WrappingKey{unwrapping->handle, {}}, keyId));
        SR_VERIFY(session->close());

        // After the last drill the key does not leave any more, not even so.
        auto user = Simulation::openAsUser(**token);
        SR_VERIFY(user);
        SR_VERIFY(user->setNotExtractable(keyId));
        SR_VERIFY(user->close());
        auto officer = (*token)->openSession(Access::readWrite);
        SR_VERIFY(officer);
        SR_VERIFY(officer->login(Role::securityOfficer, secretOf(officerPin)));
        const auto kek = officer->createTrustedWrappingKey(mbk);
        SR_VERIFY(kek);
        SR_VERIFY(officer->logout());
        SR_VERIFY(officer->login(Role::user, secretOf(userPin)));
        const auto refused = officer->wrap(*kek, keyId);
        QVERIFY(!refused);
        QCOMPARE(*refused.error().ckRv, 0x6AUL); // CKR_KEY_UNEXTRACTABLE
        SR_REFUSED(officer->createTrustedWrappingKey(secretOf("sixteen bytes...")), ErrorCode::badArgument);
    }

    void anAlteredBlobDoesNotOpen() {
        Simulation simulation;
        const auto token = simulation.makeToken("hsm");
        SR_VERIFY(token);
        const Secret mbk = newMbk();
        const auto backup = makeBackup(**token, "P-256", mbk);
        SR_VERIFY(backup);
        auto session = Simulation::openAsUser(**token);
        SR_VERIFY(session);
        const auto kek = session->createUnwrappingKey(mbk);
        const auto wrong = session->createUnwrappingKey(newMbk());
        SR_VERIFY(kek);
        SR_VERIFY(wrong);
        QVERIFY(*kek->checkValue != *wrong->checkValue);
        const UnwrapSpec spec{drillId, "drill", backup->spki};
        SR_REFUSED(session->unwrap(*wrong, backup->blob, spec), ErrorCode::badFormat);
        for (std::size_t byte = 0; byte < backup->blob.size(); byte += 7) {
            Bytes altered = backup->blob;
            altered[byte] ^= 0x10;
            SR_REFUSED(session->unwrap(*kek, altered, spec), ErrorCode::badFormat);
        }
        Bytes cut = backup->blob;
        cut.resize(cut.size() - 8);
        SR_REFUSED(session->unwrap(*kek, cut, spec), ErrorCode::badFormat);
        SR_REFUSED(session->readKeyAttributes(drillId), ErrorCode::objectMissing);
        UnwrapSpec loose = spec;
        loose.extractable = true;
        SR_REFUSED(session->unwrap(*kek, backup->blob, loose), ErrorCode::badArgument);
        SR_VERIFY(session->unwrap(*kek, backup->blob, spec));
    }

    void aNewMasterKeyTakesOver() {
        Simulation simulation;
        const auto token = simulation.makeToken("hsm");
        SR_VERIFY(token);
        const Secret oldMbk = newMbk();
        const auto backup = makeBackup(**token, "P-384", oldMbk);
        SR_VERIFY(backup);
        const auto second = simulation.makeToken("second");
        SR_VERIFY(second);
        const Secret fresh = newMbk();
        auto session = (*second)->openSession(Access::readWrite);
        SR_VERIFY(session);
        SR_VERIFY(session->login(Role::securityOfficer, secretOf(officerPin)));
        const auto wrapping = session->createTrustedWrappingKey(fresh);
        SR_VERIFY(wrapping);
        SR_VERIFY(session->logout());
        SR_VERIFY(session->login(Role::user, secretOf(userPin)));
        const auto unwrapping = session->createUnwrappingKey(oldMbk);
        SR_VERIFY(unwrapping);
        UnwrapSpec spec{drillId, "passing", backup->spki};
        spec.extractable = true;
        spec.wrapWithTrusted = true;
        SR_VERIFY(session->unwrap(*unwrapping, backup->blob, spec));
        const auto again = session->wrap(*wrapping, drillId);
        SR_VERIFY(again);
        QVERIFY(*again != backup->blob);
        SR_VERIFY(session->destroyObjects(ObjectClass::privateKey, drillId));
        SR_VERIFY(session->destroyKey(*wrapping));
        SR_VERIFY(session->destroyKey(*unwrapping));
        SR_VERIFY(ossl::unwrapKwp(fresh, *again));
        SR_REFUSED(ossl::unwrapKwp(oldMbk, *again), ErrorCode::badFormat);
        QVERIFY(session->listObjects()->empty());
    }

    void checkValues() {
        // FIPS 197: AES-256 under an all-zero key over zeros begins dc95c078.
        QCOMPARE(*checkValueOf(Secret::make(32).value()), (Bytes{0xdc, 0x95, 0xc0}));
        QVERIFY(!checkValueOf(Secret::make(16).value()));
    }
};

STRONGROOM_TEST_MAIN(TestKeyBackup)
#include "tst_key_backup.moc"

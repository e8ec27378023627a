// The second module: NSS softoken, which differs from SoftHSM2 in about everything that quirks names. It also
// restores what SoftHSM2 wrapped, so that the blobs are no private matter of one maker.
#include "core/hsm/proven_key.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

using namespace strongroom;
using namespace strongroom::hsm;
using namespace strongroom::test;

namespace {

const Bytes keyId{0x0e};
const Bytes restoredId{0x0f};
const ByteView message = base::viewOf("Strongroom key-proof v1\n");

// A fresh store has a security officer with an empty PIN, which a Secret cannot be: set the user's by hand.
bool setUserPin(ModuleSpec spec) {
    void* const library = dlopen(spec.path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr)
        return false;
    const auto getList = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"));
    CK_FUNCTION_LIST* calls = nullptr;
    CK_C_INITIALIZE_ARGS arguments{};
    arguments.flags = CKF_OS_LOCKING_OK;
    arguments.pReserved = spec.initialiseArguments.data();
    CK_SESSION_HANDLE session = 0;
    const CK_SLOT_ID keySlot = 2;
    auto* const pin = reinterpret_cast<CK_UTF8CHAR*>(const_cast<char*>(userPin));
    const bool done =
        getList != nullptr && getList(&calls) == CKR_OK && calls->C_Initialize(&arguments) == CKR_OK &&
        calls->C_OpenSession(keySlot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr, nullptr, &session) ==
            CKR_OK &&
        calls->C_Login(session, CKU_SO, pin, 0) == CKR_OK &&
        calls->C_InitPIN(session, pin, std::strlen(userPin)) == CKR_OK &&
        calls->C_Finalize(nullptr) == CKR_OK;
    dlclose(library);
    return done;
}

} // namespace

class TestNssSoftoken : public QObject {
    Q_OBJECT

private slots:
    void restoresWhatSoftHsmWrapped_data() {
        QTest::addColumn<QString>("algorithm");
        for (const char* algorithm : {"P-256", "P-384", "RSA-2048"})
            QTest::newRow(algorithm) << algorithm;
    }
    void restoresWhatSoftHsmWrapped() {
        QFETCH(QString, algorithm);
        Simulation simulation;
        QTemporaryDir store;
        const ModuleSpec spec{STRONGROOM_SOFTOKEN,
                              {},
                              "configdir='sql:" + store.path().toStdString() +
                                  "' certPrefix='' keyPrefix='' secmod='secmod.db' flags="};
        QVERIFY(setUserPin(spec));
        const auto module = Module::load(spec);
        SR_VERIFY(module);
        const auto token = Token::inSlot(*module, 2);
        SR_VERIFY(token);
        const Quirks& quirks = (*token)->quirks();
        QCOMPARE(quirks.name, std::string("NSS softoken"));
        QCOMPARE(quirks.kwpMechanism, 0x210BUL);

        // A key of its own, proven, and through libp11.
        auto session = Simulation::openAsUser(**token);
        SR_VERIFY(session);
        const auto own =
            session->generateKeyPair({algorithm.toStdString(), keyId, "own", KeyPurpose::recordSigning});
        SR_VERIFY(own);
        SR_VERIFY(provenKey(**token, keyId, *own, message));
        const auto usual = *ossl::PublicKey::fromSpki(*own)->usualAlgorithm();
        {
            const auto key = (*token)->privateKey(keyId, *own);
            SR_VERIFY(key);
            const auto signature = key->sign(usual, message);
            SR_VERIFY(signature);
            SR_VERIFY(ossl::PublicKey::fromSpki(*own)->verify(usual, message, *signature));
        }

        // One that SoftHSM2 made and wrapped.
        auto mbk = Secret::make(32);
        SR_VERIFY(mbk);
        SR_VERIFY(ossl::fillRandom(*mbk));
        const auto other = simulation.makeToken("hsm");
        SR_VERIFY(other);
        Bytes spki;
        {
            auto user = Simulation::openAsUser(**other);
            SR_VERIFY(user);
            const auto made =
                user->generateKeyPair({algorithm.toStdString(), keyId, "Root", KeyPurpose::caSigning});
            SR_VERIFY(made);
            spki = *made;
        }
        auto officer = (*other)->openSession(Access::readWrite);
        SR_VERIFY(officer);
        SR_VERIFY(officer->login(Role::securityOfficer, secretOf(officerPin)));
        const auto wrapping = officer->createTrustedWrappingKey(*mbk);
        SR_VERIFY(wrapping);
        SR_VERIFY(officer->logout());
        SR_VERIFY(officer->login(Role::user, secretOf(userPin)));
        const auto blob = officer->wrap(*wrapping, keyId);
        SR_VERIFY(blob);

        const auto unwrapping = session->createUnwrappingKey(*mbk);
        SR_VERIFY(unwrapping);
        Bytes altered = *blob;
        altered[20] ^= 1;
        const UnwrapSpec restore{restoredId, "Root", spki, Lifetime::tokenObject};
        SR_REFUSED(session->unwrap(*unwrapping, altered, restore), ErrorCode::badFormat);
        SR_VERIFY(session->unwrap(*unwrapping, *blob, restore));
        SR_VERIFY(session->destroyKey(*unwrapping));
        SR_VERIFY(session->createPublicKey(spki, restoredId, "Root"));
        SR_VERIFY(provenKey(**token, restoredId, spki, message));
    }
};

STRONGROOM_TEST_MAIN(TestNssSoftoken)
#include "tst_nss_softoken.moc"

// The life of a token: found, initialised, PINs, data objects, erased; modules that are missing or broken.
#include "core/hsm/inventory.h"
#include "core/hsm/return_value.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <fstream>

using namespace strongroom;
using namespace strongroom::hsm;
using namespace strongroom::test;

class TestToken : public QObject {
    Q_OBJECT

private slots:
    void returnValuesHaveNames() {
        QCOMPARE(ckRvName(0), "CKR_OK");
        QCOMPARE(ckRvName(0xA0), "CKR_PIN_INCORRECT");
        QCOMPARE(ckRvName(0xB7), "CKR_SESSION_READ_ONLY_EXISTS");
        QCOMPARE(ckRvName(0x190), "CKR_CRYPTOKI_NOT_INITIALIZED");
        QCOMPARE(ckRvName(0x80000123), "CKR_VENDOR_DEFINED");
        QCOMPARE(ckRvName(0x7777), "CKR_unknown");
    }

    void modulesThatAreNone() {
        Simulation simulation;
        SR_REFUSED(Module::load({"relative.so", {}, {}}), ErrorCode::badArgument);
        SR_REFUSED(Module::load({simulation.folder() + "/none.so", {}, {}}), ErrorCode::moduleMissing);
        SR_REFUSED(Module::load({simulation.folder(), {}, {}}), ErrorCode::moduleMissing);
        const std::string text = simulation.folder() + "/text.so";
        std::ofstream(text) << "no library";
        SR_REFUSED(Module::load({text, {}, {}}), ErrorCode::moduleBroken);
        // A library, but without PKCS#11.
        const std::string plain = simulation.folder() + "/plain.so";
        QVERIFY(QFile::copy(QString::fromStdString(STRONGROOM_PLAIN_LIBRARY), QString::fromStdString(plain)));
        SR_REFUSED(Module::load({plain, {}, {}}), ErrorCode::moduleBroken);
        // A module whose own configuration is missing.
        auto store = simulation.makeStore("broken");
        SR_VERIFY(store);
        QVERIFY(QFile::remove(QString::fromStdString(store->folder() + "/inner.so")));
        SR_REFUSED(Module::load(store->moduleSpec()), ErrorCode::moduleBroken);
    }

    void aModuleTellsItsFacts() {
        Simulation simulation;
        const auto store = simulation.makeStore("hsm");
        SR_VERIFY(store);
        const auto module = Module::load(store->moduleSpec());
        SR_VERIFY(module);
        QCOMPARE((*module)->facts().manufacturer, std::string("SoftHSM"));
        QCOMPARE((*module)->facts().libraryVersion, std::string("2.6"));
        QCOMPARE((*module)->facts().cryptokiVersion, std::string("2.40"));
        QCryptographicHash hash(QCryptographicHash::Sha256);
        QFile file(QString::fromStdString(store->moduleSpec().path));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(hash.addData(&file));
        QCOMPARE(QString::fromStdString((*module)->facts().fileDigest.hex()),
                 QString::fromLatin1(hash.result().toHex()));
        // The same library again is the same module; with another spec it is a mistake.
        QCOMPARE(Module::load(store->moduleSpec())->get(), module->get());
        ModuleSpec other = store->moduleSpec();
        other.initialiseArguments = "x";
        SR_REFUSED(Module::load(other), ErrorCode::badArgument);
    }

    void aBlankTokenIsFoundByItsSlot() {
        Simulation simulation;
        const auto store = simulation.makeStore("officer-3");
        SR_VERIFY(store);
        const auto module = Module::load(store->moduleSpec());
        SR_VERIFY(module);
        const auto listed = (*module)->listSlots();
        SR_VERIFY(listed);
        QCOMPARE(listed->size(), std::size_t(1));
        QCOMPARE(listed->front().description, std::string("Simulated slot officer-3"));
        QVERIFY(listed->front().tokenPresent);
        QVERIFY(!listed->front().token->initialised);
        QCOMPARE(listed->front().token->minPinBytes, std::size_t(4));
        QCOMPARE(listed->front().token->maxPinBytes, std::size_t(255));
        SR_REFUSED(Token::findBlank(*module, "officer-4"), ErrorCode::tokenMissing);
        const auto token = Token::findBlank(*module, "officer-3");
        SR_VERIFY(token);
        QVERIFY((*token)->serial().empty());
        QCOMPARE((*token)->quirks().name, std::string("SoftHSM2"));
        const auto blank = proveBlank(**token, nullptr);
        SR_VERIFY(blank);
        QCOMPARE(*blank, BlankCase::uninitialised);
    }

    void aTokenLives() {
        Simulation simulation;
        const auto store = simulation.makeStore("hsm");
        SR_VERIFY(store);
        const auto module = Module::load(store->moduleSpec());
        SR_VERIFY(module);
        const auto token = Token::findBlank(*module, "");
        SR_VERIFY(token);
        SR_REFUSED((*token)->initialise(secretOf(officerPin), std::string(33, 'x')), ErrorCode::badArgument);
        const auto serial = (*token)->initialise(secretOf(officerPin), "root HSM");
        SR_VERIFY(serial);
        QVERIFY(!serial->empty());
        SR_REFUSED(Token::findBlank(*module, ""), ErrorCode::tokenMissing);
        SR_VERIFY(Token::find(*module, *serial));
        SR_REFUSED(Token::find(*module, "0000"), ErrorCode::tokenMissing);
        const auto facts = (*token)->facts();
        SR_VERIFY(facts);
        QCOMPARE(facts->label, std::string("root HSM"));
        QVERIFY(facts->initialised && !facts->userPinInitialised);

        // Blank (b) needs the security officer's PIN, and only that one.
        SR_REFUSED(proveBlank(**token, nullptr), ErrorCode::tokenNotBlank);
        const Secret wrong = secretOf("not it");
        SR_REFUSED(proveBlank(**token, &wrong), ErrorCode::pinWrong);
        const Secret right = secretOf(officerPin);
        const auto blank = proveBlank(**token, &right);
        SR_VERIFY(blank);
        QCOMPARE(*blank, BlankCase::knownSecurityOfficer);

        {
            auto session = (*token)->openSession(Access::readWrite);
            SR_VERIFY(session);
            SR_VERIFY(session->login(Role::securityOfficer, right));
            QCOMPARE(*session->loginState(), LoginState::securityOfficer);
            SR_VERIFY(session->initialiseUserPin(secretOf(userPin)));
            SR_VERIFY(session->close());
            QVERIFY(!session->isOpen());
            SR_REFUSED(session->random(8), ErrorCode::tokenMissing);
        }
        SR_REFUSED(proveBlank(**token, &right), ErrorCode::tokenNotBlank);
        auto session = (*token)->openSession(Access::readWrite);
        SR_VERIFY(session);
        SR_VERIFY(session->login(Role::user, secretOf(userPin)));
        SR_VERIFY(session->createDataObject("head", Bytes{1}));
        SR_VERIFY(session->close());

        // Erased: another PIN is refused and destroys nothing.
        SR_REFUSED((*token)->initialise(wrong, "erased"), ErrorCode::pinWrong);
        {
            auto user = Simulation::openAsUser(**token);
            SR_VERIFY(user);
            QCOMPARE(user->listObjects()->size(), std::size_t(1));
        }
        const auto again = (*token)->initialise(right, "erased");
        SR_VERIFY(again);
        QCOMPARE(*again, *serial);
        SR_VERIFY(proveBlank(**token, &right));
        auto nobody = Simulation::openAsUser(**token);
        QVERIFY(!nobody);
        QCOMPARE(*nobody.error().ckRv, 0x102UL); // no user PIN
    }

    void pinsAreTried() {
        Simulation simulation;
        const auto token = simulation.makeToken("hsm");
        SR_VERIFY(token);
        auto session = (*token)->openSession(Access::readWrite);
        SR_VERIFY(session);
        QCOMPARE(*session->loginState(), LoginState::nobody);
        const auto wrong = session->login(Role::user, secretOf("wrong"));
        SR_REFUSED(wrong, ErrorCode::pinWrong);
        QCOMPARE(*wrong.error().ckRv, 0xA0UL);
        QVERIFY((*token)->facts()->userPinCountLow);
        QCOMPARE(*session->loginState(), LoginState::nobody);
        SR_VERIFY(session->login(Role::user, secretOf(userPin)));
        QCOMPARE(*session->loginState(), LoginState::user);
        // A PIN that nobody looked at is never a success.
        SR_REFUSED(session->login(Role::user, secretOf("wrong")), ErrorCode::notNow);
        SR_REFUSED(session->login(Role::securityOfficer, secretOf(officerPin)), ErrorCode::notNow);
        SR_REFUSED(session->loginAtPinPad(Role::user), ErrorCode::badArgument);

        SR_REFUSED(session->changePin(secretOf("wrong"), secretOf("user-pin-2")), ErrorCode::pinWrong);
        SR_VERIFY(session->changePin(secretOf(userPin), secretOf("user-pin-2")));
        SR_VERIFY(session->logout());
        SR_REFUSED(session->login(Role::user, secretOf(userPin)), ErrorCode::pinWrong);
        SR_VERIFY(session->login(Role::user, secretOf("user-pin-2")));
    }

    void loginBelongsToTheToken() {
        Simulation simulation;
        const auto token = simulation.makeToken("hsm");
        SR_VERIFY(token);
        auto first = Simulation::openAsUser(**token);
        SR_VERIFY(first);
        auto second = (*token)->openSession(Access::readOnly);
        SR_VERIFY(second);
        QCOMPARE(*second->loginState(), LoginState::user);
        // The one that did not log in leaves the other logged in; the one that did logs out as it goes.
        SR_VERIFY(second->close());
        QCOMPARE(*first->loginState(), LoginState::user);
        auto third = (*token)->openSession(Access::readOnly);
        SR_VERIFY(third);
        { const Session gone = std::move(*first); }
        QCOMPARE(*third->loginState(), LoginState::nobody);
    }

    void theLastTryIsNotTaken() {
        Simulation simulation;
        auto store = simulation.makeStore("hsm");
        SR_VERIFY(store);
        const auto token = Simulation::initialise(*store);
        SR_VERIFY(token);
        auto session = (*token)->openSession(Access::readWrite);
        SR_VERIFY(session);
        using simulator::PinState;
        for (const auto& [state, role, expected] :
             {std::tuple{PinState::userFinalTry, Role::user, ErrorCode::pinLastTry},
              {PinState::userLocked, Role::user, ErrorCode::pinLocked},
              {PinState::officerFinalTry, Role::securityOfficer, ErrorCode::pinLastTry},
              {PinState::officerLocked, Role::securityOfficer, ErrorCode::pinLocked}}) {
            SR_VERIFY(store->showPinState(state));
            const auto refused = session->login(role, secretOf("wrong"));
            SR_REFUSED(refused, expected);
            QVERIFY(!refused.error().ckRv);
        }
        SR_VERIFY(store->showPinState(PinState::userFinalTry));
        SR_REFUSED(session->changePin(secretOf("wrong"), secretOf("new-pin")), ErrorCode::pinLastTry);
        SR_VERIFY(store->showPinState(PinState::fine));
        // None of them was a try.
        QVERIFY(!(*token)->facts()->userPinCountLow);
        QVERIFY(!(*token)->facts()->securityOfficerPinCountLow);
    }

    void randomComesFromTheToken() {
        Simulation simulation;
        const auto token = simulation.makeToken("hsm");
        SR_VERIFY(token);
        auto session = (*token)->openSession(Access::readOnly);
        SR_VERIFY(session);
        const auto first = session->random(32);
        SR_VERIFY(first);
        QCOMPARE(first->size(), std::size_t(32));
        QVERIFY(*first != *session->random(32));
        auto secret = Secret::make(32);
        SR_VERIFY(secret);
        SR_VERIFY(session->fillRandom(*secret));
        QVERIFY(secret->expose([](ByteView bytes) {
            return std::any_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte != 0; });
        }));
    }

    void dataObjectsAreReplaced() {
        Simulation simulation;
        const auto token = simulation.makeToken("card");
        SR_VERIFY(token);
        auto session = Simulation::openAsUser(**token);
        SR_VERIFY(session);
        SR_VERIFY(session->createDataObject("head", Bytes{1, 2, 3}));
        SR_VERIFY(session->createDataObject("other", Bytes(70000, 7)));
        QCOMPARE(*session->findDataObjects("head"), (std::vector<Bytes>{{1, 2, 3}}));
        SR_VERIFY(session->replaceDataObject("head", Bytes{4}));
        QCOMPARE(*session->findDataObjects("head"), (std::vector<Bytes>{{4}}));
        QCOMPARE(session->findDataObjects("other")->front().size(), std::size_t(70000));
        const auto inventory = takeInventory(*session);
        SR_VERIFY(inventory);
        QCOMPARE(inventory->count(ObjectClass::data), std::size_t(2));
        QCOMPARE(inventory->lines().front(), std::string("data 'head'"));
        // Private: nobody sees them without the PIN.
        SR_VERIFY(session->logout());
        QVERIFY(session->listObjects()->empty());
        SR_VERIFY(session->login(Role::user, secretOf(userPin)));
        SR_VERIFY(session->destroyDataObjects("head"));
        SR_VERIFY(session->destroyDataObjects("head"));
        QVERIFY(session->findDataObjects("head")->empty());
        const auto failures = session->destroyAll();
        SR_VERIFY(failures);
        QVERIFY(failures->empty());
        QVERIFY(session->listObjects()->empty());
    }
};

STRONGROOM_TEST_MAIN(TestToken)
#include "tst_token.moc"

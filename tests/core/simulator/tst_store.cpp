// The simulated token: pulled and put back in the middle of everything, faults before and after, answers that
// lie, several in one process.
#include "core/hsm/inventory.h"
#include "core/hsm/proven_key.h"
#include "core/ossl/key.h"
#include "core/simulator/store.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <set>

using namespace strongroom;
using namespace strongroom::hsm;
using namespace strongroom::test;
using simulator::Fault;
using simulator::FaultMode;
using simulator::Store;

namespace {
const Bytes keyId{0x51};
const ByteView message = base::viewOf("Strongroom key-proof v1\n");
const KeySpec spec{"P-256", keyId, "a key", KeyPurpose::caSigning};
} // namespace

class TestStore : public QObject {
    Q_OBJECT

private slots:
    void foldersAreMadeAndOpened() {
        Simulation simulation;
        const auto store = simulation.makeStore("hsm");
        SR_VERIFY(store);
        QVERIFY(store->isInserted());
        SR_VERIFY(Store::open(store->folder()));
        SR_REFUSED(Store::open(simulation.folder()), ErrorCode::fileMissing);
        SR_REFUSED(simulation.makeStore("hsm"), ErrorCode::fileExists);
        const auto softHsm = Store::findSoftHsm();
        SR_VERIFY(softHsm);
        const std::string other = simulation.folder() + "/other";
        SR_REFUSED(Store::create(other, "/nowhere/module.so", *softHsm), ErrorCode::moduleMissing);
        SR_REFUSED(Store::create(other, STRONGROOM_SIMULATOR_MODULE, "/nowhere/softhsm.so"),
                   ErrorCode::moduleMissing);
        QVERIFY(!std::filesystem::exists(other)); // nothing half made is left
        SR_REFUSED(Store::create("other", STRONGROOM_SIMULATOR_MODULE, *softHsm), ErrorCode::badArgument);
        QVERIFY(qgetenv("SOFTHSM2_CONF").isNull());
    }

    void aStoreOutlivesItsModule() {
        Simulation simulation;
        auto store = simulation.makeStore("hsm");
        SR_VERIFY(store);
        Bytes spki;
        std::string serial;
        {
            const auto token = Simulation::initialise(*store);
            SR_VERIFY(token);
            serial = (*token)->serial();
            auto session = Simulation::openAsUser(**token);
            SR_VERIFY(session);
            spki = session->generateKeyPair(spec).value();
        }
        // Moved, too: its configuration follows.
        const std::string moved = simulation.folder() + "/moved";
        std::filesystem::rename(store->folder(), moved);
        const auto again = Store::open(moved);
        SR_VERIFY(again);
        const auto module = Module::load(again->moduleSpec());
        SR_VERIFY(module);
        const auto token = Token::find(*module, serial);
        SR_VERIFY(token);
        auto session = Simulation::openAsUser(**token);
        SR_VERIFY(session);
        SR_VERIFY(provenKey(**token, keyId, spki, message));
    }

    void sixTokensInOneProcess() {
        Simulation simulation;
        struct Card {
            Store store;
            std::shared_ptr<Token> token;
            Session session;
            Bytes spki;
        };
        std::vector<Card> cards;
        for (int index = 0; index < 6; ++index) {
            auto store = simulation.makeStore("card-" + std::to_string(index));
            SR_VERIFY(store);
            auto token = Simulation::initialise(*store);
            SR_VERIFY(token);
            auto session = Simulation::openAsUser(**token);
            SR_VERIFY(session);
            auto spki = session->generateKeyPair(spec);
            SR_VERIFY(spki);
            cards.push_back({*store, *token, std::move(*session), *spki});
        }
        std::set<std::string> serials;
        for (const Card& card : cards)
            serials.insert(card.token->serial());
        QCOMPARE(serials.size(), std::size_t(6));
        const auto signsWithAll = [&](std::size_t but) {
            for (std::size_t index = 0; index < cards.size(); ++index) {
                if (index == but)
                    continue;
                const auto key = cards[index].token->privateKey(keyId, cards[index].spki);
                SR_VERIFY(key);
                const auto signature = key->sign(ossl::SignatureAlgorithm::ecdsaSha256, message);
                SR_VERIFY(signature);
                SR_VERIFY(ossl::PublicKey::fromSpki(cards[index].spki)
                              ->verify(ossl::SignatureAlgorithm::ecdsaSha256, message, *signature));
            }
        };
        signsWithAll(6);
        // One is pulled: the others go on.
        SR_VERIFY(cards[2].store.remove());
        SR_REFUSED(cards[2].token->privateKey(keyId, cards[2].spki), ErrorCode::tokenMissing);
        signsWithAll(2);
        SR_VERIFY(cards[2].store.insert());
        auto session = Simulation::openAsUser(*cards[2].token);
        SR_VERIFY(session);
        signsWithAll(6);
    }

    void aTokenIsPulledAndPutBack() {
        Simulation simulation;
        auto store = simulation.makeStore("hsm");
        SR_VERIFY(store);
        const auto token = Simulation::initialise(*store);
        SR_VERIFY(token);
        auto session = Simulation::openAsUser(**token);
        SR_VERIFY(session);
        const auto spki = session->generateKeyPair(spec);
        SR_VERIFY(spki);
        {
            const auto key = (*token)->privateKey(keyId, *spki);
            SR_VERIFY(key);
            SR_VERIFY(key->sign(ossl::SignatureAlgorithm::ecdsaSha256, message));

            SR_VERIFY(store->remove());
            QVERIFY(!store->isInserted());
            // Through libp11 and directly: an error, no hang, no crash.
            QVERIFY(!key->sign(ossl::SignatureAlgorithm::ecdsaSha256, message));
            const auto direct = session->signDirect(keyId, *spki, message);
            SR_REFUSED(direct, ErrorCode::tokenMissing);
            QCOMPARE(*direct.error().ckRv, 0xE0UL);
            SR_REFUSED((*token)->facts(), ErrorCode::tokenMissing);
            SR_REFUSED((*token)->openSession(Access::readWrite), ErrorCode::tokenMissing);
            SR_REFUSED((*token)->privateKey(keyId, *spki), ErrorCode::tokenMissing);
            const auto listed = (*token)->module()->listSlots();
            SR_VERIFY(listed);
            QCOMPARE(listed->size(), std::size_t(1));
            QVERIFY(!listed->front().tokenPresent && !listed->front().token);

            SR_VERIFY(store->insert());
            // What was before stays dead, and the old key must go before the token is used again.
            QVERIFY(!session->isOpen());
            QVERIFY(!key->sign(ossl::SignatureAlgorithm::ecdsaSha256, message));
            SR_REFUSED((*token)->openSession(Access::readWrite), ErrorCode::notNow);
        }
        auto fresh = (*token)->openSession(Access::readWrite);
        SR_VERIFY(fresh);
        QCOMPARE(*fresh->loginState(), LoginState::nobody);
        SR_REFUSED((*token)->privateKey(keyId, *spki), ErrorCode::notNow);
        SR_VERIFY(fresh->login(Role::user, secretOf(userPin)));
        const auto key = (*token)->privateKey(keyId, *spki);
        SR_VERIFY(key);
        SR_VERIFY(key->sign(ossl::SignatureAlgorithm::ecdsaSha256, message));
        SR_VERIFY(provenKey(**token, keyId, *spki, message));
        SR_REFUSED(session->listObjects(), ErrorCode::tokenMissing);
    }

    void aQuickPullIsNoticed() {
        // Out and in again while nobody called: login and sessions are lost all the same.
        Simulation simulation;
        auto store = simulation.makeStore("hsm");
        SR_VERIFY(store);
        const auto token = Simulation::initialise(*store);
        SR_VERIFY(token);
        auto session = Simulation::openAsUser(**token);
        SR_VERIFY(session);
        SR_VERIFY(store->remove());
        SR_VERIFY(store->insert());
        SR_REFUSED(session->listObjects(), ErrorCode::tokenMissing);
        auto fresh = (*token)->openSession(Access::readOnly);
        SR_VERIFY(fresh);
        QCOMPARE(*fresh->loginState(), LoginState::nobody);
    }

    void faultsBeforeAndAfter() {
        Simulation simulation;
        auto store = simulation.makeStore("hsm");
        SR_VERIFY(store);
        const auto token = Simulation::initialise(*store);
        SR_VERIFY(token);
        auto session = Simulation::openAsUser(**token);
        SR_VERIFY(session);

        SR_VERIFY(store->setFault({"C_GenerateKeyPair", 1, FaultMode::before, 0x31}));
        const auto before = session->generateKeyPair(spec);
        SR_REFUSED(before, ErrorCode::tokenRefused);
        QCOMPARE(*before.error().ckRv, 0x31UL);
        QVERIFY(!store->hasFault());
        QVERIFY(session->listObjects()->empty());

        // Done, although the token says no: seen by looking for the CKA_ID.
        SR_VERIFY(store->setFault({"C_GenerateKeyPair", 1, FaultMode::after, 0x30}));
        SR_REFUSED(session->generateKeyPair(spec), ErrorCode::tokenRefused);
        const auto spki = session->spkiOf(keyId);
        SR_VERIFY(spki);
        SR_VERIFY(provenKey(**token, keyId, *spki, message));
        SR_REFUSED(session->generateKeyPair(spec), ErrorCode::objectDuplicate);

        // The third signature from now on.
        SR_VERIFY(store->setFault({"C_Sign", 3, FaultMode::after, 0x32}));
        SR_VERIFY(session->signDirect(keyId, *spki, message));
        QVERIFY(store->hasFault());
        SR_VERIFY(session->signDirect(keyId, *spki, message));
        const auto third = session->signDirect(keyId, *spki, message);
        SR_REFUSED(third, ErrorCode::tokenMissing); // CKR_DEVICE_REMOVED
        QVERIFY(!store->hasFault());
        SR_REFUSED(session->listObjects(), ErrorCode::tokenMissing); // a lost session does not come back

        auto again = (*token)->openSession(Access::readWrite);
        SR_VERIFY(again);
        if (*again->loginState() == LoginState::nobody)
            SR_VERIFY(again->login(Role::user, secretOf(userPin)));
        // Through libp11.
        const auto key = (*token)->privateKey(keyId, *spki);
        SR_VERIFY(key);
        for (const FaultMode mode : {FaultMode::before, FaultMode::after}) {
            SR_VERIFY(store->setFault({"C_Sign", 1, mode, 0x30}));
            QVERIFY(!key->sign(ossl::SignatureAlgorithm::ecdsaSha256, message));
            QVERIFY(!store->hasFault());
            SR_VERIFY(key->sign(ossl::SignatureAlgorithm::ecdsaSha256, message));
        }
        SR_VERIFY(store->setFault({"C_Sign", 1, FaultMode::before, 0x30}));
        SR_VERIFY(store->clearFault());
        SR_VERIFY(store->clearFault());
        SR_VERIFY(key->sign(ossl::SignatureAlgorithm::ecdsaSha256, message));
        SR_REFUSED(store->setFault({"C_Sign", 0, FaultMode::before, 0x30}), ErrorCode::badArgument);
        SR_REFUSED(store->setFault({"C Sign", 1, FaultMode::before, 0x30}), ErrorCode::badArgument);
    }

    void liesAreNoticed() {
        Simulation simulation;
        auto store = simulation.makeStore("hsm");
        SR_VERIFY(store);
        const auto token = Simulation::initialise(*store);
        SR_VERIFY(token);
        auto session = Simulation::openAsUser(**token);
        SR_VERIFY(session);
        const auto lie = [&](const char* function, unsigned call) {
            return store->setFault({function, call, FaultMode::garbage, 0});
        };
        // A key pair that was never made.
        SR_VERIFY(lie("C_GenerateKeyPair", 1));
        QVERIFY(!session->generateKeyPair(spec));
        SR_REFUSED(provenKey(**token, keyId, {}, message), ErrorCode::tokenLied);
        const auto spki = session->generateKeyPair(spec);
        SR_VERIFY(spki);
        // Signatures of zeros, attributes with a flipped bit, searches that find nothing: at each call of the
        // proof, until none is struck. A lie is harmless (the question for a length) or it is told.
        for (const auto& [function, expectedLies] :
             {std::pair{"C_Sign", 1}, {"C_GetAttributeValue", 3}, {"C_FindObjects", 2}}) {
            int lies = 0;
            for (unsigned call = 1; call < 100; ++call) {
                SR_VERIFY(lie(function, call));
                const auto proof = provenKey(**token, keyId, *spki, message);
                if (store->hasFault()) {
                    SR_VERIFY(proof);
                    break;
                }
                if (!proof) {
                    SR_REFUSED(proof, ErrorCode::tokenLied);
                    ++lies;
                }
            }
            SR_VERIFY(store->clearFault());
            QCOMPARE(lies, expectedLies);
        }
        SR_VERIFY(provenKey(**token, keyId, *spki, message));
        // An object that is still there, and a flag that did not fall.
        SR_VERIFY(lie("C_SetAttributeValue", 1));
        SR_REFUSED(session->setNotExtractable(keyId), ErrorCode::tokenLied);
        SR_VERIFY(lie("C_DestroyObject", 1));
        const auto failures = session->destroyAll();
        SR_VERIFY(failures);
        QCOMPARE(failures->size(), std::size_t(1));
        QCOMPARE(session->listObjects()->size(), std::size_t(1));
        // An initialisation that never happened.
        SR_VERIFY(session->close());
        SR_VERIFY(lie("C_InitToken", 1));
        SR_REFUSED((*token)->initialise(secretOf(officerPin), "another label"), ErrorCode::tokenLied);
    }

    void destroyFailuresAreListed() {
        Simulation simulation;
        auto store = simulation.makeStore("hsm");
        SR_VERIFY(store);
        const auto token = Simulation::initialise(*store);
        SR_VERIFY(token);
        auto session = Simulation::openAsUser(**token);
        SR_VERIFY(session);
        SR_VERIFY(session->createDataObject("one", Bytes{1}));
        SR_VERIFY(session->createDataObject("two", Bytes{2}));
        SR_VERIFY(store->setFault({"C_DestroyObject", 1, FaultMode::before, 0x30}));
        const auto failures = session->destroyAll();
        SR_VERIFY(failures);
        QCOMPARE(failures->size(), std::size_t(1));
        QCOMPARE(failures->front().returnValue, 0x30UL);
        QCOMPARE(session->listObjects()->size(), std::size_t(1));
    }

    void aProcessDiesOrHangsInACall_data() {
        QTest::addColumn<int>("mode");
        QTest::addColumn<int>("objects");
        QTest::newRow("die") << int(FaultMode::die) << 0;
        QTest::newRow("die after") << int(FaultMode::dieAfter) << 2;
        QTest::newRow("hang") << int(FaultMode::hang) << 0;
    }
    void aProcessDiesOrHangsInACall() {
        QFETCH(int, mode);
        QFETCH(int, objects);
        Simulation simulation;
        auto store = simulation.makeStore("hsm");
        SR_VERIFY(store);
        std::string serial;
        {
            const auto token = Simulation::initialise(*store);
            SR_VERIFY(token);
            serial = (*token)->serial();
        }
        SR_VERIFY(store->setFault({"C_GenerateKeyPair", 1, static_cast<FaultMode>(mode), 0}));
        const auto generate = [&] {
            const auto module = Module::load(store->moduleSpec());
            const auto token =
                module ? Token::find(*module, serial) : Result<std::shared_ptr<Token>>(module.error());
            auto session = token ? Simulation::openAsUser(**token) : Result<Session>(token.error());
            return session && session->generateKeyPair(spec);
        };
        const pid_t child = fork();
        if (child == 0)
            _exit(generate() ? 10 : 11);
        QVERIFY(child > 0);
        int status = 0;
        if (static_cast<FaultMode>(mode) == FaultMode::hang) {
            QTRY_VERIFY(!store->hasFault()); // it is in the call
            QTest::qWait(50);
            QCOMPARE(waitpid(child, &status, WNOHANG), pid_t(0));
            kill(child, SIGKILL);
        }
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        QVERIFY(!store->hasFault());
        // Another process finds out what became of it.
        const auto module = Module::load(store->moduleSpec());
        SR_VERIFY(module);
        const auto token = Token::find(*module, serial);
        SR_VERIFY(token);
        auto session = Simulation::openAsUser(**token);
        SR_VERIFY(session);
        QCOMPARE(session->listObjects()->size(), std::size_t(objects));
    }
};

STRONGROOM_TEST_MAIN(TestStore)
#include "tst_store.moc"

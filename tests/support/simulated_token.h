// A simulated token in a temporary folder: real SoftHSM2 behind the simulator's proxy. For tests of
// everything that talks to an HSM or a card. STRONGROOM_SIMULATOR_MODULE is the proxy's path, set by CMake.
#pragma once

#include "core/hsm/token.h"
#include "core/simulator/store.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

#include <memory>
#include <string>

namespace strongroom::test {

// Ends the test function with the error's words when a Result is none.
#define SR_VERIFY(result)                                                                                    \
    do {                                                                                                     \
        const auto& srVerified = (result);                                                                   \
        QVERIFY2(srVerified.has_value(), srVerified.has_value() ? "" : srVerified.error().detail.c_str());   \
    } while (false)
// The Result is an error with this code.
#define SR_REFUSED(result, expected)                                                                         \
    do {                                                                                                     \
        const auto& srRefused = (result);                                                                    \
        QVERIFY2(!srRefused.has_value(), "there was no error");                                              \
        QVERIFY2(                                                                                            \
            srRefused.error().code == (expected),                                                            \
            (std::string(base::errorCodeName(srRefused.error().code)) + ": " + srRefused.error().detail)     \
                .c_str());                                                                                   \
    } while (false)

inline Secret secretOf(std::string_view text) {
    return Secret::copyOf(base::viewOf(text)).value();
}

inline const char* const userPin = "user-pin-1";
inline const char* const officerPin = "officer-pin-1";

// One folder with as many stores as a test wants. Order of members matters: modules go before folders.
class Simulation {
public:
    Simulation() { base::openSecureHeap(); }

    Result<simulator::Store> makeStore(const std::string& name) {
        SR_ASSIGN(const std::string softHsm, simulator::Store::findSoftHsm());
        return simulator::Store::create(m_folder.path().toStdString() + "/" + name,
                                        STRONGROOM_SIMULATOR_MODULE, softHsm);
    }
    // A store whose token has been initialised, with a user PIN.
    Result<std::shared_ptr<hsm::Token>> makeToken(const std::string& name) {
        SR_ASSIGN(simulator::Store store, makeStore(name));
        return initialise(store);
    }
    static Result<std::shared_ptr<hsm::Token>> initialise(const simulator::Store& store) {
        SR_ASSIGN(auto module, hsm::Module::load(store.moduleSpec()));
        SR_ASSIGN(auto token, hsm::Token::findBlank(module, ""));
        SR_ASSIGN(const std::string serial, token->initialise(secretOf(officerPin), "test token"));
        SR_ASSIGN(hsm::Session session, token->openSession(hsm::Access::readWrite));
        SR_TRY(session.login(hsm::Role::securityOfficer, secretOf(officerPin)));
        SR_TRY(session.initialiseUserPin(secretOf(userPin)));
        SR_TRY(session.close());
        return token;
    }
    static Result<hsm::Session> openAsUser(hsm::Token& token) {
        SR_ASSIGN(hsm::Session session, token.openSession(hsm::Access::readWrite));
        SR_TRY(session.login(hsm::Role::user, secretOf(userPin)));
        return session;
    }
    std::string folder() const { return m_folder.path().toStdString(); }

private:
    QTemporaryDir m_folder;
};

} // namespace strongroom::test

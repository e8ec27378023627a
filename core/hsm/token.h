// A token of a module: an HSM or a card. Known by its serial (a blank one by its slot until it is
// initialised); the slot is looked up afresh after each start of the module. Makes Sessions and, through
// libp11, the private keys that sign and decrypt. Invariant: before its first Session is opened, libp11 holds
// no session of the token, so that a security officer can log in and libp11 never waits for a session it
// cannot have; a private key that would outlive this is refused with notNow. Cannot do: tell two tokens with
// the same serial apart (the SPKI of their keys does). Threads: one, the engine's.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/hsm/module.h"
#include "core/hsm/quirks.h"
#include "core/hsm/session.h"
#include "core/hsm/slot_facts.h"

#include <memory>
#include <string>
#include <string_view>

namespace strongroom::ossl {
class PrivateKey;
}

namespace strongroom::hsm {

class Token {
public:
    // tokenMissing when no present token has this serial; objectDuplicate when two have.
    static Result<std::shared_ptr<Token>> find(std::shared_ptr<Module> module, std::string_view serial);
    // The first slot with an uninitialised token whose description contains `slotDescription` (empty: any).
    // tokenMissing when there is none.
    static Result<std::shared_ptr<Token>> findBlank(std::shared_ptr<Module> module,
                                                    std::string_view slotDescription);
    // The token in this slot, initialised or not.
    static Result<std::shared_ptr<Token>> inSlot(std::shared_ptr<Module> module, unsigned long slotId);

    const std::shared_ptr<Module>& module() const noexcept { return m_module; }
    const std::string& serial() const noexcept { return m_serial; } // empty while blank
    // The slot as it is now; tokenMissing when the token was pulled or another is in its place.
    Result<SlotFacts> slot();
    Result<TokenFacts> facts();
    const Quirks& quirks() const noexcept { return m_quirks; }

    // C_InitToken: destroys every object, keeps or sets the security officer's PIN, answers the serial and
    // looks again after a restart of the module (where no other token of it is in use). On an initialised
    // token the PIN is proven by a login first: some modules wipe with a wrong one. Sessions of this token
    // are dead afterwards. notNow while a private key of the token is alive. label: 1 to 32 bytes.
    Result<std::string> initialise(const Secret& securityOfficerPin, std::string_view label);

    // notNow while a private key lives on from sessions that are closed or dead.
    Result<Session> openSession(Access access);

    // The private key with this CKA_ID, whose public half is `spki`, behind libp11. Wants a Session of this
    // token in which the user is logged in; dies with that login: drop it before the logout. keyMismatch when
    // the token's public key is another; objectMissing, objectDuplicate.
    Result<ossl::PrivateKey> privateKey(ByteView id, ByteView spki);
    std::size_t livePrivateKeys() const noexcept;

private:
    Token(std::shared_ptr<Module> module, const SlotFacts& slot);
    Result<unsigned long> slotId(); // of today's start of the module

    std::shared_ptr<Module> m_module;
    std::string m_serial;
    Quirks m_quirks;
    unsigned long m_slotId;
    unsigned long m_generation; // of the module's start in which m_slotId was true
};

} // namespace strongroom::hsm

// Private to this folder: what a Module is made of, and the rules that keep libp11 and the direct calls from
// hurting each other (FACTS 1.1, 3.2). libp11 keeps sessions of its own for as long as a slot array lives; it
// waits for ever when it cannot open one; releasing an array closes every session of its slots, ours too; a
// key of libp11 that outlives a logout is dead. So: nobody but LibP11 touches an array; an array is released
// only when no Session of ours is open and no key alive; a slot is put to rest before its first Session.
#pragma once

#include "core/hsm/cryptoki.h"
#include "core/hsm/module.h"
#include "core/hsm/session.h"

#include <libp11.h>

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace strongroom::hsm {

// One open session, shared by its Session and the module's register.
struct SessionRecord : std::enable_shared_from_this<SessionRecord> {
    std::shared_ptr<Module> module;
    CK_SLOT_ID slotId = 0;
    CK_SESSION_HANDLE handle = 0;
    unsigned long generation = 0; // of the module's start in which the handle is true
    Access access = Access::readOnly;
    bool open = false;
    bool loggedIn = false; // by this session
    CK_MECHANISM_TYPE kwpMechanism = mechanismAesKeyWrapKwp;
    bool unwrapNeedsEcPoint = false;
    bool refusesNegativeUsage = false;

    CK_FUNCTION_LIST& calls() const;
    // tokenMissing for a session that was closed or lost.
    Result<void> usable() const;
    // C_OpenSession; enters the session in the module's register.
    Result<void> openAnew();
    // Turns an answer into a Result; notes a lost session.
    Result<void> check(std::string_view what, CK_RV returnValue);
};

// libp11's slot arrays and the keys made from them.
class LibP11 {
public:
    Result<void> open(const ModuleSpec& spec); // after C_Initialize
    void close() noexcept;                     // finalises the module

    // The EVP_PKEY of the private key with this id; the owner of `module` is kept alive by it. The caller has
    // seen that the user is logged in and that a session can be opened.
    Result<EVP_PKEY*> privateKey(const std::shared_ptr<Module>& module, CK_SLOT_ID slotId, ByteView id);

    std::size_t liveKeys() const noexcept;
    std::size_t liveKeys(CK_SLOT_ID slotId) const noexcept;
    bool holdsSessions(CK_SLOT_ID slotId) const noexcept { return m_slotsWithSessions.contains(slotId); }
    // The present array is not used for new keys: after a logout, a destroyed object, a lost token.
    void retire() noexcept;
    void forgetSessions(CK_SLOT_ID slotId) noexcept; // they were closed with C_CloseAllSessions
    void releaseAll() noexcept;                      // no Session open, no key alive

    void keyFreed(CK_SLOT_ID slotId) noexcept; // by the lease of a key
    void keyMade(CK_SLOT_ID slotId) noexcept;

private:
    struct SlotArray {
        PKCS11_SLOT* slots = nullptr;
        unsigned count = 0;
    };
    Result<PKCS11_TOKEN*> tokenOf(CK_SLOT_ID slotId);

    PKCS11_CTX* m_context = nullptr;
    SlotArray m_present;
    std::vector<SlotArray> m_retired;
    std::set<CK_SLOT_ID> m_slotsWithSessions;
    std::map<CK_SLOT_ID, std::size_t> m_liveKeys;
};

// An EVP_PKEY of our own around the same key: libp11 0.4.12 hands out one that it keeps itself, so that its
// end would never be seen. nullptr for what is neither RSA nor EC.
EVP_PKEY* wrapKey(EVP_PKEY* libP11Key);
// Where the token has no public object, libp11's EC key lacks its public half: put in from the record.
Result<void> completeEcPublicHalf(EVP_PKEY* key, ByteView spki);

struct ModuleInternals {
    ModuleSpec spec;
    ModuleFacts facts;
    void* library = nullptr;
    CK_FUNCTION_LIST* calls = nullptr;
    bool initialised = false;
    unsigned long generation = 1; // counts the starts
    LibP11 libP11;
    std::vector<std::weak_ptr<SessionRecord>> sessions;

    ModuleInternals() = default;
    ModuleInternals(const ModuleInternals&) = delete;
    ModuleInternals& operator=(const ModuleInternals&) = delete;
    ~ModuleInternals(); // unloads

    Result<void> initialise(); // environment and C_Initialize
    Result<SlotFacts> slotFacts(CK_SLOT_ID slotId);
    Result<TokenFacts> tokenFacts(CK_SLOT_ID slotId);

    // The sessions that are really open, after asking the token.
    std::vector<std::shared_ptr<SessionRecord>> openSessions();
    std::vector<std::shared_ptr<SessionRecord>> openSessions(CK_SLOT_ID slotId);
    // Closes every session of the slot, libp11's and ours; notNow while a private key of it is alive.
    Result<void> rest(CK_SLOT_ID slotId);
};

} // namespace strongroom::hsm

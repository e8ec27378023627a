#include "core/base/hex.h"
#include "core/hsm/module_internals.h"
#include "core/ossl/failure.h"

#include <algorithm>

namespace strongroom::hsm {

namespace {

// Hangs on each EVP_PKEY that is handed out: counts it as alive and keeps libp11's key and the module loaded
// until it is freed, whoever frees it last.
struct KeyLease {
    std::shared_ptr<Module> module;
    CK_SLOT_ID slotId;
    EVP_PKEY* libP11Key; // owned

    KeyLease(std::shared_ptr<Module> owner, CK_SLOT_ID slot, EVP_PKEY* key)
        : module(std::move(owner)), slotId(slot), libP11Key(key) {
        module->internals().libP11.keyMade(slotId);
    }
    KeyLease(const KeyLease& other) : KeyLease(other.module, other.slotId, other.libP11Key) {
        EVP_PKEY_up_ref(libP11Key);
    }
    KeyLease& operator=(const KeyLease&) = delete;
    ~KeyLease() {
        EVP_PKEY_free(libP11Key);
        module->internals().libP11.keyFreed(slotId);
    }
};

void freeLease(void*, void* lease, CRYPTO_EX_DATA*, int, long, void*) {
    delete static_cast<KeyLease*>(lease);
}

int copyLease(CRYPTO_EX_DATA*, const CRYPTO_EX_DATA*, void** lease, int, long, void*) {
    if (*lease != nullptr)
        *lease = new KeyLease(*static_cast<KeyLease*>(*lease));
    return 1;
}

int leaseIndex() {
    static const int index =
        CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_EVP_PKEY, 0, nullptr, nullptr, copyLease, freeLease);
    return index;
}

} // namespace

Result<void> LibP11::open(const ModuleSpec& spec) {
    m_context = PKCS11_CTX_new();
    if (m_context == nullptr)
        return ossl::failure("making libp11's context");
    if (!spec.initialiseArguments.empty())
        PKCS11_CTX_init_args(m_context, spec.initialiseArguments.c_str());
    // Its C_Initialize answers "already initialised", which it takes for a success.
    if (PKCS11_CTX_load(m_context, spec.path.c_str()) != 0) {
        PKCS11_CTX_free(m_context);
        m_context = nullptr;
        return ossl::failure("libp11 cannot load the module " + spec.path, ErrorCode::moduleBroken);
    }
    ossl::clearErrors();
    return {};
}

void LibP11::close() noexcept {
    if (m_context == nullptr)
        return;
    releaseAll();
    PKCS11_CTX_unload(m_context);
    PKCS11_CTX_free(m_context);
    m_context = nullptr;
    ossl::clearErrors();
}

std::size_t LibP11::liveKeys() const noexcept {
    std::size_t sum = 0;
    for (const auto& [slotId, count] : m_liveKeys)
        sum += count;
    return sum;
}

std::size_t LibP11::liveKeys(CK_SLOT_ID slotId) const noexcept {
    const auto found = m_liveKeys.find(slotId);
    return found == m_liveKeys.end() ? 0 : found->second;
}

void LibP11::keyMade(CK_SLOT_ID slotId) noexcept {
    ++m_liveKeys[slotId];
}

void LibP11::keyFreed(CK_SLOT_ID slotId) noexcept {
    --m_liveKeys[slotId];
}

void LibP11::retire() noexcept {
    if (m_present.slots != nullptr)
        m_retired.push_back(m_present);
    m_present = {};
}

void LibP11::forgetSessions(CK_SLOT_ID slotId) noexcept {
    m_slotsWithSessions.erase(slotId);
    retire();
}

void LibP11::releaseAll() noexcept {
    retire();
    for (const SlotArray& array : m_retired)
        PKCS11_release_all_slots(m_context, array.slots, array.count);
    m_retired.clear();
    m_slotsWithSessions.clear();
    ossl::clearErrors();
}

Result<PKCS11_TOKEN*> LibP11::tokenOf(CK_SLOT_ID slotId) {
    ossl::clearErrors();
    if (m_present.slots == nullptr) {
        SlotArray array;
        if (PKCS11_enumerate_slots(m_context, &array.slots, &array.count) != 0)
            return ossl::failure("libp11 cannot list the slots", ErrorCode::tokenRefused);
        m_present = array;
    }
    for (unsigned index = 0; index < m_present.count; ++index) {
        PKCS11_SLOT& slot = m_present.slots[index];
        if (PKCS11_get_slotid_from_slot(&slot) == slotId && slot.token != nullptr)
            return slot.token;
    }
    retire();
    return Error{ErrorCode::tokenMissing, "libp11 sees no token in the slot"};
}

Result<EVP_PKEY*> LibP11::privateKey(const std::shared_ptr<Module>& module, CK_SLOT_ID slotId, ByteView id) {
    SR_ASSIGN(PKCS11_TOKEN * token, tokenOf(slotId));
    m_slotsWithSessions.insert(slotId);
    PKCS11_KEY* keys = nullptr;
    unsigned count = 0;
    if (PKCS11_enumerate_keys(token, &keys, &count) != 0) {
        retire();
        return ossl::failure("libp11 cannot list the keys (one Ed25519 key hides all others)",
                             ErrorCode::tokenRefused);
    }
    PKCS11_KEY* const end = keys + count;
    PKCS11_KEY* const found = std::find_if(keys, end, [id](const PKCS11_KEY& key) {
        return key.isPrivate && base::equalBytes({key.id, key.id_len}, id);
    });
    if (found == end)
        return Error{ErrorCode::objectMissing, "libp11 finds no private key with id " + base::toHex(id)};
    EVP_PKEY* const key = PKCS11_get_private_key(found);
    if (key == nullptr)
        return ossl::failure("libp11 cannot use the private key " + base::toHex(id), ErrorCode::tokenRefused);
    // Without a public object on the token libp11 leaves what it missed in the queue.
    ossl::clearErrors();
    EVP_PKEY* const wrapper = wrapKey(key);
    if (wrapper == nullptr) {
        EVP_PKEY_free(key);
        return ossl::failure("a private key that is neither RSA nor EC", ErrorCode::unsupported);
    }
    EVP_PKEY_set_ex_data(wrapper, leaseIndex(), new KeyLease(module, slotId, key));
    return wrapper;
}

} // namespace strongroom::hsm

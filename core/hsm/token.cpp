#include "core/hsm/token.h"

#include "core/hsm/attributes.h"
#include "core/ossl/handle.h"
#include "core/ossl/key.h"

#include <algorithm>
#include <array>

namespace strongroom::hsm {

namespace {

Result<SlotFacts> slotWithSerial(Module& module, std::string_view serial) {
    SR_ASSIGN(const auto slots, module.listSlots());
    std::optional<SlotFacts> found;
    for (const SlotFacts& slot : slots) {
        if (!slot.token || !slot.token->initialised || slot.token->serial != serial)
            continue;
        if (found)
            return Error{ErrorCode::objectDuplicate,
                         "two tokens of the module have the serial " + std::string(serial)};
        found = slot;
    }
    if (!found)
        return Error{ErrorCode::tokenMissing, "no token with the serial " + std::string(serial) +
                                                  " is in the module " + module.spec().path};
    return *std::move(found);
}

// libp11 waits for ever for a session that the token refuses: see first that one can be had (FACTS 1.1).
Result<void> seeThatSessionsOpen(SessionRecord& session) {
    CK_SESSION_HANDLE probe = 0;
    SR_TRY(session.check("C_OpenSession", session.calls().C_OpenSession(session.slotId, CKF_SERIAL_SESSION,
                                                                        nullptr, nullptr, &probe)));
    return session.check("C_CloseSession", session.calls().C_CloseSession(probe));
}

} // namespace

Token::Token(std::shared_ptr<Module> module, const SlotFacts& slot)
    : m_module(std::move(module)), m_serial(slot.token->initialised ? slot.token->serial : std::string()),
      m_quirks(quirksOf(*slot.token)), m_slotId(slot.slotId), m_generation(m_module->internals().generation) {
}

Result<std::shared_ptr<Token>> Token::find(std::shared_ptr<Module> module, std::string_view serial) {
    if (serial.empty())
        return Error{ErrorCode::badArgument, "a token is looked for by a serial"};
    SR_ASSIGN(const SlotFacts slot, slotWithSerial(*module, serial));
    return std::shared_ptr<Token>(new Token(std::move(module), slot));
}

Result<std::shared_ptr<Token>> Token::findBlank(std::shared_ptr<Module> module,
                                                std::string_view slotDescription) {
    SR_ASSIGN(const auto slots, module->listSlots());
    for (const SlotFacts& slot : slots)
        if (slot.token && !slot.token->initialised &&
            slot.description.find(slotDescription) != std::string::npos)
            return std::shared_ptr<Token>(new Token(std::move(module), slot));
    return Error{ErrorCode::tokenMissing,
                 "no slot '" + std::string(slotDescription) + "' holds a token that is not initialised"};
}

Result<std::shared_ptr<Token>> Token::inSlot(std::shared_ptr<Module> module, unsigned long slotId) {
    SR_ASSIGN(const SlotFacts slot, module->internals().slotFacts(slotId));
    if (!slot.token)
        return Error{ErrorCode::tokenMissing, "there is no token in the slot '" + slot.description + "'"};
    return std::shared_ptr<Token>(new Token(std::move(module), slot));
}

Result<SlotFacts> Token::slot() {
    ModuleInternals& module = m_module->internals();
    const auto isOurs = [this](const SlotFacts& slot) {
        return slot.token && (m_serial.empty() ? !slot.token->initialised
                                               : slot.token->initialised && slot.token->serial == m_serial);
    };
    if (m_generation == module.generation) {
        if (auto slot = module.slotFacts(m_slotId); slot && isOurs(*slot))
            return std::move(*slot);
        if (m_serial.empty())
            return Error{ErrorCode::tokenMissing, "the blank token is no longer in its slot"};
    }
    if (m_serial.empty())
        return Error{ErrorCode::tokenMissing, "a blank token is looked for again after a restart"};
    SR_ASSIGN(SlotFacts slot, slotWithSerial(*m_module, m_serial));
    m_slotId = slot.slotId;
    m_generation = module.generation;
    return slot;
}

Result<unsigned long> Token::slotId() {
    SR_ASSIGN(const SlotFacts slot, this->slot());
    return slot.slotId;
}

Result<TokenFacts> Token::facts() {
    SR_ASSIGN(SlotFacts slot, this->slot());
    return std::move(*slot.token);
}

std::size_t Token::livePrivateKeys() const noexcept {
    return m_module->internals().libP11.liveKeys(m_slotId);
}

Result<Session> Token::openSession(Access access) {
    SR_ASSIGN(const unsigned long slotId, this->slotId());
    ModuleInternals& module = m_module->internals();
    if (module.openSessions(slotId).empty())
        SR_TRY(module.rest(slotId));
    auto record = std::make_shared<SessionRecord>();
    record->module = m_module;
    record->slotId = slotId;
    record->generation = module.generation;
    record->access = access;
    record->kwpMechanism = m_quirks.kwpMechanism;
    record->unwrapNeedsEcPoint = m_quirks.unwrapNeedsEcPoint;
    record->refusesNegativeUsage = m_quirks.refusesNegativeUsage;
    SR_TRY(record->openAnew());
    return Session(std::move(record));
}

Result<std::string> Token::initialise(const Secret& securityOfficerPin, std::string_view label) {
    if (label.empty() || label.size() > 32)
        return Error{ErrorCode::badArgument, "a token's label has 1 to 32 bytes"};
    SR_ASSIGN(const SlotFacts before, slot());
    ModuleInternals& module = m_module->internals();
    for (const auto& record : module.openSessions(before.slotId)) {
        record->open = false;
        module.calls->C_CloseSession(record->handle);
    }
    SR_TRY(module.rest(before.slotId));
    if (before.token->initialised) {
        SR_ASSIGN(Session session, openSession(Access::readWrite));
        SR_TRY(session.login(Role::securityOfficer, securityOfficerPin));
        SR_TRY(session.close());
    }
    module.calls->C_CloseAllSessions(before.slotId);
    std::array<CK_UTF8CHAR, 32> padded{};
    padded.fill(' ');
    std::copy(label.begin(), label.end(), padded.begin());
    const CK_RV returnValue = securityOfficerPin.expose([&](ByteView pin) {
        return module.calls->C_InitToken(before.slotId, const_cast<CK_UTF8CHAR_PTR>(pin.data()), pin.size(),
                                         padded.data());
    });
    if (returnValue != CKR_OK)
        return cryptokiError("C_InitToken", returnValue);
    SR_ASSIGN(const TokenFacts after, module.tokenFacts(before.slotId));
    if (!after.initialised || after.label != label || after.serial.empty())
        return Error{ErrorCode::tokenLied, "the token says that it was initialised and does not look so"};
    m_serial = after.serial;
    m_quirks = quirksOf(after);
    // A new token keeps a provisional slot until the module's next start (FACTS 1.4).
    if (m_module->livePrivateKeys() == 0 && module.openSessions().empty())
        SR_TRY(m_module->restart());
    SR_ASSIGN(const TokenFacts again, facts());
    if (again.label != label)
        return Error{ErrorCode::tokenLied, "the initialised token has lost its label"};
    return m_serial;
}

Result<ossl::PrivateKey> Token::privateKey(ByteView id, ByteView spki) {
    SR_ASSIGN(const unsigned long slotId, this->slotId());
    const auto sessions = m_module->internals().openSessions(slotId);
    const auto isUser = [](const std::shared_ptr<SessionRecord>& record) {
        CK_SESSION_INFO info{};
        return record->calls().C_GetSessionInfo(record->handle, &info) == CKR_OK &&
               (info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS);
    };
    const auto found = std::find_if(sessions.begin(), sessions.end(), isUser);
    if (found == sessions.end())
        return Error{ErrorCode::notNow, "the user is not logged in to the token"};
    SessionRecord& session = **found;
    if (const auto present = findOne(session, CKO_PRIVATE_KEY, id); !present)
        return present.error();
    SR_TRY(seeThatSessionsOpen(session));
    SR_ASSIGN(EVP_PKEY * key, m_module->internals().libP11.privateKey(m_module, slotId, id));
    ossl::PrivateKey owned(key);
    SR_TRY(completeEcPublicHalf(key, spki));
    EVP_PKEY_up_ref(key);
    if (!base::equalBytes(ossl::PublicKey(key).spki(), spki))
        return Error{ErrorCode::keyMismatch, "the token's key with this id is not the one on record"};
    return owned;
}

} // namespace strongroom::hsm

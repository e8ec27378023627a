#include "core/hsm/session.h"

#include "core/hsm/module_internals.h"

namespace strongroom::hsm {

namespace {

CK_USER_TYPE userTypeOf(Role role) {
    return role == Role::user ? CKU_USER : CKU_SO;
}

// PKCS#11 has no const; a PIN is only read.
CK_UTF8CHAR_PTR pinPointer(ByteView pin) {
    return const_cast<CK_UTF8CHAR_PTR>(pin.data());
}

Result<void> refuseLastTry(SessionRecord& session, Role role) {
    SR_ASSIGN(const TokenFacts token, session.module->internals().tokenFacts(session.slotId));
    const bool user = role == Role::user;
    if (user ? token.userPinLocked : token.securityOfficerPinLocked)
        return Error{ErrorCode::pinLocked, "the token says that this PIN is locked"};
    if (user ? token.userPinFinalTry : token.securityOfficerPinFinalTry)
        return Error{ErrorCode::pinLastTry, "the token says that one try is left: the PIN was not tried"};
    return {};
}

// libp11's sessions of an earlier login bar the security officer, and its keys of then are dead. The handle
// of an otherwise unused session is made anew beneath it.
Result<void> restBeforeLogin(SessionRecord& session) {
    ModuleInternals& module = session.module->internals();
    if (!module.libP11.holdsSessions(session.slotId))
        return {};
    if (module.libP11.liveKeys(session.slotId) == 0 && module.openSessions(session.slotId).size() > 1) {
        module.libP11.retire();
        return {};
    }
    SR_TRY(module.rest(session.slotId));
    return session.openAnew();
}

Result<void> loginWith(SessionRecord& session, Role role, CK_UTF8CHAR_PTR pin, CK_ULONG pinLength) {
    SR_TRY(session.usable());
    SR_TRY(refuseLastTry(session, role));
    SR_TRY(restBeforeLogin(session));
    const CK_RV returnValue = session.calls().C_Login(session.handle, userTypeOf(role), pin, pinLength);
    if (returnValue == CKR_USER_ALREADY_LOGGED_IN || returnValue == CKR_USER_ANOTHER_ALREADY_LOGGED_IN) {
        // Not a success: this PIN was never looked at.
        Error error = cryptokiError("somebody is logged in to the token already", returnValue);
        error.code = ErrorCode::notNow;
        return error;
    }
    SR_TRY(
        session.check(role == Role::user ? "the user's login" : "the security officer's login", returnValue));
    session.loggedIn = true;
    return {};
}

Result<void> logoutOf(SessionRecord& session) {
    SR_TRY(session.usable());
    session.loggedIn = false;
    session.module->internals().libP11.retire();
    return session.check("C_Logout", session.calls().C_Logout(session.handle));
}

Result<void> closeOf(SessionRecord& session) {
    if (!session.open)
        return {};
    Result<void> first = session.loggedIn ? logoutOf(session) : Result<void>();
    if (!session.open)
        return first;
    session.open = false;
    if (session.generation != session.module->internals().generation)
        return first;
    const CK_RV returnValue = session.calls().C_CloseSession(session.handle);
    if (!first)
        return first;
    return session.check("C_CloseSession", returnValue);
}

} // namespace

Result<void> SessionRecord::openAnew() {
    const CK_FLAGS flags =
        CKF_SERIAL_SESSION | (access == Access::readWrite ? CK_FLAGS{CKF_RW_SESSION} : CK_FLAGS{0});
    SR_TRY(check("C_OpenSession", calls().C_OpenSession(slotId, flags, nullptr, nullptr, &handle)));
    open = true;
    auto& sessions = module->internals().sessions;
    std::erase_if(sessions, [this](const auto& weak) { return weak.lock().get() == this; });
    sessions.push_back(weak_from_this());
    return {};
}

Session::Session(std::shared_ptr<SessionRecord> record) : m_record(std::move(record)) {}

Session::Session(Session&&) noexcept = default;

Session& Session::operator=(Session&& other) noexcept {
    if (this != &other) {
        if (m_record)
            (void)closeOf(*m_record);
        m_record = std::move(other.m_record);
    }
    return *this;
}

Session::~Session() {
    if (m_record)
        (void)closeOf(*m_record);
}

bool Session::isOpen() const noexcept {
    return m_record && m_record->open && m_record->generation == m_record->module->internals().generation;
}

Result<void> Session::login(Role role, const Secret& pin) {
    return pin.expose(
        [&](ByteView bytes) { return loginWith(*m_record, role, pinPointer(bytes), bytes.size()); });
}

Result<void> Session::loginAtPinPad(Role role) {
    SR_TRY(m_record->usable());
    SR_ASSIGN(const TokenFacts token, m_record->module->internals().tokenFacts(m_record->slotId));
    if (!token.protectedAuthenticationPath)
        return Error{ErrorCode::badArgument, "the token has no PIN pad"};
    return loginWith(*m_record, role, nullptr, 0);
}

Result<void> Session::logout() {
    return logoutOf(*m_record);
}

Result<void> Session::close() {
    return closeOf(*m_record);
}

Result<LoginState> Session::loginState() {
    SR_TRY(m_record->usable());
    CK_SESSION_INFO info{};
    SR_TRY(m_record->check("C_GetSessionInfo", m_record->calls().C_GetSessionInfo(m_record->handle, &info)));
    switch (info.state) {
    case CKS_RO_USER_FUNCTIONS:
    case CKS_RW_USER_FUNCTIONS: return LoginState::user;
    case CKS_RW_SO_FUNCTIONS: return LoginState::securityOfficer;
    default: return LoginState::nobody;
    }
}

Result<void> Session::initialiseUserPin(const Secret& pin) {
    SR_TRY(m_record->usable());
    return pin.expose([this](ByteView bytes) {
        return m_record->check(
            "C_InitPIN", m_record->calls().C_InitPIN(m_record->handle, pinPointer(bytes), bytes.size()));
    });
}

Result<void> Session::changePin(const Secret& oldPin, const Secret& newPin) {
    SR_ASSIGN(const LoginState state, loginState());
    // C_SetPIN compares the old PIN and so spends a try (PKCS#11 5.5).
    SR_TRY(
        refuseLastTry(*m_record, state == LoginState::securityOfficer ? Role::securityOfficer : Role::user));
    return oldPin.expose([&](ByteView old) {
        return newPin.expose([&](ByteView fresh) {
            return m_record->check("C_SetPIN",
                                   m_record->calls().C_SetPIN(m_record->handle, pinPointer(old), old.size(),
                                                              pinPointer(fresh), fresh.size()));
        });
    });
}

Result<Bytes> Session::random(std::size_t count) {
    SR_TRY(m_record->usable());
    Bytes bytes(count);
    SR_TRY(m_record->check("C_GenerateRandom",
                           m_record->calls().C_GenerateRandom(m_record->handle, bytes.data(), bytes.size())));
    return bytes;
}

Result<void> Session::fillRandom(Secret& secret) {
    SR_TRY(m_record->usable());
    return secret.expose([this](std::span<std::uint8_t> bytes) {
        return m_record->check("C_GenerateRandom", m_record->calls().C_GenerateRandom(
                                                       m_record->handle, bytes.data(), bytes.size()));
    });
}

} // namespace strongroom::hsm

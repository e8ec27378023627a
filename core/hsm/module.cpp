#include "core/hsm/module.h"

#include "core/hsm/module_internals.h"
#include "core/ossl/digest.h"
#include "core/ossl/failure.h"

#include <dlfcn.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

namespace strongroom::hsm {

namespace {

struct FileName {
    dev_t device;
    ino_t inode;
    bool operator==(const FileName&) const = default;
};

// What is loaded, by file and not by path: the dynamic linker loads a file once, whatever it is called.
std::vector<std::pair<FileName, std::weak_ptr<Module>>>& loadedModules() {
    static std::vector<std::pair<FileName, std::weak_ptr<Module>>> modules;
    return modules;
}

Result<Digest> digestOfFile(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    ossl::Sha256 hash;
    std::vector<char> piece(64 * 1024);
    while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0)
        hash.update(base::viewOf(std::string_view(piece.data(), static_cast<std::size_t>(file.gcount()))));
    if (file.bad() || !file.eof())
        return Error{ErrorCode::moduleMissing, "the module " + path + " cannot be read"};
    return hash.finish();
}

Result<void> readFacts(ModuleInternals& internals) {
    CK_INFO info{};
    if (const CK_RV returnValue = internals.calls->C_GetInfo(&info); returnValue != CKR_OK) {
        Error error = cryptokiError("C_GetInfo", returnValue);
        error.code = ErrorCode::moduleBroken;
        return error;
    }
    internals.facts.manufacturer = textOfField(info.manufacturerID, sizeof info.manufacturerID);
    internals.facts.description = textOfField(info.libraryDescription, sizeof info.libraryDescription);
    internals.facts.libraryVersion = textOfVersion(info.libraryVersion);
    internals.facts.cryptokiVersion = textOfVersion(info.cryptokiVersion);
    return {};
}

} // namespace

ModuleInternals::~ModuleInternals() {
    libP11.close(); // finalises
    if (library != nullptr)
        dlclose(library);
}

Result<void> ModuleInternals::initialise() {
    for (const auto& [name, value] : spec.environment)
        setenv(name.c_str(), value.c_str(), 1);
    CK_C_INITIALIZE_ARGS arguments{};
    arguments.flags = CKF_OS_LOCKING_OK;
    arguments.pReserved = spec.initialiseArguments.empty() ? nullptr : spec.initialiseArguments.data();
    const CK_RV returnValue = calls->C_Initialize(&arguments);
    // SoftHSM2 leaves the errors of its own start in libcrypto's queue.
    ossl::clearErrors();
    initialised = returnValue == CKR_OK || returnValue == CKR_CRYPTOKI_ALREADY_INITIALIZED;
    if (initialised)
        return {};
    Error error = cryptokiError("the module " + spec.path + " does not start", returnValue);
    error.code = ErrorCode::moduleBroken;
    return error;
}

Result<std::shared_ptr<Module>> Module::load(const ModuleSpec& spec) {
    if (!spec.path.starts_with('/'))
        return Error{ErrorCode::badArgument, "the module's path '" + spec.path + "' is not absolute"};
    struct stat status {};
    if (stat(spec.path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
        return Error{ErrorCode::moduleMissing, "there is no module " + spec.path};
    const FileName name{status.st_dev, status.st_ino};
    auto& modules = loadedModules();
    std::erase_if(modules, [](const auto& entry) { return entry.second.expired(); });
    for (const auto& [file, loaded] : modules) {
        if (file != name)
            continue;
        const std::shared_ptr<Module> module = loaded.lock();
        if (module->spec() != spec)
            return Error{ErrorCode::badArgument, "the module " + spec.path + " is loaded with another spec"};
        return module;
    }

    auto internals = std::make_unique<ModuleInternals>();
    internals->spec = spec;
    internals->facts.path = spec.path;
    SR_ASSIGN(internals->facts.fileDigest, digestOfFile(spec.path));
    internals->library = dlopen(spec.path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (internals->library == nullptr) {
        const char* reason = dlerror();
        return Error{ErrorCode::moduleBroken, "the module " + spec.path + " cannot be loaded: " +
                                                  (reason ? reason : "no reason given")};
    }
    const auto getFunctionList =
        reinterpret_cast<CK_C_GetFunctionList>(dlsym(internals->library, "C_GetFunctionList"));
    if (getFunctionList == nullptr || getFunctionList(&internals->calls) != CKR_OK ||
        internals->calls == nullptr)
        return Error{ErrorCode::moduleBroken, spec.path + " is no PKCS#11 module (no C_GetFunctionList)"};
    SR_TRY(internals->initialise());
    if (auto opened = internals->libP11.open(spec); !opened) {
        internals->calls->C_Finalize(nullptr);
        return opened.error();
    }
    SR_TRY(readFacts(*internals));
    std::shared_ptr<Module> module(new Module(std::move(internals)));
    modules.emplace_back(name, module);
    return module;
}

Module::Module(std::unique_ptr<ModuleInternals> internals) : m_internals(std::move(internals)) {}

Module::~Module() = default;

const ModuleSpec& Module::spec() const noexcept {
    return m_internals->spec;
}

const ModuleFacts& Module::facts() const noexcept {
    return m_internals->facts;
}

std::size_t Module::livePrivateKeys() const noexcept {
    return m_internals->libP11.liveKeys();
}

Result<TokenFacts> ModuleInternals::tokenFacts(CK_SLOT_ID slotId) {
    CK_TOKEN_INFO info{};
    if (const CK_RV returnValue = calls->C_GetTokenInfo(slotId, &info); returnValue != CKR_OK)
        return cryptokiError("C_GetTokenInfo", returnValue);
    const auto has = [&info](CK_FLAGS flag) { return (info.flags & flag) != 0; };
    TokenFacts token;
    token.label = textOfField(info.label, sizeof info.label);
    token.manufacturer = textOfField(info.manufacturerID, sizeof info.manufacturerID);
    token.model = textOfField(info.model, sizeof info.model);
    token.serial = textOfField(info.serialNumber, sizeof info.serialNumber);
    token.firmware = textOfVersion(info.firmwareVersion);
    token.hardware = textOfVersion(info.hardwareVersion);
    token.minPinBytes = info.ulMinPinLen;
    token.maxPinBytes = info.ulMaxPinLen;
    token.initialised = has(CKF_TOKEN_INITIALIZED);
    token.userPinInitialised = has(CKF_USER_PIN_INITIALIZED);
    token.loginRequired = has(CKF_LOGIN_REQUIRED);
    token.writeProtected = has(CKF_WRITE_PROTECTED);
    token.protectedAuthenticationPath = has(CKF_PROTECTED_AUTHENTICATION_PATH);
    token.userPinCountLow = has(CKF_USER_PIN_COUNT_LOW);
    token.userPinFinalTry = has(CKF_USER_PIN_FINAL_TRY);
    token.userPinLocked = has(CKF_USER_PIN_LOCKED);
    token.securityOfficerPinCountLow = has(CKF_SO_PIN_COUNT_LOW);
    token.securityOfficerPinFinalTry = has(CKF_SO_PIN_FINAL_TRY);
    token.securityOfficerPinLocked = has(CKF_SO_PIN_LOCKED);
    return token;
}

Result<SlotFacts> ModuleInternals::slotFacts(CK_SLOT_ID slotId) {
    CK_SLOT_INFO info{};
    if (const CK_RV returnValue = calls->C_GetSlotInfo(slotId, &info); returnValue != CKR_OK)
        return cryptokiError("C_GetSlotInfo", returnValue);
    SlotFacts slot;
    slot.slotId = slotId;
    slot.description = textOfField(info.slotDescription, sizeof info.slotDescription);
    slot.manufacturer = textOfField(info.manufacturerID, sizeof info.manufacturerID);
    slot.tokenPresent = (info.flags & CKF_TOKEN_PRESENT) != 0;
    if (slot.tokenPresent)
        if (auto token = tokenFacts(slotId))
            slot.token = *token;
    return slot;
}

Result<std::vector<SlotFacts>> Module::listSlots() {
    CK_FUNCTION_LIST& calls = *m_internals->calls;
    std::vector<CK_SLOT_ID> ids;
    // The list can grow between the two calls.
    for (int attempt = 0; attempt < 4; ++attempt) {
        CK_ULONG count = 0;
        if (const CK_RV returnValue = calls.C_GetSlotList(CK_FALSE, nullptr, &count); returnValue != CKR_OK)
            return cryptokiError("C_GetSlotList", returnValue);
        ids.resize(count);
        if (count == 0)
            break;
        const CK_RV returnValue = calls.C_GetSlotList(CK_FALSE, ids.data(), &count);
        if (returnValue == CKR_BUFFER_TOO_SMALL)
            continue;
        if (returnValue != CKR_OK)
            return cryptokiError("C_GetSlotList", returnValue);
        ids.resize(count);
        break;
    }
    std::vector<SlotFacts> slots;
    for (const CK_SLOT_ID id : ids)
        if (auto slot = m_internals->slotFacts(id))
            slots.push_back(std::move(slot).value());
    return slots;
}

Result<void> Module::restart() {
    if (livePrivateKeys() > 0)
        return Error{ErrorCode::notNow,
                     "the module cannot be restarted while a private key of one of its tokens is in use"};
    for (const auto& weak : m_internals->sessions)
        if (const auto record = weak.lock())
            record->open = false;
    m_internals->sessions.clear();
    m_internals->libP11.releaseAll();
    ++m_internals->generation;
    if (const CK_RV returnValue = m_internals->calls->C_Finalize(nullptr);
        returnValue != CKR_OK && returnValue != CKR_CRYPTOKI_NOT_INITIALIZED)
        return cryptokiError("C_Finalize", returnValue);
    return m_internals->initialise();
}

std::vector<std::shared_ptr<SessionRecord>> ModuleInternals::openSessions() {
    std::vector<std::shared_ptr<SessionRecord>> open;
    for (const auto& weak : sessions) {
        const auto record = weak.lock();
        if (!record || !record->open)
            continue;
        CK_SESSION_INFO info{};
        if (meansTokenGone(calls->C_GetSessionInfo(record->handle, &info)))
            record->open = false;
        else
            open.push_back(record);
    }
    sessions.assign(open.begin(), open.end());
    return open;
}

std::vector<std::shared_ptr<SessionRecord>> ModuleInternals::openSessions(CK_SLOT_ID slotId) {
    auto open = openSessions();
    std::erase_if(open, [slotId](const auto& record) { return record->slotId != slotId; });
    return open;
}

Result<void> ModuleInternals::rest(CK_SLOT_ID slotId) {
    if (libP11.liveKeys(slotId) > 0)
        return Error{ErrorCode::notNow,
                     "a private key of an earlier login is still in use: it must be let go "
                     "before the token is opened, logged in to or initialised"};
    if (libP11.holdsSessions(slotId)) {
        for (const auto& record : openSessions(slotId))
            record->open = false;
        calls->C_CloseAllSessions(slotId);
        libP11.forgetSessions(slotId);
    }
    if (libP11.liveKeys() == 0 && openSessions().empty())
        libP11.releaseAll();
    return {};
}

CK_FUNCTION_LIST& SessionRecord::calls() const {
    return *module->internals().calls;
}

Result<void> SessionRecord::usable() const {
    if (!open || generation != module->internals().generation)
        return Error{ErrorCode::tokenMissing, "the session is closed or was lost with its token"};
    return {};
}

Result<void> SessionRecord::check(std::string_view what, CK_RV returnValue) {
    if (returnValue == CKR_OK)
        return {};
    if (meansTokenGone(returnValue))
        open = false;
    return cryptokiError(what, returnValue);
}

} // namespace strongroom::hsm

// The simulator's PKCS#11 module: hands every call on to its own copy of SoftHSM2 and adds what a real token
// has and SoftHSM2 has not: it can be pulled and put back, and it can fail. token_folder.h tells the folder
// that it reads. It shows exactly one slot, always with the same number: the initialised token of the store,
// or else the blank one. While the token is out, its slot is empty and calls answer CKR_TOKEN_NOT_PRESENT;
// when it is back, the inner copy has been finalised and initialised again, so that logins and sessions of
// before are lost, and their handles stay invalid. SOFTHSM2_CONF is set for the moment of the inner
// C_Initialize only. Built on nothing of Strongroom, so that it behaves like a vendor's library.
// Threads: calls may come from several; the state is behind one lock, the inner calls are not.
#include "core/simulator/module/functions.h"
#include "core/simulator/module/token_folder.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace strongroom::simulator::module {
namespace {

constexpr CK_SLOT_ID theSlot = 1;
constexpr unsigned generationShift = 32;
constexpr CK_SESSION_HANDLE innerHandleMask = (CK_SESSION_HANDLE{1} << generationShift) - 1;
constexpr CK_OBJECT_HANDLE handleOfNothing = 0xDEAD;

struct State {
    std::mutex lock;
    std::string folder;
    void* library = nullptr;
    CK_FUNCTION_LIST* inner = nullptr;
    bool initialised = false;
    std::optional<Insertion> seen;
    CK_ULONG generation = 1; // of insertions; part of every session handle that is given out

    // With the proxy goes its copy of SoftHSM2: a long rehearsal makes many tokens.
    ~State() {
        if (initialised)
            inner->C_Finalize(nullptr);
        if (library != nullptr)
            dlclose(library);
    }
};

State& state() {
    static State theState;
    return theState;
}

CK_RV loadInner(State& it) {
    if (it.inner != nullptr)
        return CKR_OK;
    it.folder = ownFolder();
    it.library = dlopen((it.folder + "/inner.so").c_str(), RTLD_NOW | RTLD_LOCAL);
    if (it.library == nullptr)
        return CKR_LIBRARY_LOAD_FAILED;
    const auto getList = reinterpret_cast<CK_C_GetFunctionList>(dlsym(it.library, "C_GetFunctionList"));
    return getList == nullptr ? CKR_LIBRARY_LOAD_FAILED : getList(&it.inner);
}

CK_RV initialiseInner(State& it) {
    const char* const name = "SOFTHSM2_CONF";
    const char* const before = std::getenv(name);
    const std::string kept = before ? before : "";
    setenv(name, (it.folder + "/softhsm2.conf").c_str(), 1);
    CK_C_INITIALIZE_ARGS arguments{};
    arguments.flags = CKF_OS_LOCKING_OK;
    const CK_RV returnValue = it.inner->C_Initialize(&arguments);
    if (before)
        setenv(name, kept.c_str(), 1);
    else
        unsetenv(name);
    return returnValue;
}

// Sees whether the token is in; after a new insertion starts the inner copy afresh.
CK_RV seeToken(State& it) {
    if (!it.initialised)
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    const auto present = presentInsertion(it.folder);
    if (!present) {
        it.seen.reset();
        return CKR_TOKEN_NOT_PRESENT;
    }
    if (it.seen == present)
        return CKR_OK;
    it.inner->C_Finalize(nullptr);
    ++it.generation;
    const CK_RV returnValue = initialiseInner(it);
    if (returnValue == CKR_OK)
        it.seen = present;
    return returnValue;
}

// SoftHSM2 always adds a blank token to its store: the initialised one is ours.
CK_RV innerSlot(State& it, CK_SLOT_ID& slotId) {
    CK_ULONG count = 0;
    if (const CK_RV returnValue = it.inner->C_GetSlotList(CK_FALSE, nullptr, &count); returnValue != CKR_OK)
        return returnValue;
    std::vector<CK_SLOT_ID> ids(count);
    if (const CK_RV returnValue = it.inner->C_GetSlotList(CK_FALSE, ids.data(), &count);
        returnValue != CKR_OK)
        return returnValue;
    if (count == 0)
        return CKR_TOKEN_NOT_PRESENT;
    slotId = ids.front();
    for (CK_ULONG index = 0; index < count; ++index) {
        CK_TOKEN_INFO info{};
        if (it.inner->C_GetTokenInfo(ids[index], &info) == CKR_OK &&
            (info.flags & CKF_TOKEN_INITIALIZED) != 0) {
            slotId = ids[index];
            break;
        }
    }
    return CKR_OK;
}

[[noreturn]] void hang() {
    while (true)
        pause();
}

[[noreturn]] void die() {
    kill(getpid(), SIGKILL);
    hang();
}

// What a fault has to know of a function.
enum class Kind {
    plain,    // its lie is CKR_OK with nothing done
    answers,  // its lie is a wrong answer, so it is done first
    finishes, // answers, and ends an operation that C_...Init began: also when it fails (PKCS#11 5.2)
};

// Runs the call with the fault that waits for it, if any. `call` does it; `spoil` makes its answer wrong.
template<typename Call, typename Spoil>
CK_RV withFault(const char* function, Kind kind, Call&& call, Spoil&& spoil) {
    const auto strike = strikeOn(state().folder, function);
    if (!strike)
        return call();
    switch (strike->mode) {
    case Mode::before:
        if (kind == Kind::finishes && call() == CKR_OK)
            spoil();
        return strike->returnValue;
    case Mode::after: call(); return strike->returnValue;
    case Mode::hang: hang();
    case Mode::die: die();
    case Mode::dieAfter: call(); die();
    case Mode::pull:
        // The token has done it, and nobody gets the answer.
        call();
        unlink((state().folder + "/present").c_str());
        return CKR_DEVICE_REMOVED;
    case Mode::garbage: break;
    }
    const CK_RV returnValue = kind == Kind::plain ? CK_RV{CKR_OK} : call();
    if (returnValue == CKR_OK)
        spoil();
    return returnValue;
}

// What "garbage" is. Functions with an output buffer do their work and the buffer is zeroed; a search finds
// nothing; attributes come with a flipped bit; all others claim success and have done nothing.
template<typename... Args>
struct Garbage {
    static constexpr std::size_t count = sizeof...(Args);
    using Tuple = std::tuple<Args...>;

    template<typename Wanted, std::size_t fromEnd>
    static constexpr bool endsWith() {
        if constexpr (count < fromEnd)
            return false;
        else
            return std::is_same_v<std::tuple_element_t<count - fromEnd, Tuple>, Wanted>;
    }
    static constexpr bool hasBuffer = endsWith<CK_BYTE*, 2>() && endsWith<CK_ULONG*, 1>();

    static void zeroBuffer(Tuple& arguments) {
        if constexpr (hasBuffer) {
            CK_BYTE* const buffer = std::get<count - 2>(arguments);
            if (buffer != nullptr)
                std::memset(buffer, 0, *std::get<count - 1>(arguments));
        }
    }
    static void bogusHandles(Tuple& arguments) {
        if constexpr (endsWith<CK_ULONG*, 1>())
            *std::get<count - 1>(arguments) = handleOfNothing;
        if constexpr (endsWith<CK_ULONG*, 2>())
            *std::get<count - 2>(arguments) = handleOfNothing;
    }
};

void flipValues(CK_ATTRIBUTE* attributes, CK_ULONG count) {
    for (CK_ULONG index = 0; index < count; ++index) {
        const CK_ATTRIBUTE& attribute = attributes[index];
        if (attribute.pValue != nullptr && attribute.ulValueLen != CK_UNAVAILABLE_INFORMATION &&
            attribute.ulValueLen > 0)
            static_cast<CK_BYTE*>(attribute.pValue)[attribute.ulValueLen - 1] ^= 1;
    }
}

void showPinState(CK_TOKEN_INFO& info, PinState pins) {
    switch (pins) {
    case PinState::fine: break;
    case PinState::userFinalTry: info.flags |= CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY; break;
    case PinState::userLocked: info.flags |= CKF_USER_PIN_LOCKED; break;
    case PinState::officerFinalTry: info.flags |= CKF_SO_PIN_COUNT_LOW | CKF_SO_PIN_FINAL_TRY; break;
    case PinState::officerLocked: info.flags |= CKF_SO_PIN_LOCKED; break;
    }
}

enum class First { slot, session };

CK_RV translate(State& it, First first, CK_ULONG& argument) {
    if (first == First::slot)
        return argument == theSlot ? innerSlot(it, argument) : CK_RV{CKR_SLOT_ID_INVALID};
    if (argument >> generationShift != it.generation)
        return CKR_SESSION_HANDLE_INVALID;
    argument &= innerHandleMask;
    return CKR_OK;
}

template<typename Tag, typename Member>
struct Forwarded;

template<typename Tag, typename... Args>
struct Forwarded<Tag, CK_RV (*CK_FUNCTION_LIST::*)(CK_ULONG, Args...)> {
    static CK_RV call(CK_ULONG first, Args... args) {
        State& it = state();
        {
            const std::lock_guard guard(it.lock);
            if (const CK_RV returnValue = seeToken(it); returnValue != CKR_OK)
                return returnValue;
            if (const CK_RV returnValue = translate(it, Tag::first, first); returnValue != CKR_OK)
                return returnValue;
        }
        using Wrong = Garbage<CK_ULONG, Args...>;
        std::tuple<CK_ULONG, Args...> arguments(first, args...);
        constexpr std::string_view name = Tag::name;
        constexpr Kind kind =
            Wrong::hasBuffer ? Kind::finishes
            : name == "C_GetAttributeValue" || name == "C_GenerateRandom" || name == "C_FindObjects"
                ? Kind::answers
                : Kind::plain;
        return withFault(
            Tag::name, kind,
            [&]() -> CK_RV {
                if constexpr (name == "C_Login")
                    if (pinState(it.folder) ==
                        (std::get<1>(arguments) == CKU_SO ? PinState::officerLocked : PinState::userLocked))
                        return CKR_PIN_LOCKED;
                const CK_RV returnValue = std::apply(it.inner->*Tag::member, arguments);
                if constexpr (name == "C_GetTokenInfo")
                    if (returnValue == CKR_OK)
                        showPinState(*std::get<1>(arguments), pinState(it.folder));
                return returnValue;
            },
            [&] {
                if constexpr (name == "C_GetAttributeValue")
                    flipValues(std::get<2>(arguments), std::get<3>(arguments));
                else if constexpr (name == "C_GenerateRandom")
                    std::memset(std::get<1>(arguments), 0, std::get<2>(arguments));
                else if constexpr (name == "C_FindObjects")
                    *std::get<3>(arguments) = 0;
                else if constexpr (Wrong::hasBuffer)
                    Wrong::zeroBuffer(arguments);
                else
                    Wrong::bogusHandles(arguments);
            });
    }
};

#define STRONGROOM_TAG(function, kind)                                                                       \
    struct function##Tag {                                                                                   \
        static constexpr const char* name = #function;                                                       \
        static constexpr auto member = &CK_FUNCTION_LIST::function;                                          \
        static constexpr First first = First::kind;                                                          \
    };
STRONGROOM_FORWARDED(STRONGROOM_TAG)

CK_RV initialise(void*) {
    State& it = state();
    const std::lock_guard guard(it.lock);
    if (it.initialised)
        return CKR_CRYPTOKI_ALREADY_INITIALIZED;
    if (const CK_RV returnValue = loadInner(it); returnValue != CKR_OK)
        return returnValue;
    return withFault(
        "C_Initialize", Kind::plain,
        [&] {
            const CK_RV returnValue = initialiseInner(it);
            it.initialised = returnValue == CKR_OK;
            it.seen = presentInsertion(it.folder);
            ++it.generation;
            return returnValue;
        },
        [] {});
}

CK_RV finalise(void*) {
    State& it = state();
    const std::lock_guard guard(it.lock);
    if (!it.initialised)
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    it.initialised = false;
    return it.inner->C_Finalize(nullptr);
}

CK_RV getInfo(CK_INFO* info) {
    State& it = state();
    if (!it.initialised)
        return CKR_CRYPTOKI_NOT_INITIALIZED;
    return it.inner->C_GetInfo(info);
}

template<std::size_t size>
void fill(unsigned char (&field)[size], std::string text) {
    text.resize(size, ' ');
    std::copy(text.begin(), text.end(), field);
}

CK_RV getSlotList(CK_BBOOL tokenPresent, CK_SLOT_ID* ids, CK_ULONG* count) {
    State& it = state();
    const std::lock_guard guard(it.lock);
    const CK_RV seen = seeToken(it);
    if (seen != CKR_OK && seen != CKR_TOKEN_NOT_PRESENT)
        return seen;
    if (count == nullptr)
        return CKR_ARGUMENTS_BAD;
    return withFault(
        "C_GetSlotList", Kind::plain,
        [&]() -> CK_RV {
            const CK_ULONG slots = tokenPresent && seen != CKR_OK ? 0 : 1;
            const CK_ULONG room = std::exchange(*count, slots);
            if (ids == nullptr || slots == 0)
                return CKR_OK;
            if (room < slots)
                return CKR_BUFFER_TOO_SMALL;
            *ids = theSlot;
            return CKR_OK;
        },
        [&] { *count = 0; });
}

CK_RV getSlotInfo(CK_SLOT_ID slotId, CK_SLOT_INFO* info) {
    State& it = state();
    const std::lock_guard guard(it.lock);
    const CK_RV seen = seeToken(it);
    if (seen != CKR_OK && seen != CKR_TOKEN_NOT_PRESENT)
        return seen;
    if (slotId != theSlot)
        return CKR_SLOT_ID_INVALID;
    if (info == nullptr)
        return CKR_ARGUMENTS_BAD;
    *info = {};
    fill(info->slotDescription, "Simulated slot " + it.folder.substr(it.folder.rfind('/') + 1));
    fill(info->manufacturerID, "Strongroom simulator");
    info->flags = CKF_REMOVABLE_DEVICE | (seen == CKR_OK ? CK_FLAGS{CKF_TOKEN_PRESENT} : CK_FLAGS{0});
    return CKR_OK;
}

CK_RV openSession(CK_SLOT_ID slotId, CK_FLAGS flags, void* application, CK_NOTIFY notify,
                  CK_SESSION_HANDLE* session) {
    State& it = state();
    {
        const std::lock_guard guard(it.lock);
        if (const CK_RV returnValue = seeToken(it); returnValue != CKR_OK)
            return returnValue;
        if (const CK_RV returnValue = translate(it, First::slot, slotId); returnValue != CKR_OK)
            return returnValue;
    }
    return withFault(
        "C_OpenSession", Kind::plain,
        [&] {
            const CK_RV returnValue = it.inner->C_OpenSession(slotId, flags, application, notify, session);
            if (returnValue == CKR_OK)
                *session |= it.generation << generationShift;
            return returnValue;
        },
        [&] { *session = handleOfNothing; });
}

CK_RV getSessionInfo(CK_SESSION_HANDLE session, CK_SESSION_INFO* info) {
    State& it = state();
    {
        const std::lock_guard guard(it.lock);
        if (const CK_RV returnValue = seeToken(it); returnValue != CKR_OK)
            return returnValue;
        if (const CK_RV returnValue = translate(it, First::session, session); returnValue != CKR_OK)
            return returnValue;
    }
    return withFault(
        "C_GetSessionInfo", Kind::plain,
        [&] {
            const CK_RV returnValue = it.inner->C_GetSessionInfo(session, info);
            if (returnValue == CKR_OK)
                info->slotID = theSlot;
            return returnValue;
        },
        [&] { *info = {}; });
}

CK_RV waitForSlotEvent(CK_FLAGS, CK_SLOT_ID*, void*) {
    return CKR_FUNCTION_NOT_SUPPORTED;
}

CK_FUNCTION_LIST makeList();

CK_RV getFunctionList(CK_FUNCTION_LIST** list) {
    static CK_FUNCTION_LIST theList = makeList();
    if (list == nullptr)
        return CKR_ARGUMENTS_BAD;
    *list = &theList;
    return CKR_OK;
}

CK_FUNCTION_LIST makeList() {
    CK_FUNCTION_LIST list{};
    list.version = {2, 40};
    list.C_Initialize = initialise;
    list.C_Finalize = finalise;
    list.C_GetInfo = getInfo;
    list.C_GetFunctionList = getFunctionList;
    list.C_GetSlotList = getSlotList;
    list.C_GetSlotInfo = getSlotInfo;
    list.C_OpenSession = openSession;
    list.C_GetSessionInfo = getSessionInfo;
    list.C_WaitForSlotEvent = waitForSlotEvent;
#define STRONGROOM_ENTRY(function, kind)                                                                     \
    list.function = Forwarded<function##Tag, decltype(&CK_FUNCTION_LIST::function)>::call;
    STRONGROOM_FORWARDED(STRONGROOM_ENTRY)
    return list;
}

} // namespace
} // namespace strongroom::simulator::module

extern "C" __attribute__((visibility("default"))) CK_RV C_GetFunctionList(CK_FUNCTION_LIST** list) {
    return strongroom::simulator::module::getFunctionList(list);
}

// A PKCS#11 module for a site file: hands every call on to softhsm.so beside it and adds up how long they
// took. At C_Finalize it appends "<calls> <seconds>" to the file "times" beside it, one line for each start
// of a module, in the program and in its helpers. No part of the product.
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <chrono>
#include <cstdio>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;

CK_FUNCTION_LIST* inner = nullptr;
Clock::duration spent{};
unsigned long count = 0;

std::string besideUs(const char* name) {
    Dl_info info{};
    dladdr(&inner, &info);
    const std::string path = info.dli_fname;
    return path.substr(0, path.rfind('/') + 1) + name;
}

template<auto member, typename Function>
struct Timed;
template<auto member, typename... Arguments>
struct Timed<member, CK_RV (*)(Arguments...)> {
    static CK_RV call(Arguments... arguments) {
        const auto start = Clock::now();
        const CK_RV answer = (inner->*member)(arguments...);
        spent += Clock::now() - start;
        ++count;
        return answer;
    }
};
template<auto member, typename Function>
void put(CK_FUNCTION_LIST& list, Function CK_FUNCTION_LIST::*) {
    list.*member = &Timed<member, Function>::call;
}

CK_RV finalize(void* reserved) {
    const CK_RV answer = Timed<&CK_FUNCTION_LIST::C_Finalize, CK_C_Finalize>::call(reserved);
    if (std::FILE* const file = std::fopen(besideUs("times").c_str(), "a")) {
        std::fprintf(file, "%lu %.6f\n", count, std::chrono::duration<double>(spent).count());
        std::fclose(file);
    }
    count = 0;
    spent = {};
    return answer;
}

// One name a line: the layout would walk to the right.
// clang-format off
#define STRONGROOM_TIMED(X) \
    X(C_Initialize) \
    X(C_GetInfo) \
    X(C_GetSlotList) \
    X(C_GetSlotInfo) \
    X(C_GetTokenInfo) \
    X(C_GetMechanismList) \
    X(C_GetMechanismInfo) \
    X(C_InitToken) \
    X(C_InitPIN) \
    X(C_SetPIN) \
    X(C_OpenSession) \
    X(C_CloseSession) \
    X(C_CloseAllSessions) \
    X(C_GetSessionInfo) \
    X(C_Login) \
    X(C_Logout) \
    X(C_CreateObject) \
    X(C_CopyObject) \
    X(C_DestroyObject) \
    X(C_GetObjectSize) \
    X(C_GetAttributeValue) \
    X(C_SetAttributeValue) \
    X(C_FindObjectsInit) \
    X(C_FindObjects) \
    X(C_FindObjectsFinal) \
    X(C_EncryptInit) \
    X(C_Encrypt) \
    X(C_DecryptInit) \
    X(C_Decrypt) \
    X(C_SignInit) \
    X(C_Sign) \
    X(C_SignUpdate) \
    X(C_SignFinal) \
    X(C_GenerateKey) \
    X(C_GenerateKeyPair) \
    X(C_WrapKey) \
    X(C_UnwrapKey) \
    X(C_DeriveKey) \
    X(C_SeedRandom) \
    X(C_GenerateRandom)
// clang-format on

} // namespace

extern "C" CK_RV C_GetFunctionList(CK_FUNCTION_LIST** list) {
    static CK_FUNCTION_LIST timed;
    if (inner == nullptr) {
        void* const library = dlopen(besideUs("softhsm.so").c_str(), RTLD_NOW | RTLD_LOCAL);
        const auto get = library != nullptr
                             ? reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"))
                             : nullptr;
        if (get == nullptr || get(&inner) != CKR_OK)
            return CKR_GENERAL_ERROR;
        timed = *inner;
#define PUT(name) put<&CK_FUNCTION_LIST::name>(timed, &CK_FUNCTION_LIST::name);
        STRONGROOM_TIMED(PUT)
#undef PUT
        timed.C_Finalize = &finalize;
    }
    *list = &timed;
    return CKR_OK;
}

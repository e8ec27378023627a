#include "core/hsm/cryptoki.h"

#include "core/hsm/return_value.h"

#include <cstdio>

namespace strongroom::hsm {

bool meansTokenGone(CK_RV returnValue) noexcept {
    switch (returnValue) {
    case CKR_SLOT_ID_INVALID:
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_TOKEN_NOT_RECOGNIZED:
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_SESSION_CLOSED:
    case CKR_CRYPTOKI_NOT_INITIALIZED: return true;
    default: return false;
    }
}

namespace {

ErrorCode codeOf(CK_RV returnValue) noexcept {
    if (meansTokenGone(returnValue))
        return ErrorCode::tokenMissing;
    switch (returnValue) {
    case CKR_PIN_INCORRECT: return ErrorCode::pinWrong;
    case CKR_PIN_LOCKED: return ErrorCode::pinLocked;
    case CKR_MECHANISM_INVALID:
    case CKR_MECHANISM_PARAM_INVALID:
    case CKR_CURVE_NOT_SUPPORTED:
    case CKR_FUNCTION_NOT_SUPPORTED: return ErrorCode::unsupported;
    default: return ErrorCode::tokenRefused;
    }
}

} // namespace

Error cryptokiError(std::string_view what, CK_RV returnValue) {
    char number[32];
    std::snprintf(number, sizeof number, " (0x%lX)", returnValue);
    return Error{codeOf(returnValue), std::string(what) + ": " + ckRvName(returnValue) + number, returnValue};
}

std::string textOfField(const unsigned char* field, std::size_t size) {
    std::string text(reinterpret_cast<const char*>(field), size);
    if (const std::size_t zero = text.find('\0'); zero != std::string::npos)
        text.resize(zero);
    const std::size_t last = text.find_last_not_of(' ');
    text.resize(last == std::string::npos ? 0 : last + 1);
    return text;
}

std::string textOfVersion(const CK_VERSION& version) {
    return std::to_string(version.major) + "." + std::to_string(version.minor);
}

} // namespace strongroom::hsm

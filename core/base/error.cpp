#include "core/base/error.h"

namespace strongroom::base {

const char* errorCodeName(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::badArgument: return "badArgument";
    case ErrorCode::badFormat: return "badFormat";
    case ErrorCode::notCanonical: return "notCanonical";
    case ErrorCode::tooLarge: return "tooLarge";
    case ErrorCode::unknownKey: return "unknownKey";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::digestMismatch: return "digestMismatch";
    case ErrorCode::signatureInvalid: return "signatureInvalid";
    case ErrorCode::recordBroken: return "recordBroken";
    case ErrorCode::anchorMismatch: return "anchorMismatch";
    case ErrorCode::headMismatch: return "headMismatch";
    case ErrorCode::shareForeign: return "shareForeign";
    case ErrorCode::shareAltered: return "shareAltered";
    case ErrorCode::keyMismatch: return "keyMismatch";
    case ErrorCode::lintFailed: return "lintFailed";
    case ErrorCode::denied: return "denied";
    case ErrorCode::staleVersion: return "staleVersion";
    case ErrorCode::notNow: return "notNow";
    case ErrorCode::wrongMode: return "wrongMode";
    case ErrorCode::planInvalid: return "planInvalid";
    case ErrorCode::needsDecision: return "needsDecision";
    case ErrorCode::clockMoved: return "clockMoved";
    case ErrorCode::fileMissing: return "fileMissing";
    case ErrorCode::fileExists: return "fileExists";
    case ErrorCode::notRegularFile: return "notRegularFile";
    case ErrorCode::noSpace: return "noSpace";
    case ErrorCode::readOnly: return "readOnly";
    case ErrorCode::inputOutput: return "inputOutput";
    case ErrorCode::mediumUnsafe: return "mediumUnsafe";
    case ErrorCode::busy: return "busy";
    case ErrorCode::moduleMissing: return "moduleMissing";
    case ErrorCode::moduleBroken: return "moduleBroken";
    case ErrorCode::tokenMissing: return "tokenMissing";
    case ErrorCode::tokenNotBlank: return "tokenNotBlank";
    case ErrorCode::tokenNotOurs: return "tokenNotOurs";
    case ErrorCode::pinWrong: return "pinWrong";
    case ErrorCode::pinLocked: return "pinLocked";
    case ErrorCode::pinLastTry: return "pinLastTry";
    case ErrorCode::objectMissing: return "objectMissing";
    case ErrorCode::objectDuplicate: return "objectDuplicate";
    case ErrorCode::tokenRefused: return "tokenRefused";
    case ErrorCode::tokenLied: return "tokenLied";
    case ErrorCode::noSecureMemory: return "noSecureMemory";
    case ErrorCode::selfTestFailed: return "selfTestFailed";
    case ErrorCode::childFailed: return "childFailed";
    case ErrorCode::cryptoFailed: return "cryptoFailed";
    case ErrorCode::cancelled: return "cancelled";
    }
    return "unknown";
}

} // namespace strongroom::base

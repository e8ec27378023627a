// Error: what a function of core answers instead of a value. `code` decides what the program does and which
// words a person reads (ui/text has them); `detail` is plain English for the log and for developers: one
// sentence, naming file, field, line or token, never a secret. `ckRv` is the PKCS#11 return value where the
// token gave one.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace strongroom::base {

enum class ErrorCode {
    // What was handed in is wrong.
    badArgument,  // a caller of ours broke a rule of the header
    badFormat,    // bytes that are not what they claim to be (JSON, YAML, DER, note, share, ...)
    notCanonical, // readable, but not in the one form that is accepted
    tooLarge,     // over the limit that is named in the detail
    unknownKey,   // a key that the format does not know
    unsupported,  // well formed, but an algorithm, mechanism or option that is not offered
    // What was found does not agree.
    digestMismatch,   // bytes do not have the digest that is on record
    signatureInvalid, // a signature does not verify
    recordBroken,     // chain, order or rule of the record violated
    anchorMismatch,   // the record is not the one whose anchor was given
    headMismatch,     // the record does not contain the head that was given
    shareForeign,     // a share of another set, authority or mode
    shareAltered,     // a share that does not match its commitment
    keyMismatch,      // a key is not the one on record
    lintFailed,       // a lint with an error that nobody waived
    // Rules of the ceremony.
    denied,        // role, exclusion or quorum forbids it
    staleVersion,  // the command answers a snapshot that is no longer current
    notNow,        // not allowed in the present step
    wrongMode,     // training material in production or the reverse
    planInvalid,   // the plan cannot run; detail names file and line
    needsDecision, // people must decide (exception) before anything goes on
    clockMoved,    // the computer's clock was moved after the room had confirmed it
    // Files and media.
    fileMissing,
    fileExists,
    notRegularFile, // symbolic link, device, FIFO, folder
    noSpace,
    readOnly,
    inputOutput,  // any other failure of the system's file calls
    mediumUnsafe, // a flush failed: the medium is not trusted again
    busy,         // locked by another process
    // Token (HSM or card).
    moduleMissing,
    moduleBroken,
    tokenMissing, // no such token, or pulled
    tokenNotBlank,
    tokenNotOurs,
    pinWrong,
    pinLocked,
    pinLastTry, // not tried, because one try is left
    objectMissing,
    objectDuplicate,
    tokenRefused, // a call answered an error that is none of the above (see ckRv)
    tokenLied,    // the call said OK and the second look says otherwise
    // The machine.
    noSecureMemory, // the secure heap is missing, full or not locked
    selfTestFailed,
    childFailed,  // a helper process died, hung or answered nonsense
    cryptoFailed, // libcrypto refused what should work
    cancelled,
};

// The name as written in the enumeration, for logs and the record.
const char* errorCodeName(ErrorCode code) noexcept;

struct Error {
    ErrorCode code;
    std::string detail;
    std::optional<unsigned long> ckRv = std::nullopt;
    bool operator==(const Error&) const = default;
};

} // namespace strongroom::base

namespace strongroom {
using base::Error;
using base::ErrorCode;
} // namespace strongroom

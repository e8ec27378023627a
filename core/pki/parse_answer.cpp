#include "core/pki/parse_answer.h"

#include "core/ossl/digest.h"
#include "core/ossl/failure.h"
#include "core/pki/certificate.h"
#include "core/pki/display_text.h"
#include "core/pki/request.h"
#include "core/pki/revocation_list.h"

#include <openssl/crypto.h>

#include <array>

namespace strongroom::pki {

namespace {

constexpr std::array kinds{std::pair{FileKind::request, "request"},
                           std::pair{FileKind::certificate, "certificate"}, std::pair{FileKind::crl, "crl"}};

template<typename T>
base::Value answer(const Result<T>& parsed) {
    base::Value value, refusal;
    if (parsed)
        return value.set("parsed", toValue(*parsed));
    refusal.set("code", base::errorCodeName(parsed.error().code)).set("detail", parsed.error().detail);
    return value.set("refused", std::move(refusal));
}

// What a file can be refused for; any other code from the helper is nonsense.
constexpr std::array refusals{ErrorCode::badFormat,   ErrorCode::notCanonical,     ErrorCode::tooLarge,
                              ErrorCode::unknownKey,  ErrorCode::unsupported,      ErrorCode::keyMismatch,
                              ErrorCode::badArgument, ErrorCode::signatureInvalid, ErrorCode::cryptoFailed};

Error nonsense() {
    return {ErrorCode::childFailed, "the helper that reads files from outside answered nonsense"};
}

} // namespace

Result<FileKind> fileKindFromName(std::string_view name) {
    for (const auto& [kind, known] : kinds)
        if (name == known)
            return kind;
    return Error{ErrorCode::badArgument, "a file to parse is a request, a certificate or a crl"};
}

std::size_t maxFileSize(FileKind kind) {
    switch (kind) {
    case FileKind::request:
    case FileKind::certificate: return maxInputFile;
    case FileKind::crl: return 16 * maxInputFile;
    }
    return 0;
}

void warmUp() {
    // Without the configuration file: what a parser accepts does not hang on the machine it runs on.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_ADD_ALL_DIGESTS, nullptr);
    static_cast<void>(ossl::sha256(ByteView{}));
    ossl::clearErrors();
}

base::Value parseFile(FileKind kind, ByteView file) {
    if (file.size() > maxFileSize(kind))
        return answer(Result<RequestValues>(
            Error{ErrorCode::tooLarge,
                  "the file is larger than " + std::to_string(maxFileSize(kind) / 1024) + " KiB"}));
    switch (kind) {
    case FileKind::request: return answer(parseRequest(file));
    case FileKind::certificate: return answer(readCertificate(file));
    case FileKind::crl: return answer(readCrl(file));
    }
    return answer(Result<RequestValues>(nonsense()));
}

Result<base::Value> readParseAnswer(std::string_view standardOutput) {
    const auto value = base::readCanonical(standardOutput);
    if (!value || value->members().size() != 1)
        return nonsense();
    if (const base::Value* parsed = value->find("parsed"))
        return *parsed;
    const base::Value* refused = value->find("refused");
    if (refused == nullptr)
        return nonsense();
    base::ObjectReader reader(*refused);
    const std::string code = reader.text("code"), detail = reader.text("detail");
    if (!reader.finish())
        return nonsense();
    for (const ErrorCode known : refusals)
        if (code == base::errorCodeName(known))
            return Error{known, isPlainText(detail) ? detail : displayText(detail)};
    return nonsense();
}

} // namespace strongroom::pki

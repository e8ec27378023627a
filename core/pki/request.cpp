#include "core/pki/request.h"

#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "core/ossl/failure.h"
#include "core/ossl/handle.h"
#include "core/ossl/key.h"
#include "core/pki/der.h"
#include "core/pki/extensions_value.h"
#include "core/pki/general_name.h"
#include "core/pki/object_view.h"
#include "core/pki/oid.h"
#include "core/pki/pem.h"
#include "core/pki/signed_object.h"

#include <algorithm>
#include <array>

namespace strongroom::pki {

namespace {

Error bad(std::string detail) {
    return {ErrorCode::badFormat, std::move(detail)};
}

Result<void> checkName(const Name& name) {
    if (hasUnsafeCharacters(name))
        return bad("the subject holds a control, bidirectional or invisible character: " + printed(name));
    return {};
}

// RFC 2986 4.1: attributes [0] IMPLICIT SET OF Attribute; RFC 2985 5.4.2: extensionRequest.
Result<void> readAttributes(ByteView content, RequestValues& request) {
    for (der::Reader reader(content); !reader.atEnd();) {
        const auto attribute = reader.takeIf(der::sequence);
        der::Reader inside(attribute ? attribute->content : ByteView{});
        const auto type = inside.takeIf(der::objectIdentifier);
        const auto values = inside.takeIf(der::set);
        const auto dotted = type ? der::readOid(type->content) : std::nullopt;
        if (!dotted || !values || !inside.atEnd())
            return bad("an attribute of the request is not built as RFC 2986 4.1 says");
        if (std::find(request.attributes.begin(), request.attributes.end(), *dotted) !=
            request.attributes.end())
            return bad("the attribute " + *dotted + " is there twice");
        request.attributes.push_back(*dotted);
        if (*dotted != oid::extensionRequest)
            continue;
        SR_ASSIGN(const auto views, viewExtensions(values->content));
        SR_ASSIGN(request.extensions, copyExtensions(views));
    }
    return {};
}

// The requester chooses how to sign the request, so any SHA-2 digest may go with any curve here; what
// certificates are signed with is stricter (core/pki/signed_object).
Result<void> checkPossession(const SignedView& view, const RequestValues& request) {
    struct Row {
        const char* name;
        const EVP_MD* (*digest)();
    };
    constexpr std::array rows{Row{"ecdsa-with-SHA256", EVP_sha256}, Row{"ecdsa-with-SHA384", EVP_sha384},
                              Row{"ecdsa-with-SHA512", EVP_sha512}};
    SR_ASSIGN(const auto algorithm, algorithmFromIdentifier(view.algorithm));
    SR_ASSIGN(const ossl::PublicKey key, ossl::PublicKey::fromSpki(request.spki()));
    const Error invalid{ErrorCode::signatureInvalid,
                        "the request is badly signed: it does not prove possession of its key"};
    for (const auto& [name, digest] : rows) {
        if (request.signatureAlgorithm != name)
            continue;
        if (key.isRsa())
            return invalid;
        ossl::clearErrors();
        const ossl::DigestContext context(EVP_MD_CTX_new());
        const bool good = context &&
                          EVP_DigestVerifyInit(context.get(), nullptr, digest(), nullptr, key.raw()) == 1 &&
                          EVP_DigestVerify(context.get(), view.signature.data(), view.signature.size(),
                                           view.tbs.data(), view.tbs.size()) == 1;
        ossl::clearErrors();
        return good ? Result<void>() : invalid;
    }
    return key.verify(algorithm, view.tbs, view.signature) ? Result<void>() : invalid;
}

} // namespace

Result<RequestValues> parseRequest(ByteView file) {
    if (file.size() > maxInputFile)
        return Error{ErrorCode::tooLarge, "the file is larger than 64 KiB: no certificate request is"};
    SR_ASSIGN(const Bytes bytes, unpackFile(file, {"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"}));
    SR_TRY(der::checkDer(bytes));
    SR_ASSIGN(const SignedView view, viewSigned(bytes));
    const auto info = der::single(view.tbs, der::sequence);
    der::Reader reader(info ? info->content : ByteView{});
    const auto version = reader.takeIf(der::integer);
    const auto subject = reader.takeIf(der::sequence);
    const auto spki = reader.takeIf(der::sequence);
    const auto attributes = reader.takeIf(der::contextConstructed(0));
    if (!version || !subject || !spki || !reader.atEnd())
        return bad("not a certificate request (RFC 2986 4.1)");
    if (der::readSmallNumber(version->content) != std::optional<std::uint64_t>(0))
        return bad("the version of the request is not 0 (RFC 2986 4.1)");
    RequestValues request;
    SR_ASSIGN(request.subject, nameFromDer(subject->whole));
    SR_TRY(checkName(request.subject));
    SR_ASSIGN(request.key, publicKeyFromSpki(spki->whole));
    SR_TRY(checkKeyRules(request.key));
    request.signatureAlgorithm = signatureNameOf(view.algorithm);
    SR_TRY(readAttributes(attributes ? attributes->content : ByteView{}, request));
    SR_TRY(checkPossession(view, request));
    request.fileDigest = ossl::sha256(file);
    request.fileLength = file.size();
    return request;
}

base::Value toValue(const RequestValues& request) {
    base::Value value;
    value.set("attributes", base::Value::Array(request.attributes.begin(), request.attributes.end()))
        .set("extensions", extensionsValue(request.extensions))
        .set("file_digest", request.fileDigest)
        .set("file_length", request.fileLength)
        .set("key", toValue(request.key))
        .set("signature_algorithm", request.signatureAlgorithm)
        .set("subject", toValue(request.subject));
    return value;
}

Result<RequestValues> requestFromValue(const base::Value& value) {
    base::ObjectReader reader(value);
    RequestValues request;
    request.attributes = reader.texts("attributes");
    const base::Value::Array extensions = reader.array("extensions"), subject = reader.array("subject");
    request.fileDigest = reader.digest("file_digest");
    request.fileLength = reader.number("file_length");
    const base::Value key = reader.object("key");
    request.signatureAlgorithm = reader.text("signature_algorithm");
    SR_TRY(reader.finish());
    for (const std::string& attribute : request.attributes)
        if (!isOid(attribute))
            return bad("an attribute is no object identifier");
    SR_ASSIGN(request.subject, nameFromValue(subject));
    SR_TRY(checkName(request.subject));
    SR_ASSIGN(request.extensions, extensionsFromValue(extensions));
    SR_ASSIGN(request.key, publicKeyFromValue(key));
    SR_TRY(checkKeyRules(request.key));
    return request;
}

} // namespace strongroom::pki

#include "core/pki/show.h"

#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "core/pki/certificate.h"
#include "core/pki/der.h"
#include "core/pki/display_text.h"
#include "core/pki/object_view.h"
#include "core/pki/pem.h"
#include "core/pki/revocation_list.h"

namespace strongroom::pki {

namespace {

std::string keyText(ByteView spki) {
    const auto key = publicKeyFromSpki(spki);
    return key ? describe(*key) : "(" + key.error().detail + ")";
}

void addExtensions(Shown& shown, const std::vector<Extension>& extensions) {
    for (const Extension& extension : extensions) {
        std::string value;
        for (const std::string& line : describeExtension(extension))
            value += (value.empty() ? "" : "\n") + line;
        shown.fields.push_back(
            {extensionName(extension.oid) + (extension.critical ? " (critical)" : ""), value});
    }
}

Shown showCertificate(const CertificateValues& values, const char* kind, ByteView tbs) {
    Shown shown;
    shown.kind = kind;
    shown.fields = {
        {"Version", "v" + std::to_string(values.version)},
        {"Serial number", values.serial},
        {"Signature algorithm", displayText(values.signatureAlgorithm)},
        {"Issuer", printedName(values.issuer)},
        {"Subject", printedName(values.subject)},
        {"Not before", base::toRfc3339(values.validity.notBefore)},
        {"Not after", base::toRfc3339(values.validity.notAfter) + " (inclusive)"},
        {"Public key", keyText(values.spki)},
        {"SHA-256 of the public key", ossl::sha256(values.spki).hex()},
    };
    addExtensions(shown, values.extensions);
    shown.digestOf = "what is signed (TBSCertificate)";
    shown.digest = ossl::sha256(tbs);
    return shown;
}

Shown showCrl(const CrlValues& values, const char* kind, ByteView tbs) {
    Shown shown;
    shown.kind = kind;
    shown.fields = {
        {"Version", "v" + std::to_string(values.version)},
        {"Signature algorithm", displayText(values.signatureAlgorithm)},
        {"Issuer", printedName(values.issuer)},
        {"This update", base::toRfc3339(values.thisUpdate)},
        {"Next update", values.nextUpdate ? base::toRfc3339(*values.nextUpdate) : "(none)"},
    };
    addExtensions(shown, values.extensions);
    std::string revoked;
    for (const RevokedCertificate& one : values.revoked)
        revoked += (revoked.empty() ? "" : "\n") + one.serial + " on " + base::toRfc3339(one.date) +
                   (one.reason ? std::string(", ") + nameOf(*one.reason) : "");
    shown.fields.push_back({"Revoked certificates (" + std::to_string(values.revoked.size()) + ")",
                            revoked.empty() ? "none" : revoked});
    shown.digestOf = "what is signed (TBSCertList)";
    shown.digest = ossl::sha256(tbs);
    return shown;
}

// The shape of what is inside the outer SEQUENCE tells the kinds apart: a signed object begins with a
// SEQUENCE, a TBSCertificate with [0] or a serial number, a TBSCertList with a version and then no Name.
Result<Shown> showSigned(ByteView object, ByteView file) {
    SR_ASSIGN(const SignedView view, viewSigned(object));
    if (auto certificate = readTbsCertificate(view.tbs))
        return showCertificate(*certificate, "certificate", view.tbs);
    if (auto crl = readTbsCertList(view.tbs))
        return showCrl(*crl, "certificate revocation list", view.tbs);
    auto request = parseRequest(file);
    if (request)
        return showRequest(*request);
    // Of a file that is none of the three, the request's reader says most about what is wrong.
    return request.error();
}

} // namespace

Result<Shown> showTbsCertificate(ByteView tbs) {
    SR_ASSIGN(const CertificateValues values, readTbsCertificate(tbs));
    return showCertificate(values, "certificate to be signed", tbs);
}

Result<Shown> showTbsCertList(ByteView tbs) {
    SR_ASSIGN(const CrlValues values, readTbsCertList(tbs));
    return showCrl(values, "certificate revocation list to be signed", tbs);
}

Shown showRequest(const RequestValues& request) {
    Shown shown;
    shown.kind = "certificate request";
    shown.fields = {
        {"Subject", printed(request.subject)},
        {"Public key", describe(request.key)},
        {"SHA-256 of the public key", ossl::sha256(request.spki()).hex()},
        {"Proof of possession", displayText(request.signatureAlgorithm) + ", verified"},
    };
    addExtensions(shown, request.extensions);
    shown.fields.push_back({"Length of the file", std::to_string(request.fileLength) + " bytes"});
    shown.digestOf = "the file";
    shown.digest = request.fileDigest;
    return shown;
}

Result<Shown> showFile(ByteView file) {
    SR_ASSIGN(const Unpacked unpacked, unpackFile(file));
    const auto outer = der::single(unpacked.der, der::sequence);
    if (!outer)
        return Error{ErrorCode::badFormat,
                     "the file is no request, certificate or CRL, and none to be signed"};
    der::Reader reader(outer->content);
    if (reader.nextTag() == der::sequence)
        return showSigned(unpacked.der, file);
    if (auto shown = showTbsCertList(unpacked.der))
        return shown;
    return showTbsCertificate(unpacked.der);
}

std::string textOf(const Shown& shown, std::string_view words) {
    std::string text = shown.kind + "\n\n";
    const auto addField = [&](const std::string& label, std::string_view value) {
        text += label + ":\n";
        while (true) {
            const std::size_t end = value.find('\n');
            text += "    " + std::string(value.substr(0, end)) + "\n";
            if (end == std::string_view::npos)
                break;
            value.remove_prefix(end + 1);
        }
    };
    for (const ShownField& field : shown.fields)
        addField(field.label, field.value);
    text += "\n";
    addField("SHA-256 of " + shown.digestOf, shown.digest.hex());
    if (!words.empty())
        addField("in words", words);
    return text;
}

} // namespace strongroom::pki

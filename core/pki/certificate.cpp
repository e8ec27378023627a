#include "core/pki/certificate.h"

#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "core/ossl/failure.h"
#include "core/ossl/handle.h"
#include "core/pki/der.h"
#include "core/pki/extension_writer.h"
#include "core/pki/extensions_value.h"
#include "core/pki/object_view.h"
#include "core/pki/oid.h"
#include "core/pki/pem.h"
#include "core/pki/public_key_values.h"
#include "core/pki/serial_number.h"
#include "core/pki/signed_object.h"

#include <algorithm>

namespace strongroom::pki {

namespace {

Error bad(std::string detail) {
    return {ErrorCode::badArgument, std::move(detail)};
}

Result<void> checkContents(const CertificateContents& contents, const PublicKeyValues& key) {
    const CertificateProfile& profile = contents.profile;
    const std::string algorithm = algorithmNameOf(key);
    if (std::find(profile.keys.begin(), profile.keys.end(), algorithm) == profile.keys.end())
        return bad("the key is " + algorithm + ", which the profile " + profile.id + " does not take");
    SR_TRY(checkKeyRules(key));
    SR_TRY(checkNumber(contents.serial));
    if (contents.serial == "00" || contents.serial.size() > 40)
        return bad("a serial number is positive and has at most 20 bytes");
    if (contents.validity.notAfter <= contents.validity.notBefore)
        return bad("the validity ends before it begins");
    return {};
}

Result<Bytes> writeExtensions(const CertificateContents& contents, ByteView issuerKeyIdentifier) {
    const CertificateProfile& profile = contents.profile;
    SR_ASSIGN(const Bytes identifier, keyIdentifierOf(contents.spki, profile.subjectKeyIdentifier));
    const bool root = profile.kind == CertificateProfile::Kind::root;
    Bytes all;
    const auto add = [&](const char* oid, Criticality criticality, ByteView value) {
        base::append(all, writeExtension(oid, criticality, value));
    };
    add(oid::basicConstraints, Criticality::critical, writeBasicConstraints(profile.pathLength));
    add(oid::keyUsage, Criticality::critical, writeKeyUsage(profile.keyUsage));
    if (!profile.extendedKeyUsage.empty()) {
        SR_ASSIGN(const Bytes purposes, writeExtendedKeyUsage(profile.extendedKeyUsage));
        add(oid::extendedKeyUsage, Criticality::notCritical, purposes);
    }
    add(oid::subjectKeyIdentifier, Criticality::notCritical, writeSubjectKeyIdentifier(identifier));
    if (profile.authorityKeyIdentifier)
        add(oid::authorityKeyIdentifier, Criticality::notCritical,
            writeAuthorityKeyIdentifier(root ? ByteView(identifier) : issuerKeyIdentifier));
    if (!profile.policies.empty())
        add(oid::certificatePolicies, Criticality::notCritical, writePolicies(profile.policies));
    if (profile.nameConstraints) {
        SR_ASSIGN(const Bytes constraints, writeNameConstraints(*profile.nameConstraints));
        add(oid::nameConstraints,
            profile.nameConstraints->critical ? Criticality::critical : Criticality::notCritical,
            constraints);
    }
    if (!profile.crlDistributionPoints.empty())
        add(oid::crlDistributionPoints, Criticality::notCritical,
            writeDistributionPoints(profile.crlDistributionPoints));
    if (!profile.ocsp.empty() || !profile.caIssuers.empty())
        add(oid::authorityInfoAccess, Criticality::notCritical,
            writeAuthorityInfoAccess(profile.ocsp, profile.caIssuers));
    return der::element(der::contextConstructed(3), der::element(der::sequence, all));
}

} // namespace

Result<Bytes> keyIdentifierOf(ByteView spki, KeyIdentifierMethod method) {
    const auto outer = der::single(spki, der::sequence);
    der::Reader reader(outer ? outer->content : ByteView{});
    reader.takeIf(der::sequence);
    const auto bits = reader.takeIf(der::bitString);
    const auto content = bits ? der::readBitString(bits->content) : std::nullopt;
    if (!content)
        return Error{ErrorCode::badFormat, "not a SubjectPublicKeyInfo"};
    if (method == KeyIdentifierMethod::sha256) {
        const Digest digest = ossl::sha256(*content);
        return Bytes(digest.bytes.begin(), digest.bytes.begin() + 20);
    }
    ossl::clearErrors();
    Bytes identifier(20);
    if (EVP_Digest(content->data(), content->size(), identifier.data(), nullptr, EVP_sha1(), nullptr) != 1)
        return ossl::failure("making a key identifier");
    return identifier;
}

Result<Bytes> buildTbsCertificate(const CertificateContents& contents) {
    const bool root = contents.profile.kind == CertificateProfile::Kind::root;
    SR_ASSIGN(const PublicKeyValues key, publicKeyFromSpki(contents.spki));
    SR_TRY(checkContents(contents, key));
    SR_ASSIGN(const auto algorithm, signatureOf(contents.profile));
    SR_ASSIGN(const Bytes subject, toDer(contents.subject));
    if (!root &&
        (contents.issuer.keyIdentifier.empty() || !der::single(contents.issuer.subject, der::sequence)))
        return bad("a subordinate certificate needs its issuer's name and key identifier");
    if (!root && base::equalBytes(contents.issuer.subject, subject))
        return bad("the subject of a subordinate is not the issuer itself");
    SR_ASSIGN(const Bytes serial, base::fromHex(contents.serial));
    SR_ASSIGN(const Bytes extensions, writeExtensions(contents, contents.issuer.keyIdentifier));
    const Bytes version = der::element(der::contextConstructed(0), der::writeSmallInteger(2)); // v3
    const Bytes validity = der::sequenceOf(
        {der::writeTime(contents.validity.notBefore), der::writeTime(contents.validity.notAfter)});
    Bytes tbs = der::sequenceOf({version, der::writeInteger(serial), algorithmIdentifier(algorithm),
                                 root ? subject : contents.issuer.subject, validity, subject, contents.spki,
                                 extensions});
    SR_TRY(readTbsCertificate(tbs)); // what we cannot read ourselves is not handed out
    return tbs;
}

Result<CertificateValues> readTbsCertificate(ByteView tbs) {
    SR_TRY(der::checkDer(tbs));
    SR_ASSIGN(const CertificateView view, viewTbsCertificate(tbs));
    CertificateValues values;
    values.version = view.version.value_or(0) + 1;
    if (view.version == std::optional<std::uint64_t>(0))
        return Error{ErrorCode::notCanonical, "the certificate writes version v1, which DER leaves out"};
    if (view.serial[0] >= 0x80)
        return Error{ErrorCode::badFormat, "the serial number is negative (RFC 5280 4.1.2.2)"};
    values.serial = der::readNumberHex(view.serial);
    values.signatureAlgorithm = signatureNameOf(view.algorithm);
    values.issuer = base::bytesOf(view.issuer);
    values.subject = base::bytesOf(view.subject);
    const auto notBefore = der::readTime(view.notBefore);
    const auto notAfter = der::readTime(view.notAfter);
    if (!notBefore || !notAfter)
        return Error{ErrorCode::badFormat, "the validity is not in whole seconds UTC (RFC 5280 4.1.2.5)"};
    values.validity = {*notBefore, *notAfter};
    values.spki = base::bytesOf(view.spki);
    SR_ASSIGN(values.extensions, copyExtensions(view.extensions));
    return values;
}

Result<CertificateValues> readCertificate(ByteView file) {
    SR_ASSIGN(const Bytes bytes, unpackFile(file, {"CERTIFICATE"}));
    SR_TRY(der::checkDer(bytes));
    SR_ASSIGN(const SignedView view, viewSigned(bytes));
    return readTbsCertificate(view.tbs);
}

Result<IssuerValues> issuerValuesOf(const CertificateValues& certificate) {
    const Extension* extension = findExtension(certificate.extensions, oid::subjectKeyIdentifier);
    if (extension == nullptr)
        return Error{ErrorCode::badArgument, "the issuer's certificate has no subjectKeyIdentifier"};
    SR_ASSIGN(Bytes identifier, readSubjectKeyIdentifier(extension->value));
    return IssuerValues{certificate.subject, std::move(identifier)};
}

base::Value toValue(const CertificateValues& certificate) {
    base::Value value;
    value.set("extensions", extensionsValue(certificate.extensions))
        .set("issuer", base::toBase64(certificate.issuer))
        .set("not_after", base::toRfc3339(certificate.validity.notAfter))
        .set("not_before", base::toRfc3339(certificate.validity.notBefore))
        .set("serial", certificate.serial)
        .set("signature_algorithm", certificate.signatureAlgorithm)
        .set("spki", base::toBase64(certificate.spki))
        .set("subject", base::toBase64(certificate.subject))
        .set("version", certificate.version);
    return value;
}

Result<CertificateValues> certificateFromValue(const base::Value& value) {
    base::ObjectReader reader(value);
    CertificateValues result;
    result.version = reader.number("version");
    result.serial = reader.text("serial");
    result.signatureAlgorithm = reader.text("signature_algorithm");
    result.issuer = reader.base64("issuer");
    result.subject = reader.base64("subject");
    result.spki = reader.base64("spki");
    const std::string notBefore = reader.text("not_before"), notAfter = reader.text("not_after");
    const base::Value::Array extensions = reader.array("extensions");
    SR_TRY(reader.finish());
    SR_TRY(checkNumber(result.serial));
    SR_ASSIGN(result.validity.notBefore, base::fromRfc3339(notBefore));
    SR_ASSIGN(result.validity.notAfter, base::fromRfc3339(notAfter));
    SR_ASSIGN(result.extensions, extensionsFromValue(extensions));
    return result;
}

} // namespace strongroom::pki

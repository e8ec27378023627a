// Rules for every certificate: L1 to L9, L14, L15.
#include "core/base/hex.h"
#include "core/ossl/key.h"
#include "core/pki/lint/rule.h"
#include "core/pki/oid.h"
#include "core/pki/serial_number.h"
#include "core/pki/signed_object.h"

#include <algorithm>
#include <array>

namespace strongroom::pki::lint {

namespace {

Outcome version(const CertificateInput& in) {
    return failedIf(in.certificate.version != std::optional<std::uint64_t>(2), "the version is not v3");
}

Outcome serialNumber(const CertificateInput& in) {
    const ByteView serial = in.certificate.serial;
    const std::string hex = der::readNumberHex(serial);
    if (serial.empty() || serial[0] >= 0x80 || hex == "00")
        return failed("the serial number is not positive");
    if (serial.size() > 20)
        return failed("the serial number is 2^159 or more");
    // 64 random bits cannot be told from outside; fewer than 8 octets cannot hold them.
    if (hex.size() < 16)
        return failed("the serial number has fewer than 64 bits");
    if (std::find(in.context.usedSerials.begin(), in.context.usedSerials.end(), hex) !=
        in.context.usedSerials.end())
        return failed("the serial number " + hex + " was used before in this authority");
    return passed();
}

Outcome sameAlgorithm(const CertificateInput& in) {
    return failedIf(!base::equalBytes(in.object.algorithm, in.certificate.algorithm),
                    "the signature algorithms outside and inside the TBS differ");
}

Outcome exactAlgorithm(const CertificateInput& in) {
    const bool self = base::equalBytes(in.certificate.issuer, in.certificate.subject);
    return checkExactAlgorithm(in.certificate.algorithm, self && !in.issuer ? &in.certificate : in.issuer);
}

Outcome keyAlgorithm(const CertificateInput& in) {
    // BR 7.1.3.1 gives the AlgorithmIdentifiers in hex; these are the same bytes.
    static const std::array exact{
        der::sequenceOf({der::writeOid(oid::rsaEncryption), der::element(der::null, {})}),
        der::sequenceOf({der::writeOid(oid::ecPublicKey), der::writeOid(oid::p256)}),
        der::sequenceOf({der::writeOid(oid::ecPublicKey), der::writeOid(oid::p384)}),
        der::sequenceOf({der::writeOid(oid::ecPublicKey), der::writeOid(oid::p521)}),
    };
    const auto spki = der::single(in.certificate.spki, der::sequence);
    der::Reader reader(spki ? spki->content : ByteView{});
    const auto algorithm = reader.takeIf(der::sequence);
    const bool known = algorithm && std::any_of(exact.begin(), exact.end(), [&](const Bytes& one) {
                           return base::equalBytes(one, algorithm->whole);
                       });
    return failedIf(!known,
                    "the algorithm of the key is none of RSA with NULL, P-256, P-384, P-521, byte for byte");
}

Outcome uniqueIdentifiers(const CertificateInput& in) {
    return failedIf(in.certificate.uniqueIdentifiers, "there is an issuer or subject unique identifier");
}

Outcome duplicates(const CertificateInput& in) {
    return checkNoDuplicates(in.certificate.extensions);
}

Outcome times(const CertificateInput& in) {
    Outcome first = checkTime(in.certificate.notBefore, "notBefore");
    return first.kind == Outcome::Kind::passed ? checkTime(in.certificate.notAfter, "notAfter") : first;
}

Outcome encoding(const CertificateInput& in) {
    if (in.certificate.version == std::optional<std::uint64_t>(0))
        return failed("version v1 is written, which DER leaves out");
    return checkEncoding(in.object.whole, in.certificate.extensions);
}

Outcome issuerName(const CertificateInput& in) {
    if (in.issuer == nullptr)
        return notApplicable();
    return failedIf(!base::equalBytes(in.certificate.issuer, in.issuer->subject),
                    "the issuer is not, byte for byte, the subject of the issuer's certificate");
}

Outcome authorityKey(const CertificateInput& in) {
    if (base::equalBytes(in.certificate.issuer, in.certificate.subject))
        return notApplicable(); // L22
    const ExtensionView* extension = in.certificate.find(oid::authorityKeyIdentifier);
    if (extension == nullptr)
        return failed("there is no authorityKeyIdentifier");
    const auto value = readAuthorityKeyIdentifier(extension->value);
    if (!value || value->keyIdentifier.empty())
        return failed("the authorityKeyIdentifier has no keyIdentifier");
    if (value->namesIssuerOrSerial)
        return failed("the authorityKeyIdentifier names issuer or serial number");
    if (extension->critical)
        return failed("the authorityKeyIdentifier is critical");
    const auto issuerKey = in.issuer ? keyIdentifierIn(*in.issuer) : std::nullopt;
    return failedIf(issuerKey && *issuerKey != value->keyIdentifier,
                    "the authorityKeyIdentifier is not the issuer's subjectKeyIdentifier");
}

constexpr std::array rules{
    CertificateRule{{"L1", "version v3", "RFC 5280 4.1.2.1; BR 7.1.1", Severity::error}, version},
    CertificateRule{{"L2", "serial number positive, below 2^159, of 64 bits or more, new",
                     "RFC 5280 4.1.2.2; BR 7.1", Severity::error},
                    serialNumber},
    CertificateRule{
        {"L3", "signature algorithm the same outside and inside", "RFC 5280 4.1.1.2", Severity::error},
        sameAlgorithm},
    CertificateRule{{"L4", "signature algorithm one of the exact encodings, fitting the issuer's key",
                     "BR 7.1.3.2", Severity::error},
                    exactAlgorithm},
    CertificateRule{{"L5", "key algorithm one of the exact encodings", "BR 7.1.3.1", Severity::error},
                    keyAlgorithm},
    CertificateRule{{"L6", "no unique identifiers", "RFC 5280 4.1.2.8", Severity::error}, uniqueIdentifiers},
    CertificateRule{{"L7", "no extension twice", "RFC 5280 4.2", Severity::error}, duplicates},
    CertificateRule{{"L8", "times: UTCTime through 2049, then GeneralizedTime, seconds, Z",
                     "RFC 5280 4.1.2.5", Severity::error},
                    times},
    CertificateRule{{"L9", "DER throughout, nothing after it", "RFC 5280 4.1; X.690 10, 11", Severity::error},
                    encoding},
    CertificateRule{{"L14", "issuer is the issuer's subject, byte for byte", "RFC 5280 4.1.2.4; BR 7.1.4.1",
                     Severity::error},
                    issuerName},
    CertificateRule{{"L15", "authorityKeyIdentifier is the issuer's key identifier alone",
                     "RFC 5280 4.2.1.1; BR 7.1.2.11.1", Severity::error},
                    authorityKey},
};

} // namespace

std::span<const CertificateRule> certificateRules() {
    return rules;
}

Outcome checkExactAlgorithm(ByteView inner, const CertificateView* issuer) {
    const auto algorithm = algorithmFromIdentifier(inner);
    if (!algorithm)
        return failed(algorithm.error().detail);
    if (issuer == nullptr)
        return passed();
    const auto key = publicKeyFromSpki(issuer->spki);
    if (!key)
        return passed(); // L5 of the issuer's own certificate
    if (key->kind == "RSA") {
        const std::string name = ossl::nameOf(*algorithm);
        return failedIf(name.starts_with("ecdsa"), "an ECDSA algorithm with an issuer's key that is RSA");
    }
    const auto loaded = ossl::PublicKey::fromSpki(issuer->spki);
    const auto usual = loaded ? loaded->usualAlgorithm() : loaded.error();
    return failedIf(
        !usual || *usual != *algorithm,
        "the digest does not go with the curve of the issuer's key (P-256/SHA-256, P-384/SHA-384, "
        "P-521/SHA-512)");
}

Outcome checkNoDuplicates(const std::vector<ExtensionView>& extensions) {
    for (const ExtensionView& one : extensions)
        if (findExtension(extensions, one.oid) != &one)
            return failed("the extension " + extensionName(one.oid) + " is there twice");
    return passed();
}

Outcome checkTime(const der::Element& time, const char* which) {
    const auto read = der::readTime(time);
    if (!read)
        return failed(std::string(which) + " is not written YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ");
    const bool isUtc = time.tag == der::utcTime;
    if (!isUtc && base::civilDateOf(*read).year < 2050)
        return failed(std::string(which) + " is a GeneralizedTime before 2050");
    return passed();
}

namespace {

bool endsWithZeroBit(ByteView value) {
    const auto bits = der::single(value, der::bitString);
    return bits && bits->content.size() > 1 && (bits->content.back() & 1u << bits->content[0]) == 0;
}

} // namespace

Outcome checkEncoding(ByteView object, const std::vector<ExtensionView>& extensions) {
    if (const auto whole = der::checkDer(object); !whole)
        return failed(whole.error().detail);
    for (const ExtensionView& extension : extensions) {
        if (extension.criticalWritten && !extension.critical)
            return failed("the extension " + extensionName(extension.oid) + " writes critical FALSE");
        // Values of unknown extensions need not be DER.
        if (extensionName(extension.oid) == extension.oid)
            continue;
        if (const auto value = der::checkDer(extension.value); !value)
            return failed("the value of " + extensionName(extension.oid) + ": " + value.error().detail);
        if (extension.oid == oid::keyUsage && endsWithZeroBit(extension.value))
            return failed("keyUsage is a named bit list that ends with a zero bit (X.690 11.2.2)");
    }
    return passed();
}

std::optional<Bytes> keyIdentifierIn(const CertificateView& certificate) {
    const ExtensionView* extension = certificate.find(oid::subjectKeyIdentifier);
    const auto value =
        extension ? readSubjectKeyIdentifier(extension->value) : Error{ErrorCode::objectMissing, {}};
    return value ? std::optional(*value) : std::nullopt;
}

std::optional<BasicConstraintsValue> basicConstraintsIn(const CertificateView& certificate) {
    const ExtensionView* extension = certificate.find(oid::basicConstraints);
    const auto value =
        extension ? readBasicConstraints(extension->value) : Error{ErrorCode::objectMissing, {}};
    return value ? std::optional(*value) : std::nullopt;
}

} // namespace strongroom::pki::lint

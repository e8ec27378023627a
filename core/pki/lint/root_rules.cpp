// Rules for root certificates: L16, L18 to L23 (L17, L24 to L26 belong to public trust and come with it).
#include "core/pki/lint/rule.h"
#include "core/pki/oid.h"

#include <algorithm>
#include <array>

namespace strongroom::pki::lint {

namespace {

Outcome selfIssued(const CertificateInput& in) {
    return failedIf(!base::equalBytes(in.certificate.issuer, in.certificate.subject),
                    "issuer and subject differ");
}

Outcome basicConstraints(const CertificateInput& in) {
    const ExtensionView* extension = in.certificate.find(oid::basicConstraints);
    const auto value = basicConstraintsIn(in.certificate);
    if (!value)
        return failed("basicConstraints is missing or not readable");
    if (!value->ca)
        return failed("basicConstraints does not say cA TRUE");
    return failedIf(!extension->critical, "basicConstraints is not critical");
}

Outcome keyUsage(const CertificateInput& in) {
    return checkCaKeyUsage(in.certificate);
}

Outcome subjectKey(const CertificateInput& in) {
    return checkSubjectKey(in.certificate);
}

Outcome authorityKey(const CertificateInput& in) {
    const ExtensionView* extension = in.certificate.find(oid::authorityKeyIdentifier);
    if (extension == nullptr)
        return notApplicable();
    const auto value = readAuthorityKeyIdentifier(extension->value);
    if (!value || value->keyIdentifier.empty())
        return failed("the authorityKeyIdentifier has no keyIdentifier");
    if (value->namesIssuerOrSerial)
        return failed("the authorityKeyIdentifier names issuer or serial number");
    return failedIf(keyIdentifierIn(in.certificate) != std::optional(value->keyIdentifier),
                    "the authorityKeyIdentifier is not the own subjectKeyIdentifier");
}

Outcome extendedKeyUsage(const CertificateInput& in) {
    return failedIf(in.certificate.find(oid::extendedKeyUsage) != nullptr, "there is an extKeyUsage");
}

constexpr std::array rules{
    CertificateRule{{"L16", "issuer and subject the same bytes", "BR 7.1.2.1", Severity::error}, selfIssued},
    CertificateRule{
        {"L18", "basicConstraints critical, cA TRUE", "RFC 5280 4.2.1.9; BR 7.1.2.1.4", Severity::error},
        basicConstraints},
    CertificateRule{{"L20", "keyUsage critical: keyCertSign and cRLSign, at most digitalSignature besides",
                     "RFC 5280 4.2.1.3; BR 7.1.2.10.7", Severity::error},
                    keyUsage},
    CertificateRule{{"L21", "subjectKeyIdentifier present, not critical", "RFC 5280 4.2.1.2; BR 7.1.2.11.4",
                     Severity::error},
                    subjectKey},
    CertificateRule{{"L22", "authorityKeyIdentifier, if present, is the own key identifier",
                     "RFC 5280 4.2.1.1; BR 7.1.2.1.3", Severity::error},
                    authorityKey},
    CertificateRule{{"L23", "no extKeyUsage", "BR 7.1.2.1.2", Severity::error}, extendedKeyUsage},
};

} // namespace

std::span<const CertificateRule> rootRules() {
    return rules;
}

Outcome checkCaKeyUsage(const CertificateView& certificate) {
    const ExtensionView* extension = certificate.find(oid::keyUsage);
    const auto usages = extension ? readKeyUsage(extension->value) : Error{ErrorCode::objectMissing, {}};
    if (!usages)
        return failed("keyUsage is missing or not readable");
    if (!extension->critical)
        return failed("keyUsage is not critical");
    const auto has = [&](const char* usage) {
        return std::find(usages->begin(), usages->end(), usage) != usages->end();
    };
    for (const char* needed : {"keyCertSign", "cRLSign"})
        if (!has(needed))
            return failed(std::string("keyUsage lacks ") + needed);
    return failedIf(usages->size() > (has("digitalSignature") ? 3u : 2u),
                    "keyUsage allows more than keyCertSign, cRLSign and digitalSignature");
}

Outcome checkSubjectKey(const CertificateView& certificate) {
    const ExtensionView* extension = certificate.find(oid::subjectKeyIdentifier);
    if (!keyIdentifierIn(certificate))
        return failed("subjectKeyIdentifier is missing or not readable");
    return failedIf(extension->critical, "subjectKeyIdentifier is critical");
}

} // namespace strongroom::pki::lint

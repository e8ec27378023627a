// Rules for subordinate CA certificates: L27 to L29, L31, L33, L34, and L21 as for a root.
#include "core/base/hex.h"
#include "core/pki/display_text.h"
#include "core/pki/general_name.h"
#include "core/pki/lint/rule.h"
#include "core/pki/oid.h"

#include <algorithm>
#include <array>

namespace strongroom::pki::lint {

namespace {

Outcome basicConstraints(const CertificateInput& in) {
    const ExtensionView* extension = in.certificate.find(oid::basicConstraints);
    const auto value = basicConstraintsIn(in.certificate);
    if (!value || !value->ca)
        return failed("basicConstraints is missing, not readable or does not say cA TRUE");
    if (!extension->critical)
        return failed("basicConstraints is not critical");
    const auto above = in.issuer ? basicConstraintsIn(*in.issuer) : std::nullopt;
    if (!above || !above->pathLength)
        return passed();
    if (*above->pathLength == 0)
        return failed("the issuer's path length 0 allows no CA below it");
    return failedIf(value->pathLength && *value->pathLength >= *above->pathLength,
                    "the path length is not below that of the issuer");
}

Outcome subjectKey(const CertificateInput& in) {
    return checkSubjectKey(in.certificate);
}

Outcome keyUsage(const CertificateInput& in) {
    return checkCaKeyUsage(in.certificate);
}

Outcome extendedKeyUsage(const CertificateInput& in) {
    const ExtensionView* extension = in.certificate.find(oid::extendedKeyUsage);
    const auto purposes =
        extension ? readExtendedKeyUsage(extension->value) : Error{ErrorCode::objectMissing, {}};
    if (!purposes)
        return failed("extKeyUsage is missing or not readable");
    const auto has = [&](std::string_view purpose) {
        return std::find(purposes->begin(), purposes->end(), purpose) != purposes->end();
    };
    const bool tls = has("serverAuth");
    for (const char* never : {"OCSPSigning", "anyExtendedKeyUsage"})
        if (has(never))
            return failed(std::string("extKeyUsage holds ") + never);
    for (const char* notWithTls : {"codeSigning", "emailProtection", "timeStamping", "precertificateSigning"})
        if (tls && has(notWithTls))
            return failed(std::string("extKeyUsage holds serverAuth together with ") + notWithTls);
    return passed();
}

Outcome distributionPoints(const CertificateInput& in) {
    const ExtensionView* extension = in.certificate.find(oid::crlDistributionPoints);
    return extension ? checkHttpPoints(*extension) : failed("there is no cRLDistributionPoints");
}

// What the name constraints say, as far as the rule asks.
struct Constrained {
    bool empty = true;
    bool distances = false;
    bool dns = false, directory = false;
    bool permittedV4 = false, permittedV6 = false, noV4 = false, noV6 = false;
};

void readSubtrees(ByteView content, bool excluded, Constrained& result) {
    for (der::Reader reader(content); !reader.atEnd();) {
        const auto subtree = reader.takeIf(der::sequence);
        if (!subtree)
            return;
        der::Reader inside(subtree->content);
        const auto base = inside.take();
        result.distances = result.distances || !inside.atEnd();
        if (!base)
            continue;
        result.empty = false;
        const bool allZero =
            std::all_of(base->content.begin(), base->content.end(), [](std::uint8_t b) { return b == 0; });
        if (base->tag == der::contextPrimitive(2))
            result.dns = true;
        else if (base->tag == der::contextConstructed(4))
            result.directory = true;
        else if (base->tag == der::contextPrimitive(7) && base->content.size() == 8)
            (excluded ? result.noV4 : result.permittedV4) |= !excluded || allZero;
        else if (base->tag == der::contextPrimitive(7) && base->content.size() == 32)
            (excluded ? result.noV6 : result.permittedV6) |= !excluded || allZero;
    }
}

Outcome nameConstraints(const CertificateInput& in) {
    const ExtensionView* extension = in.certificate.find(oid::nameConstraints);
    if (extension == nullptr)
        return in.context.technicallyConstrained ? failed("the profile promises a technically constrained "
                                                          "CA, and there are no name constraints")
                                                 : notApplicable();
    const auto list = der::single(extension->value, der::sequence);
    if (!list)
        return failed("nameConstraints is not readable");
    Constrained found;
    for (der::Reader reader(list->content); !reader.atEnd();) {
        const auto part = reader.take();
        if (!part)
            return failed("nameConstraints is not readable");
        readSubtrees(part->content, part->tag == der::contextConstructed(1), found);
    }
    if (found.empty)
        return failed("nameConstraints is empty");
    if (found.distances)
        return failed("nameConstraints has a minimum or maximum");
    const bool addresses = (found.permittedV4 || found.noV4) && (found.permittedV6 || found.noV6);
    if (in.context.technicallyConstrained && (!found.dns || !found.directory || !addresses))
        return failed(
            "a technically constrained CA needs DNS, directory and both kinds of IP addresses in its name "
            "constraints (none of a kind: excluded 0.0.0.0/0 and ::/0)");
    return extension->critical ? passed() : should("nameConstraints is not critical");
}

Outcome notAfter(const CertificateInput& in) {
    if (in.issuer == nullptr)
        return notApplicable();
    const auto own = der::readTime(in.certificate.notAfter);
    const auto above = der::readTime(in.issuer->notAfter);
    if (!own || !above)
        return failed("a notAfter is not readable");
    return failedIf(*own > *above, "the certificate ends after that of its issuer");
}

constexpr std::array rules{
    CertificateRule{{"L21", "subjectKeyIdentifier present, not critical", "RFC 5280 4.2.1.2; BR 7.1.2.11.4",
                     Severity::error},
                    subjectKey},
    CertificateRule{{"L27", "basicConstraints critical, cA TRUE, path length below the issuer's",
                     "RFC 5280 4.2.1.9; BR 7.1.2.10.4", Severity::error},
                    basicConstraints},
    CertificateRule{{"L28", "keyUsage critical: keyCertSign and cRLSign, at most digitalSignature besides",
                     "RFC 5280 4.2.1.3; BR 7.1.2.10.7", Severity::error},
                    keyUsage},
    CertificateRule{{"L29", "extKeyUsage present, purposes that may stand together",
                     "BR 7.1.2.10.6, 7.1.2.3.3", Severity::error},
                    extendedKeyUsage},
    CertificateRule{{"L31", "cRLDistributionPoints: not critical, full names, http only",
                     "RFC 5280 4.2.1.13; BR 7.1.2.11.2", Severity::error},
                    distributionPoints},
    CertificateRule{{"L33", "nameConstraints critical, not empty, no distances, complete where promised",
                     "RFC 5280 4.2.1.10; BR 7.1.2.5.2", Severity::error},
                    nameConstraints},
    CertificateRule{
        {"L34", "notAfter not after that of the issuer", "RFC 5280 6.1; BR 6.3.2", Severity::error},
        notAfter},
};

} // namespace

std::span<const CertificateRule> subordinateRules() {
    return rules;
}

Outcome checkHttpPoints(const ExtensionView& extension) {
    if (extension.critical)
        return failed("cRLDistributionPoints is critical");
    const auto points = der::single(extension.value, der::sequence);
    if (!points || points->content.empty())
        return failed("cRLDistributionPoints is empty or not readable");
    for (der::Reader reader(points->content); !reader.atEnd();) {
        const auto point = reader.takeIf(der::sequence);
        if (!point)
            return failed("cRLDistributionPoints is not readable");
        const auto name = der::single(point->content, der::contextConstructed(0));
        if (!name)
            return failed("a distribution point has reasons, a cRLIssuer or no name");
        const auto full = der::single(name->content, der::contextConstructed(0));
        if (!full || full->content.empty())
            return failed("a distribution point has no fullName");
        for (der::Reader names(full->content); !names.atEnd();) {
            const auto uri = names.take();
            const std::string text = uri ? base::textOf(uri->content) : std::string();
            if (!uri || uri->tag != der::contextPrimitive(6) || !text.starts_with("http://") || !isUri(text))
                return failed("a distribution point is no http:// address");
        }
    }
    return passed();
}

} // namespace strongroom::pki::lint

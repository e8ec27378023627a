#include "core/pki/oid.h"

#include "core/pki/der.h"

#include <array>
#include <utility>

namespace strongroom::pki::oid {

namespace {

using Row = std::pair<std::string_view, std::string_view>; // dotted, name

constexpr std::array extensionNames{
    Row{subjectKeyIdentifier, "subjectKeyIdentifier"},
    Row{keyUsage, "keyUsage"},
    Row{subjectAltName, "subjectAltName"},
    Row{basicConstraints, "basicConstraints"},
    Row{crlNumber, "cRLNumber"},
    Row{reasonCode, "reasonCode"},
    Row{deltaCrlIndicator, "deltaCRLIndicator"},
    Row{issuingDistributionPoint, "issuingDistributionPoint"},
    Row{certificateIssuer, "certificateIssuer"},
    Row{nameConstraints, "nameConstraints"},
    Row{crlDistributionPoints, "cRLDistributionPoints"},
    Row{certificatePolicies, "certificatePolicies"},
    Row{authorityKeyIdentifier, "authorityKeyIdentifier"},
    Row{extendedKeyUsage, "extKeyUsage"},
    Row{authorityInfoAccess, "authorityInfoAccess"},
};

constexpr std::array purposeNames{
    Row{"1.3.6.1.5.5.7.3.1", "serverAuth"},
    Row{"1.3.6.1.5.5.7.3.2", "clientAuth"},
    Row{"1.3.6.1.5.5.7.3.3", "codeSigning"},
    Row{"1.3.6.1.5.5.7.3.4", "emailProtection"},
    Row{"1.3.6.1.5.5.7.3.8", "timeStamping"},
    Row{"1.3.6.1.5.5.7.3.9", "OCSPSigning"},
    Row{"1.3.6.1.5.5.7.3.36", "documentSigning"},
    Row{"2.5.29.37.0", "anyExtendedKeyUsage"},
    Row{"1.3.6.1.4.1.11129.2.4.4", "precertificateSigning"},
};

constexpr std::array signatureNames{
    Row{"1.2.840.10045.4.1", "ecdsa-with-SHA1"},
    Row{"1.2.840.10045.4.3.1", "ecdsa-with-SHA224"},
    Row{"1.2.840.10045.4.3.2", "ecdsa-with-SHA256"},
    Row{"1.2.840.10045.4.3.3", "ecdsa-with-SHA384"},
    Row{"1.2.840.10045.4.3.4", "ecdsa-with-SHA512"},
    Row{"1.2.840.113549.1.1.4", "md5WithRSAEncryption"},
    Row{"1.2.840.113549.1.1.5", "sha1WithRSAEncryption"},
    Row{"1.2.840.113549.1.1.10", "rsassaPss"},
    Row{"1.2.840.113549.1.1.11", "sha256WithRSAEncryption"},
    Row{"1.2.840.113549.1.1.12", "sha384WithRSAEncryption"},
    Row{"1.2.840.113549.1.1.13", "sha512WithRSAEncryption"},
    Row{"1.2.840.10040.4.3", "dsa-with-SHA1"},
    Row{"1.3.101.112", "Ed25519"},
    Row{"1.3.101.113", "Ed448"},
};

template<typename Rows>
std::string nameIn(const Rows& rows, std::string_view dotted) {
    for (const auto& [known, name] : rows)
        if (known == dotted)
            return std::string(name);
    return std::string(dotted);
}

} // namespace

std::string extensionName(std::string_view dotted) {
    return nameIn(extensionNames, dotted);
}

std::string purposeName(std::string_view dotted) {
    return nameIn(purposeNames, dotted);
}

std::string purposeOid(std::string_view nameOrOid) {
    for (const auto& [dotted, name] : purposeNames)
        if (name == nameOrOid)
            return std::string(dotted);
    return der::writeOid(nameOrOid).empty() ? std::string() : std::string(nameOrOid);
}

std::string signatureName(std::string_view dotted) {
    return nameIn(signatureNames, dotted);
}

} // namespace strongroom::pki::oid

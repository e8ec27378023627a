// The object identifiers that Strongroom reads and writes, dotted. Private to core/pki.
#pragma once

#include <string>
#include <string_view>

namespace strongroom::pki::oid {

// Extensions (RFC 5280 4.2, 5.2, 5.3).
inline constexpr const char* subjectKeyIdentifier = "2.5.29.14";
inline constexpr const char* keyUsage = "2.5.29.15";
inline constexpr const char* subjectAltName = "2.5.29.17";
inline constexpr const char* basicConstraints = "2.5.29.19";
inline constexpr const char* crlNumber = "2.5.29.20";
inline constexpr const char* reasonCode = "2.5.29.21";
inline constexpr const char* deltaCrlIndicator = "2.5.29.27";
inline constexpr const char* issuingDistributionPoint = "2.5.29.28";
inline constexpr const char* certificateIssuer = "2.5.29.29";
inline constexpr const char* nameConstraints = "2.5.29.30";
inline constexpr const char* crlDistributionPoints = "2.5.29.31";
inline constexpr const char* certificatePolicies = "2.5.29.32";
inline constexpr const char* authorityKeyIdentifier = "2.5.29.35";
inline constexpr const char* extendedKeyUsage = "2.5.29.37";
inline constexpr const char* authorityInfoAccess = "1.3.6.1.5.5.7.1.1";
// Access methods and policy qualifiers.
inline constexpr const char* ocsp = "1.3.6.1.5.5.7.48.1";
inline constexpr const char* caIssuers = "1.3.6.1.5.5.7.48.2";
inline constexpr const char* cps = "1.3.6.1.5.5.7.2.1";
// PKCS#9 attributes of a request.
inline constexpr const char* extensionRequest = "1.2.840.113549.1.9.14";
// Keys and digests.
inline constexpr const char* rsaEncryption = "1.2.840.113549.1.1.1";
inline constexpr const char* ecPublicKey = "1.2.840.10045.2.1";
inline constexpr const char* p256 = "1.2.840.10045.3.1.7";
inline constexpr const char* p384 = "1.3.132.0.34";
inline constexpr const char* p521 = "1.3.132.0.35";

std::string extensionName(std::string_view dotted); // "basicConstraints", or the OID
std::string purposeName(std::string_view dotted);   // "serverAuth", or the OID
std::string purposeOid(std::string_view nameOrOid); // "" for what is neither
std::string
signatureName(std::string_view dotted); // "ecdsa-with-SHA256", ..., also of algorithms not offered

} // namespace strongroom::pki::oid

// Profiles: what a certificate or a CRL of this authority looks like. The list of kinds is closed (BR 6.1.7):
// a root certificate, a subordinate CA certificate, a CRL. A profile is read from a Value whose scalars are
// all strings (the YAML files of resources/profiles/pki) and written back to the same Value: the round trip
// is the identity, and every key is checked. Error details begin with the path of the member
// ("extensions/basic-constraints/path-length: ..."), so that the caller can name file and line.
#pragma once

#include "core/base/canonical.h"
#include "core/base/time.h"
#include "core/pki/name.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace strongroom::ossl {
enum class SignatureAlgorithm;
}

namespace strongroom::pki {

// A length of time by the calendar: "20 years", "11 months", "397 days".
struct Length {
    enum class Unit { days, months, years };
    unsigned count = 0;
    Unit unit = Unit::days;

    bool operator==(const Length&) const = default;
};
Result<Length> lengthFromText(std::string_view text);
std::string textOf(const Length& length);
UtcTime plus(UtcTime start, const Length& length);

struct Validity {
    UtcTime notBefore;
    UtcTime notAfter; // inclusive (RFC 5280 4.1.2.5)
};

// Either a length, or two dates fixed by the profile.
struct ValidityRule {
    std::optional<Length> length;
    std::optional<Validity> dates;
};

// One attribute of the subject: fixed by the profile, or taken over from the request.
struct SubjectRule {
    std::string type;
    StringType stringType = StringType::utf8;
    std::optional<std::string> value; // none: from the request (subordinate only), required there
};

enum class KeyUsage { digitalSignature, keyCertSign, cRLSign };
enum class KeyIdentifierMethod {
    sha1,  // RFC 5280 4.2.1.2 (1)
    sha256 // RFC 7093 2 (1): the leftmost 160 bits
};

struct PolicyInformation {
    std::string oid;
    std::string cps; // URI or ""
};

struct GeneralSubtree {
    enum class Kind { dns, mail, ip, directory };
    Kind kind = Kind::dns;
    std::string text; // dns "example.com", mail "example.com", ip "192.0.2.0/24" or "::/0"
    Name directory;   // kind directory only
};

struct NameConstraints {
    std::vector<GeneralSubtree> permitted;
    std::vector<GeneralSubtree> excluded;
    bool critical = true;
};

// Severities that the profile lowers: lint id -> "warning" | "note". Shown and signed with the approval.
using LoweredLints = std::map<std::string, std::string>;

struct CertificateProfile {
    enum class Kind { root, subordinate };

    std::string id;
    std::string title;
    Kind kind = Kind::root;
    std::vector<std::string> keys; // "P-384", "RSA-4096", ...: of the certified key; a root has exactly one
    std::string signature;         // name of the issuer's signature algorithm, "ecdsa-with-SHA384"
    std::vector<SubjectRule> subject;
    ValidityRule validity;
    std::optional<unsigned> pathLength;        // basicConstraints: critical, cA TRUE
    std::vector<KeyUsage> keyUsage;            // critical
    std::vector<std::string> extendedKeyUsage; // "serverAuth", ... or dotted OIDs; empty: no extension
    std::vector<PolicyInformation> policies;
    std::vector<std::string> caIssuers; // authorityInfoAccess
    std::vector<std::string> ocsp;
    std::vector<std::string> crlDistributionPoints;
    std::optional<NameConstraints> nameConstraints;
    bool technicallyConstrained = false; // promises the full set of name constraints (BR 7.1.2.5)
    KeyIdentifierMethod subjectKeyIdentifier = KeyIdentifierMethod::sha256;
    bool authorityKeyIdentifier = true; // a subordinate always has it
    LoweredLints lints;
};

struct CrlProfile {
    std::string id;
    std::string title;
    std::string signature;
    Length nextUpdate;
    bool onlyContainsCaCerts = true; // issuingDistributionPoint, critical
    LoweredLints lints;
};

// `kind` of a profile value: "root", "subordinate" or "crl".
Result<CertificateProfile> certificateProfileFromValue(const base::Value& value);
Result<CrlProfile> crlProfileFromValue(const base::Value& value);
base::Value toValue(const CertificateProfile& profile);
base::Value toValue(const CrlProfile& profile);

// `child` laid over `parent` (its member `inherits` names the parent's id): members of the child replace
// those of the parent, whole; `extensions` is laid over member by member. The result no longer says
// `inherits`.
Result<base::Value> inheritedProfile(const base::Value& parent, const base::Value& child);

// The subject a certificate gets: attributes in the profile's order; values from the request where the
// profile says so. badArgument when the request lacks one, or has an attribute that the profile does not take
// over.
Result<Name> subjectFor(const CertificateProfile& profile, const Name& requested);
// Exact validity for a signature at `now`: now and now + length - 1 s, or the profile's dates.
Result<Validity> validityFor(const CertificateProfile& profile, UtcTime now);
Result<ossl::SignatureAlgorithm> signatureOf(const CertificateProfile& profile);
Result<ossl::SignatureAlgorithm> signatureOf(const CrlProfile& profile);

} // namespace strongroom::pki

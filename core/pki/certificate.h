// Certificates: the TBSCertificate built from a profile and exact values, and the reading of one.
// buildTbsCertificate is a pure function: the same values give the same bytes, on any machine and on any day.
#pragma once

#include "core/base/canonical.h"
#include "core/base/time.h"
#include "core/pki/extension.h"
#include "core/pki/profile.h"

#include <string>
#include <vector>

namespace strongroom::pki {

// What stands in a subordinate certificate or a CRL about its issuer.
struct IssuerValues {
    Bytes subject;       // Name DER, taken over byte for byte (L14)
    Bytes keyIdentifier; // its subjectKeyIdentifier (L15)
};

struct CertificateContents {
    const CertificateProfile& profile;
    Name subject;       // with the TRAINING prefix where it applies
    Bytes spki;         // of the certified key
    std::string serial; // hex
    Validity validity;
    IssuerValues issuer; // ignored for a root, which issues itself
};

// The DER to be approved and signed.
Result<Bytes> buildTbsCertificate(const CertificateContents& contents);
// The identifier a key gets by this method.
Result<Bytes> keyIdentifierOf(ByteView spki, KeyIdentifierMethod method);

struct CertificateValues {
    std::uint64_t version = 3;
    std::string serial;             // hex
    std::string signatureAlgorithm; // name, or dotted OID
    Bytes issuer;                   // Name DER
    Bytes subject;                  // Name DER
    Validity validity;
    Bytes spki;
    std::vector<Extension> extensions;

    bool isSelfIssued() const { return base::equalBytes(issuer, subject); }
};

// Exactly one certificate (DER, or PEM with one block), or one TBSCertificate, strictly read: DER throughout,
// nothing after it, no extension twice. Says nothing about its signature.
Result<CertificateValues> readCertificate(ByteView der);
Result<CertificateValues> readTbsCertificate(ByteView der);
Result<IssuerValues> issuerValuesOf(const CertificateValues& certificate);

base::Value toValue(const CertificateValues& certificate);
Result<CertificateValues> certificateFromValue(const base::Value& value);

} // namespace strongroom::pki

// Linting of certificates and CRLs, before and after they are signed. The rules are listed by name in
// README.md beside this file; each is a small function over the DER, so that foreign files can be linted too.
// A rule that cannot apply (no issuer given, no previous CRL) is left out of the report's `rules`.
// Pure: what the authority remembers is handed in.
#pragma once

#include "core/pki/lint/report.h"
#include "core/pki/profile.h"

#include <map>
#include <string>
#include <vector>

namespace strongroom::pki {

// byContent: self-issued is a root, another CA a subordinate, all else gets the rules for every certificate.
enum class CertificateKind { byContent, root, subordinate, other };

// What the rules may know besides the object itself. Empty views: not known.
struct LintContext {
    CertificateKind certificateKind = CertificateKind::byContent;
    ByteView issuerCertificate;           // DER
    ByteView previousCrl;                 // DER
    std::vector<std::string> usedSerials; // hex: of other certificates, numbers burned included
    std::vector<std::string> mayVanish;   // serials that a CRL may drop (expired and carried past expiry)
    std::map<std::string, UtcTime>
        issuedNotBefore;                 // serial in hex -> notBefore, of this issuer's certificates
    bool technicallyConstrained = false; // of the profile
    LoweredLints lowered;                // of the profile
    std::vector<Waiver> waivers;
};

struct LintRule {
    const char* id;
    const char* name;
    const char* clause;
    Severity severity;
};
// Every rule, in the order of the reports.
std::vector<LintRule> lintRules();

LintReport lintCertificate(ByteView certificateDer, const LintContext& context);
LintReport lintCrl(ByteView crlDer, const LintContext& context);

// The same over what is to be signed: put together with a placeholder signature, which no rule looks at.
LintReport lintTbsCertificate(ByteView tbs, const LintContext& context);
LintReport lintTbsCertList(ByteView tbs, const LintContext& context);

} // namespace strongroom::pki

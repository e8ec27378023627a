// What linting found, as a value whose SHA-256 stands in the approval (PROTOCOL P2: "canonical lint report
// with waivers"). The report covers the TBS, not the signature: the one made with a throwaway key before
// approval and the one made after signing are the same bytes.
#pragma once

#include "core/base/canonical.h"
#include "core/pki/profile.h"

#include <string>
#include <vector>

namespace strongroom::pki {

enum class Severity { note, warning, error };
const char* severityName(Severity severity) noexcept;

struct Finding {
    std::string id;     // "L18"
    std::string clause; // "RFC 5280 4.2.1.9"
    Severity severity = Severity::error;
    Severity ruleSeverity = Severity::error; // before the profile lowered it
    std::string detail;
    std::string waiver; // reason of the waiver, or ""

    bool stops() const { return severity == Severity::error && waiver.empty(); }
};

// A finding that the approvers accept: part of what they sign.
struct Waiver {
    std::string id;
    std::string reason;
};

struct LintReport {
    std::string kind;               // "certificate" or "crl"
    Digest tbs;                     // SHA-256 of the TBS
    std::vector<std::string> rules; // ids of the rules that were applied, in their order
    std::vector<Finding> findings;
    LoweredLints lowered;
    std::vector<Waiver> waivers;

    bool passes() const;
    bool found(std::string_view id) const;
};

base::Value toValue(const LintReport& report);
Digest digestOf(const LintReport& report); // SHA-256 of the canonical text
// lintFailed naming each rule that stops.
Result<void> requirePass(const LintReport& report);

} // namespace strongroom::pki

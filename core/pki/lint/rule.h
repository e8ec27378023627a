// What one rule is, and what it is given. Private to core/pki.
#pragma once

#include "core/pki/certificate.h"
#include "core/pki/lint/lint.h"
#include "core/pki/object_view.h"
#include "core/pki/public_key_values.h"

#include <optional>
#include <span>
#include <string>

namespace strongroom::pki::lint {

// notApplicable: the rule does not concern this object, or what it compares with was not given.
struct Outcome {
    enum class Kind { passed, failed, notApplicable };
    Kind kind = Kind::passed;
    std::string detail = {};
    std::optional<Severity> severity = {}; // where a clause is milder than its rule
};
inline Outcome passed() {
    return {};
}
inline Outcome notApplicable() {
    return {Outcome::Kind::notApplicable};
}
inline Outcome failed(std::string detail) {
    return {Outcome::Kind::failed, std::move(detail)};
}
inline Outcome should(std::string detail) { // a SHOULD of the clause
    return {Outcome::Kind::failed, std::move(detail), Severity::warning};
}
inline Outcome failedIf(bool wrong, const char* detail) {
    return wrong ? failed(detail) : passed();
}

struct CertificateInput {
    const SignedView& object;
    const CertificateView& certificate;
    const CertificateView* issuer; // nullptr when it is not known
    const LintContext& context;
};
struct CrlInput {
    const SignedView& object;
    const CrlView& crl;
    const CrlView* previous; // nullptr when it is not known
    const CertificateView* issuer;
    const LintContext& context;
};

template<typename Input>
struct Rule {
    LintRule about;
    Outcome (*check)(const Input&);
};
using CertificateRule = Rule<CertificateInput>;
using CrlRule = Rule<CrlInput>;

std::span<const CertificateRule> certificateRules(); // every certificate
std::span<const CertificateRule> rootRules();
std::span<const CertificateRule> subordinateRules();
std::span<const CertificateRule> keyRules(); // the certified key, of every certificate
std::span<const CrlRule> crlRules();

// Shared by rules of more than one file.
Outcome checkExactAlgorithm(ByteView inner, const CertificateView* issuer);
Outcome checkNoDuplicates(const std::vector<ExtensionView>& extensions);
Outcome checkTime(const der::Element& time, const char* which);
Outcome checkEncoding(ByteView object, const std::vector<ExtensionView>& extensions);
Outcome checkCaKeyUsage(const CertificateView& certificate);
Outcome checkSubjectKey(const CertificateView& certificate);
Outcome checkHttpPoints(const ExtensionView& extension);
std::optional<Bytes> keyIdentifierIn(const CertificateView& certificate); // of its subjectKeyIdentifier
std::optional<BasicConstraintsValue> basicConstraintsIn(const CertificateView& certificate);

} // namespace strongroom::pki::lint

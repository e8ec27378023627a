#include "core/pki/lint/lint.h"

#include "core/ossl/digest.h"
#include "core/pki/lint/rule.h"
#include "core/pki/oid.h"

#include <algorithm>

namespace strongroom::pki {

namespace {

using lint::CertificateInput;
using lint::CrlInput;
using lint::Outcome;

Severity severityFromName(const std::string& name) {
    for (const Severity severity : {Severity::note, Severity::warning})
        if (name == severityName(severity))
            return severity;
    return Severity::error;
}

LintReport begin(const char* kind, ByteView object, const LintContext& context) {
    LintReport report;
    report.kind = kind;
    const auto view = viewSigned(object);
    report.tbs = ossl::sha256(view ? view->tbs : object);
    report.lowered = context.lowered;
    report.waivers = context.waivers;
    return report;
}

void add(LintReport& report, const LintRule& rule, const Outcome& outcome) {
    if (outcome.kind == Outcome::Kind::notApplicable)
        return;
    report.rules.emplace_back(rule.id);
    if (outcome.kind == Outcome::Kind::passed)
        return;
    Finding finding{rule.id, rule.clause, {}, outcome.severity.value_or(rule.severity), outcome.detail, {}};
    finding.severity = finding.ruleSeverity;
    // A profile lowers a severity; it never raises one.
    if (const auto lowered = report.lowered.find(rule.id); lowered != report.lowered.end())
        finding.severity = std::min(finding.severity, severityFromName(lowered->second));
    for (const Waiver& waiver : report.waivers)
        if (waiver.id == rule.id)
            finding.waiver = waiver.reason;
    report.findings.push_back(std::move(finding));
}

template<typename Rules, typename Input>
void apply(const Rules& rules, const Input& input, LintReport& report) {
    for (const auto& rule : rules)
        add(report, rule.about, rule.check(input));
}

// What has not even the shape of its kind breaks L9; no other rule can look at it.
LintReport shapeless(LintReport report, const Error& error) {
    const LintRule& encoding =
        std::find_if(lint::certificateRules().begin(), lint::certificateRules().end(), [](const auto& rule) {
            return std::string_view(rule.about.id) == "L9";
        })->about;
    add(report, encoding, lint::failed(error.detail));
    return report;
}

// A certificate known to be good to read (the issuer's): nothing when it is not given or has no shape.
std::optional<CertificateView> certificateIn(ByteView bytes) {
    const auto object = bytes.empty() ? Error{ErrorCode::objectMissing, {}} : viewSigned(bytes);
    auto view = object ? viewTbsCertificate(object->tbs) : object.error();
    return view ? std::optional(std::move(*view)) : std::nullopt;
}

// A certificate that claims to be a CA's in either of the two ways, even badly.
bool claimsToBeCa(const CertificateView& certificate) {
    const ExtensionView* usage = certificate.find(oid::keyUsage);
    const auto usages = usage ? readKeyUsage(usage->value) : Error{ErrorCode::objectMissing, {}};
    if (usages && std::find(usages->begin(), usages->end(), "keyCertSign") != usages->end())
        return true;
    const auto constraints = lint::basicConstraintsIn(certificate);
    return constraints ? constraints->ca : certificate.find(oid::basicConstraints) != nullptr;
}

CertificateKind kindOf(const CertificateView& certificate, CertificateKind asked) {
    if (asked != CertificateKind::byContent)
        return asked;
    if (base::equalBytes(certificate.issuer, certificate.subject))
        return CertificateKind::root;
    return claimsToBeCa(certificate) ? CertificateKind::subordinate : CertificateKind::other;
}

// The object around a TBS, with the algorithm that it names and a signature of no meaning.
Bytes withPlaceholder(ByteView tbs) {
    const auto outer = der::single(tbs, der::sequence);
    der::Reader reader(outer ? outer->content : ByteView{});
    if (reader.nextTag() == der::contextConstructed(0))
        reader.take();
    reader.takeIf(der::integer);
    const auto algorithm = reader.takeIf(der::sequence);
    const std::uint8_t zero = 0;
    return der::sequenceOf(
        {tbs, algorithm ? algorithm->whole : ByteView{}, der::writeBitString(std::span(&zero, 1))});
}

} // namespace

std::vector<LintRule> lintRules() {
    std::vector<LintRule> all;
    const auto addAll = [&](const auto& rules) {
        for (const auto& rule : rules)
            all.push_back(rule.about);
    };
    addAll(lint::certificateRules());
    addAll(lint::keyRules());
    addAll(lint::rootRules());
    addAll(lint::subordinateRules());
    addAll(lint::crlRules());
    return all;
}

LintReport lintCertificate(ByteView certificateDer, const LintContext& context) {
    LintReport report = begin("certificate", certificateDer, context);
    const auto object = viewSigned(certificateDer);
    const auto certificate = object ? viewTbsCertificate(object->tbs) : object.error();
    if (!certificate)
        return shapeless(std::move(report), certificate.error());
    const auto issuer = certificateIn(context.issuerCertificate);
    const CertificateInput input{*object, *certificate, issuer ? &*issuer : nullptr, context};
    apply(lint::certificateRules(), input, report);
    apply(lint::keyRules(), input, report);
    const CertificateKind kind = kindOf(*certificate, context.certificateKind);
    if (kind == CertificateKind::root)
        apply(lint::rootRules(), input, report);
    if (kind == CertificateKind::subordinate)
        apply(lint::subordinateRules(), input, report);
    return report;
}

LintReport lintCrl(ByteView crlDer, const LintContext& context) {
    LintReport report = begin("crl", crlDer, context);
    const auto object = viewSigned(crlDer);
    const auto crl = object ? viewTbsCertList(object->tbs) : object.error();
    if (!crl)
        return shapeless(std::move(report), crl.error());
    const auto issuer = certificateIn(context.issuerCertificate);
    const auto before =
        context.previousCrl.empty() ? Error{ErrorCode::objectMissing, {}} : viewSigned(context.previousCrl);
    const auto previous = before ? viewTbsCertList(before->tbs) : before.error();
    const CrlInput input{*object, *crl, previous ? &*previous : nullptr, issuer ? &*issuer : nullptr,
                         context};
    apply(lint::crlRules(), input, report);
    return report;
}

LintReport lintTbsCertificate(ByteView tbs, const LintContext& context) {
    return lintCertificate(withPlaceholder(tbs), context);
}

LintReport lintTbsCertList(ByteView tbs, const LintContext& context) {
    return lintCrl(withPlaceholder(tbs), context);
}

} // namespace strongroom::pki

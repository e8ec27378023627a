#include "core/pki/lint/report.h"

#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::pki {

namespace {

base::Value valueOf(const Finding& finding) {
    base::Value value;
    value.set("clause", finding.clause)
        .set("detail", finding.detail)
        .set("id", finding.id)
        .set("rule_severity", severityName(finding.ruleSeverity))
        .set("severity", severityName(finding.severity))
        .set("waiver", finding.waiver.empty() ? "-" : finding.waiver);
    return value;
}

} // namespace

const char* severityName(Severity severity) noexcept {
    switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
    }
    return "error";
}

bool LintReport::passes() const {
    return std::none_of(findings.begin(), findings.end(), [](const Finding& one) { return one.stops(); });
}

bool LintReport::found(std::string_view id) const {
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& one) { return one.id == id; });
}

base::Value toValue(const LintReport& report) {
    base::Value::Array findings, waivers;
    for (const Finding& finding : report.findings)
        findings.push_back(valueOf(finding));
    for (const Waiver& waiver : report.waivers) {
        base::Value item;
        item.set("id", waiver.id).set("reason", waiver.reason);
        waivers.push_back(std::move(item));
    }
    base::Value lowered;
    for (const auto& [id, severity] : report.lowered)
        lowered.set(id, severity);
    base::Value value;
    value.set("findings", std::move(findings))
        .set("kind", report.kind)
        .set("lowered", std::move(lowered))
        .set("rules", base::Value::Array(report.rules.begin(), report.rules.end()))
        .set("tbs", report.tbs)
        .set("waivers", std::move(waivers));
    return value;
}

Digest digestOf(const LintReport& report) {
    return ossl::sha256(base::viewOf(base::writeCanonical(toValue(report))));
}

Result<void> requirePass(const LintReport& report) {
    std::string stopping;
    for (const Finding& finding : report.findings)
        if (finding.stops())
            stopping +=
                (stopping.empty() ? "" : "; ") + finding.id + " (" + finding.clause + "): " + finding.detail;
    if (!stopping.empty())
        return Error{ErrorCode::lintFailed, stopping};
    return {};
}

} // namespace strongroom::pki

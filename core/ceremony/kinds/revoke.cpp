// revoke: people decide that a certificate is revoked, for a reason that the CRL will give.
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/confirmers.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"
#include "core/pki/revocation_list.h"

namespace strongroom::ceremony {

namespace {

class RevokeKind final : public PlannedStep {
public:
    std::string certificate, issuer;
    pki::RevocationReason reason = pki::RevocationReason::unspecified;

    std::string_view keyword() const override { return "revoke"; }
    Text title() const override { return {SR_TEXT("Revoke %1"), {certificate}}; }

    Next next(const Context& context) const override {
        if (context.has<authority::RevocationRecorded>())
            return Done{};
        const auto issued = context.state.certificates.find(certificate);
        if (issued == context.state.certificates.end())
            return Refuse{
                {ErrorCode::planInvalid, "there is no certificate '" + certificate + "' to revoke"}};
        const std::string& serial = issued->second.number;
        if (const auto* confirmed = context.lastRecorded<authority::Confirmed>())
            return Do{RecordEntry{authority::RevocationRecorded{
                issuer, serial, static_cast<std::uint64_t>(reason), confirmed->time}}};
        api::ConfirmStep step;
        step.what = "revoke";
        step.text = {SR_TEXT("Certificate '%1' is revoked (%2). It stays so."),
                     {certificate, pki::nameOf(reason)}};
        step.fields = {{{SR_TEXT("Serial number"), {}}, serial}};
        step.by = confirmers();
        return Wait{step, step.by};
    }

    void outline(Outline& outline) const override {
        outline.need(facts::issued(certificate),
                     "'" + certificate + "' is revoked before it was issued; certify it before this step");
        outline.needRoot(issuer, "revokes '" + certificate + "'");
        if (outline.isKnown(facts::revoked(certificate)))
            outline.problem("'" + certificate + "' is revoked already; take this step out");
        outline.give(facts::revoked(certificate));
        outline.pause();
    }

    void describe(ScriptStep& script) const override {
        script.line(SR_TEXT("The certificate '%1' is revoked (%2). It stays so."),
                    {certificate, pki::nameOf(reason)});
        script.blank(SR_TEXT("Serial number of %1"), {certificate});
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkConfirmers(plan, place, problems);
        if (!issuer.empty() && certificate == issuer)
            problems.add(place, "a root cannot revoke itself: its CRLs end with its key; take this step out, "
                                "or name the certificate that '" +
                                    issuer + "' issued");
    }
};

} // namespace

KindPointer readRevoke(base::YamlReader& step) {
    auto kind = std::make_shared<RevokeKind>();
    if (const base::YamlNode* node = step.map("revoke")) {
        base::YamlReader inner(*node, step.problems(), "revoke");
        kind->certificate = inner.identifier("certificate");
        kind->issuer = inner.optionalIdentifier("issuer").value_or("root");
        // BR 7.2.2: reasons that the CRL of a root may give.
        const std::string word = inner.word("reason", {"keyCompromise", "affiliationChanged", "superseded",
                                                       "cessationOfOperation", "privilegeWithdrawn"});
        if (const auto reason = pki::reasonFromName(word))
            kind->reason = *reason;
    }
    return kind;
}

} // namespace strongroom::ceremony

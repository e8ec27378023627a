// lint: before a key exists, what a profile makes is linted with a throwaway key (DESIGN 7).
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/outline.h"
#include "core/ceremony/script_step.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

bool stops(const base::Value& finding) {
    const base::Value* severity = finding.find("severity");
    const base::Value* waiver = finding.find("waiver");
    return severity == nullptr ||
           (severity->text() == "error" && (waiver == nullptr || waiver->text() == "-"));
}

class LintKind final : public PlannedStep {
public:
    std::string use;

    std::string_view keyword() const override { return "lint"; }
    Text title() const override { return {SR_TEXT("Lint the profile '%1'"), {use}}; }

    Next next(const Context& context) const override {
        const auto* reported = context.last<authority::LintReported>();
        if (reported == nullptr)
            return Do{LintProfile{use}};
        const base::Value* findings = reported->report.find("findings");
        if (findings == nullptr || std::any_of(findings->items().begin(), findings->items().end(), stops))
            return Refuse{{ErrorCode::lintFailed,
                           "a certificate of the profile '" + use +
                               "' breaks a rule; the plan needs another profile (see lint_reported)"}};
        return Done{};
    }

    void outline(Outline&) const override {}

    void describe(ScriptStep& script) const override {
        script.line(SR_TEXT("A throwaway key signs a certificate of the profile '%1'; no rule is broken."),
                    {use});
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        checkProfile(plan, use, place, problems);
    }
    void checkProfiles(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        if (plan.unread.contains(use))
            return;
        const pki::CertificateProfile* profile = plan.certificateProfile(use);
        if (profile == nullptr)
            return problems.add(place, "the profile '" + use + "' is not of a certificate; name one that is");
        const bool hasRoot = std::any_of(
            plan.certificateProfiles.begin(), plan.certificateProfiles.end(),
            [](const auto& pair) { return pair.second.kind == pki::CertificateProfile::Kind::root; });
        if (profile->kind == pki::CertificateProfile::Kind::subordinate && !hasRoot && plan.unread.empty())
            problems.add(place,
                         "'" + use + "' is linted below a root; name the root's profile under 'uses' too");
    }
};

} // namespace

KindPointer readLint(base::YamlReader& step) {
    auto kind = std::make_shared<LintKind>();
    kind->use = step.identifier("lint");
    (void)step.word("with", {"throwaway-key"});
    return kind;
}

} // namespace strongroom::ceremony

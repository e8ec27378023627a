// Lints a profile before a key is generated (DESIGN 7): over a certificate that a throwaway key signs.
#include "core/engine/perform.h"
#include "core/engine/pki_facts.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"
#include "core/pki/serial_number.h"
#include "core/pki/signed_object.h"

namespace strongroom::engine {

namespace {

// A throwaway issuer for a subordinate: the root of the same plan.
Result<Bytes> throwawayTbs(const Workbench& bench, const pki::CertificateProfile& profile,
                           const ossl::PrivateKey& key, const pki::IssuerValues& issuer) {
    pki::Name requested;
    for (const pki::SubjectRule& rule : profile.subject)
        if (!rule.value)
            requested.rdns.push_back({{rule.type, rule.stringType, rule.type == "C" ? "XX" : "Throwaway"}});
    SR_ASSIGN(pki::Name subject, pki::subjectFor(profile, requested));
    SR_ASSIGN(const Bytes random, ossl::randomBytes(20));
    SR_ASSIGN(const std::string serial, pki::serialNumberFrom(random));
    const authority::AuthorityState& state = bench.state();
    SR_ASSIGN(const pki::Validity validity, pki::validityFor(profile, state.timeFor(bench.clock.now())));
    return pki::buildTbsCertificate(
        {profile, inMode(std::move(subject), state.mode), key.publicKey().spki(), serial, validity, issuer});
}

Result<Bytes> throwawayRoot(const Workbench& bench, const pki::CertificateProfile& profile) {
    SR_ASSIGN(const ossl::PrivateKey key, ossl::PrivateKey::generate(profile.keys.front()));
    SR_ASSIGN(const Bytes tbs, throwawayTbs(bench, profile, key, {}));
    SR_ASSIGN(const auto algorithm, pki::signatureOf(profile));
    SR_ASSIGN(const Bytes signature, pki::signTbs(tbs, algorithm, key));
    return pki::assemble(tbs, algorithm, signature);
}

const pki::CertificateProfile* rootProfile(const ceremony::Plan& plan) {
    for (const auto& [use, profile] : plan.certificateProfiles)
        if (profile.kind == pki::CertificateProfile::Kind::root)
            return &profile;
    return nullptr;
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::LintProfile& act) {
    const pki::CertificateProfile& profile = *bench.plan.certificateProfile(act.use);
    pki::LintReport report;
    if (profile.kind == pki::CertificateProfile::Kind::root) {
        SR_ASSIGN(const Bytes root, throwawayRoot(bench, profile));
        SR_ASSIGN(const Bytes tbs, pki::tbsOf(root));
        report = lintOf(bench.state(), profile, tbs, "", {});
    } else {
        const pki::CertificateProfile* issuing = rootProfile(bench.plan);
        if (issuing == nullptr)
            return Error{ErrorCode::planInvalid,
                         "no root profile stands above '" + act.use + "' in this plan"};
        SR_ASSIGN(const Bytes root, throwawayRoot(bench, *issuing));
        SR_ASSIGN(const pki::CertificateValues values, pki::readCertificate(root));
        SR_ASSIGN(const pki::IssuerValues issuer, pki::issuerValuesOf(values));
        SR_ASSIGN(const ossl::PrivateKey key, ossl::PrivateKey::generate(profile.keys.front()));
        SR_ASSIGN(const Bytes tbs, throwawayTbs(bench, profile, key, issuer));
        report = lintOf(bench.state(), profile, tbs, "", root);
    }
    return bench.record(
        authority::LintReported{"throwaway certificate of profile " + profile.id, pki::toValue(report)});
}

} // namespace strongroom::engine

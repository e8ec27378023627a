#include "core/ceremony/profile_lint.h"

#include "core/ossl/key.h"
#include "core/pki/certificate.h"
#include "core/pki/lint/lint.h"
#include "core/pki/revocation_list.h"
#include "core/pki/signed_object.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

// Any numbers that the rules accept: the real ones are drawn when something is really signed.
constexpr const char* issuerSerial = "4c0123456789abcdef0123456789abcdef012345";
constexpr const char* ownSerial = "4d0123456789abcdef0123456789abcdef012345";

struct Throwaway {
    ossl::PrivateKey key;
    Bytes certificate;
    pki::IssuerValues values;
};

// The name that a request would bring.
pki::Name requestedName(const pki::CertificateProfile& profile) {
    pki::Name name;
    for (const pki::SubjectRule& rule : profile.subject)
        if (!rule.value)
            name.rdns.push_back({{rule.type, rule.stringType, rule.type == "C" ? "XX" : "Throwaway"}});
    return name;
}

Result<Bytes> tbsOf(const pki::CertificateProfile& profile, const pki::Name& requested, const Bytes& spki,
                    const char* serial, UtcTime now, pki::IssuerValues issuer) {
    SR_ASSIGN(const pki::Name subject, pki::subjectFor(profile, requested));
    SR_ASSIGN(const pki::Validity validity, pki::validityFor(profile, now));
    return pki::buildTbsCertificate({profile, subject, spki, serial, validity, std::move(issuer)});
}

// A root that asks for nothing, with a key for this signature algorithm.
pki::CertificateProfile standIn(ossl::SignatureAlgorithm algorithm) {
    using ossl::SignatureAlgorithm;
    pki::CertificateProfile root;
    root.id = root.title = "stand-in";
    root.keys = {algorithm == SignatureAlgorithm::ecdsaSha256   ? "P-256"
                 : algorithm == SignatureAlgorithm::ecdsaSha384 ? "P-384"
                 : algorithm == SignatureAlgorithm::ecdsaSha512 ? "P-521"
                                                                : "RSA-3072"};
    root.signature = ossl::nameOf(algorithm);
    root.subject = {{"CN", pki::StringType::utf8, "Throwaway Root"}};
    root.validity.length = pki::Length{40, pki::Length::Unit::years};
    root.keyUsage = {pki::KeyUsage::keyCertSign, pki::KeyUsage::cRLSign};
    return root;
}

Result<Throwaway> makeRoot(const pki::CertificateProfile& profile, UtcTime now) {
    SR_ASSIGN(ossl::PrivateKey key, ossl::PrivateKey::generate(profile.keys.front()));
    SR_ASSIGN(const Bytes tbs,
              tbsOf(profile, requestedName(profile), key.publicKey().spki(), issuerSerial, now, {}));
    SR_ASSIGN(const ossl::SignatureAlgorithm algorithm, pki::signatureOf(profile));
    SR_ASSIGN(const Bytes signature, pki::signTbs(tbs, algorithm, key));
    SR_ASSIGN(Bytes certificate, pki::assemble(tbs, algorithm, signature));
    SR_ASSIGN(const pki::CertificateValues values, pki::readCertificate(certificate));
    SR_ASSIGN(pki::IssuerValues issuer, pki::issuerValuesOf(values));
    return Throwaway{std::move(key), std::move(certificate), std::move(issuer)};
}

Result<Throwaway> makeIssuer(IssuerProfile issuer, ossl::SignatureAlgorithm algorithm, UtcTime now) {
    return makeRoot(issuer != nullptr ? *issuer : standIn(algorithm), now);
}

// What the issuer's key could really sign: a profile may name an algorithm that its root's key does not have.
Result<void> trySigning(const Bytes& tbs, ossl::SignatureAlgorithm algorithm, const Throwaway& issuer) {
    SR_TRY(pki::signTbs(tbs, algorithm, issuer.key));
    return {};
}

pki::LintContext contextOf(const pki::CertificateProfile& profile, pki::CertificateKind kind) {
    pki::LintContext context;
    context.certificateKind = kind;
    context.technicallyConstrained = profile.technicallyConstrained;
    context.lowered = profile.lints;
    return context;
}

} // namespace

Result<pki::LintReport> lintProfile(const pki::CertificateProfile& profile, IssuerProfile issuer,
                                    UtcTime now) {
    if (profile.kind == pki::CertificateProfile::Kind::subordinate) {
        SR_ASSIGN(const ossl::PrivateKey key, ossl::PrivateKey::generate(profile.keys.front()));
        return lintRequest(profile, requestedName(profile), key.publicKey().spki(), issuer, now);
    }
    SR_ASSIGN(const Throwaway root, makeRoot(profile, now));
    return pki::lintCertificate(root.certificate, contextOf(profile, pki::CertificateKind::root));
}

Result<pki::LintReport> lintRequest(const pki::CertificateProfile& profile, const pki::Name& requested,
                                    const Bytes& spki, IssuerProfile issuer, UtcTime now) {
    SR_ASSIGN(const ossl::SignatureAlgorithm algorithm, pki::signatureOf(profile));
    SR_ASSIGN(const Throwaway above, makeIssuer(issuer, algorithm, now));
    SR_ASSIGN(const Bytes tbs, tbsOf(profile, requested, spki, ownSerial, now, above.values));
    SR_TRY(trySigning(tbs, algorithm, above));
    pki::LintContext context = contextOf(profile, pki::CertificateKind::subordinate);
    context.issuerCertificate = above.certificate;
    return pki::lintTbsCertificate(tbs, context);
}

Result<pki::LintReport> lintProfile(const pki::CrlProfile& profile, IssuerProfile issuer, UtcTime now) {
    SR_ASSIGN(const ossl::SignatureAlgorithm algorithm, pki::signatureOf(profile));
    SR_ASSIGN(const Throwaway above, makeIssuer(issuer, algorithm, now));
    pki::LintContext context;
    context.issuerCertificate = above.certificate;
    context.lowered = profile.lints;
    const std::vector<pki::RevokedCertificate> revoked{{ownSerial, now, pki::RevocationReason::superseded}};
    SR_ASSIGN(const Bytes tbs, pki::buildTbsCertList({profile, above.values, "01", now,
                                                      pki::plus(now, profile.nextUpdate), revoked}));
    SR_TRY(trySigning(tbs, algorithm, above));
    const pki::LintReport report = pki::lintTbsCertList(tbs, context);
    // What is asked of a CRL beside its lints: none of them lowers it.
    if (std::none_of(report.findings.begin(), report.findings.end(),
                     [](const pki::Finding& finding) { return finding.stops(); })) {
        SR_ASSIGN(const pki::CrlValues values, pki::readTbsCertList(tbs));
        SR_TRY(pki::checkContinuity(nullptr, values, pki::longestCrl));
    }
    return report;
}

} // namespace strongroom::ceremony

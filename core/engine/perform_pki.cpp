// Acts of the PKI (DESIGN 7): lint with a throwaway key, put the exact bytes on record, sign them in the HSM
// once they are approved, write the copies.
#include "core/base/hex.h"
#include "core/engine/backup_medium.h"
#include "core/engine/helper_parse.h"
#include "core/engine/perform.h"
#include "core/engine/pki_facts.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"
#include "core/pki/serial_number.h"
#include "core/pki/signed_object.h"

#include <algorithm>

namespace strongroom::engine {

namespace {

constexpr std::size_t mostInEntry = 256 * 1024;              // PROTOCOL P2
const pki::Length longestCrl{12, pki::Length::Unit::months}; // BR 4.9.7

struct Certified {
    pki::Name subject;
    Bytes spki;
};

// The TBS with the report over it; what the report looked at was made for this call alone.
struct Made {
    Bytes tbs;
    std::string number, profile, algorithm;
    Digest key;
    pki::LintReport report;
};

pki::Name inMode(pki::Name name, Mode mode) {
    return mode == Mode::training ? pki::withTrainingPrefix(std::move(name)) : name;
}

Result<std::string> freshSerial(const authority::AuthorityState& state, hsm::Session& session) {
    constexpr std::size_t serialBytes = 20;
    constexpr int tries = 4; // a generator that repeats itself four times is broken
    for (int i = 0; i < tries; ++i) {
        SR_ASSIGN(const Bytes random, session.random(serialBytes));
        SR_ASSIGN(const std::string serial, pki::serialNumberFrom(random));
        pki::LintContext known;
        fillSerials(state, "", known);
        if (std::find(known.usedSerials.begin(), known.usedSerials.end(), serial) == known.usedSerials.end())
            return serial;
    }
    return Error{ErrorCode::tokenLied, "the HSM's generator gives the same numbers again and again"};
}

// From the profile and, for a subordinate, from the request as the helper reads it once more: the entry's
// bytes came from outside.
Result<Certified> certifiedOf(const Workbench& bench, const ceremony::PrepareTbs& act,
                              const pki::CertificateProfile& profile) {
    const authority::AuthorityState& state = bench.state();
    if (profile.kind == pki::CertificateProfile::Kind::root) {
        SR_ASSIGN(pki::Name subject, pki::subjectFor(profile, {}));
        return Certified{inMode(std::move(subject), state.mode), state.keys.at(act.key).spki};
    }
    const authority::RequestAccepted* accepted = state.acceptedRequest(act.request);
    if (accepted == nullptr || accepted->file != bench.plan.input(act.request)->digest)
        return Error{ErrorCode::objectMissing, "the request '" + act.request + "' was not taken in yet"};
    SR_ASSIGN(const pki::RequestValues request, parseRequestElsewhere(bench, accepted->request));
    const Bytes spki = request.spki();
    if (ossl::sha256(spki) != accepted->key)
        return Error{ErrorCode::keyMismatch,
                     "the request '" + act.request + "' is for another key than accepted"};
    SR_TRY(checkIsNoCaKey(state, accepted->key, act.request));
    SR_ASSIGN(pki::Name subject, pki::subjectFor(profile, request.subject));
    return Certified{inMode(std::move(subject), state.mode), spki};
}

pki::LintReport lintOf(const authority::AuthorityState& state, const pki::CertificateProfile& profile,
                       ByteView tbs, const std::string& serial, ByteView issuer) {
    pki::LintContext context;
    context.certificateKind = profile.kind == pki::CertificateProfile::Kind::root
                                  ? pki::CertificateKind::root
                                  : pki::CertificateKind::subordinate;
    context.issuerCertificate = issuer;
    context.technicallyConstrained = profile.technicallyConstrained;
    context.lowered = profile.lints;
    fillSerials(state, serial, context);
    return pki::lintTbsCertificate(tbs, context);
}

pki::LintReport lintOf(const authority::AuthorityState& state, const pki::CrlProfile& profile, ByteView tbs,
                       const Digest& key, ByteView issuer) {
    pki::LintContext context;
    context.issuerCertificate = issuer;
    context.lowered = profile.lints;
    const authority::IssuedObject* previous = state.newestCrl(key);
    if (previous != nullptr)
        context.previousCrl = previous->bytes;
    fillIssued(state, key, context);
    return pki::lintTbsCertList(tbs, context);
}

Result<Made> makeCertificate(const Workbench& bench, const ceremony::PrepareTbs& act, hsm::Session& session) {
    const authority::AuthorityState& state = bench.state();
    const pki::CertificateProfile& profile = *bench.plan.certificateProfile(act.use);
    if (state.certificates.contains(act.object))
        return Error{ErrorCode::denied, "there is a certificate '" + act.object + "' already"};
    SR_ASSIGN(Certified certified, certifiedOf(bench, act, profile));
    Made made;
    made.profile = profile.id;
    made.algorithm = profile.signature;
    pki::IssuerValues issuer;
    Bytes issuerCertificate;
    if (act.issuer.empty()) {
        made.key = state.keys.at(act.key).key;
    } else {
        SR_ASSIGN(made.key, keyOfIssuer(state, act.issuer));
        SR_ASSIGN(issuerCertificate, certificateNamed(state, act.issuer));
        SR_ASSIGN(const pki::CertificateValues values, pki::readCertificate(issuerCertificate));
        SR_ASSIGN(issuer, pki::issuerValuesOf(values));
    }
    SR_ASSIGN(made.number, freshSerial(state, session));
    SR_ASSIGN(const pki::Validity validity, pki::validityFor(profile, state.timeFor(bench.clock.now())));
    SR_ASSIGN(made.tbs,
              pki::buildTbsCertificate({profile, std::move(certified.subject), std::move(certified.spki),
                                        made.number, validity, std::move(issuer)}));
    made.report = lintOf(state, profile, made.tbs, made.number, issuerCertificate);
    return made;
}

Result<Made> makeCrl(const Workbench& bench, const ceremony::PrepareTbs& act) {
    const authority::AuthorityState& state = bench.state();
    const pki::CrlProfile& profile = *bench.plan.crlProfile(act.use);
    Made made;
    made.profile = profile.id;
    made.algorithm = profile.signature;
    SR_ASSIGN(made.key, keyOfIssuer(state, act.issuer));
    SR_ASSIGN(const Bytes issuerCertificate, certificateNamed(state, act.issuer));
    SR_ASSIGN(const pki::CertificateValues values, pki::readCertificate(issuerCertificate));
    SR_ASSIGN(pki::IssuerValues issuer, pki::issuerValuesOf(values));
    made.number = nextCrlNumber(state, made.key);
    const UtcTime now = state.timeFor(bench.clock.now());
    SR_ASSIGN(made.tbs, pki::buildTbsCertList({profile, std::move(issuer), made.number, now,
                                               pki::plus(now, act.nextUpdate.value_or(profile.nextUpdate)),
                                               revokedBy(state, act.issuer)}));
    SR_ASSIGN(const pki::CrlValues next, pki::readTbsCertList(made.tbs));
    if (const authority::IssuedObject* previous = state.newestCrl(made.key)) {
        SR_ASSIGN(const pki::CrlValues before, pki::readCrl(previous->bytes));
        SR_TRY(pki::checkContinuity(&before, next, longestCrl));
    } else {
        SR_TRY(pki::checkContinuity(nullptr, next, longestCrl));
    }
    made.report = lintOf(state, profile, made.tbs, made.key, issuerCertificate);
    return made;
}

// The same report as was approved, over the object as it was signed.
Result<void> lintAgain(const Workbench& bench, const authority::TbsPrepared& prepared, ByteView object) {
    const authority::AuthorityState& state = bench.state();
    SR_ASSIGN(const Bytes tbs, pki::tbsOf(object));
    SR_ASSIGN(const Bytes issuer, [&]() -> Result<Bytes> {
        for (const auto& [name, certificate] : state.certificates) {
            SR_ASSIGN(const pki::CertificateValues values, pki::readCertificate(certificate.bytes));
            if (ossl::sha256(values.spki) == prepared.key)
                return certificate.bytes;
        }
        return Bytes();
    }());
    const auto compare = [&](const pki::LintReport& report) -> Result<void> {
        if (pki::toValue(report) != prepared.lint)
            return Error{ErrorCode::lintFailed,
                         "'" + prepared.object + "' lints otherwise than what was approved"};
        return pki::requirePass(report);
    };
    for (const auto& [use, profile] : bench.plan.certificateProfiles)
        if (profile.id == prepared.profile && prepared.kind == "tbs-certificate") {
            const bool root = profile.kind == pki::CertificateProfile::Kind::root;
            return compare(
                lintOf(state, profile, tbs, prepared.number, root ? ByteView() : ByteView(issuer)));
        }
    for (const auto& [use, profile] : bench.plan.crlProfiles)
        if (profile.id == prepared.profile && prepared.kind == "tbs-crl")
            return compare(lintOf(state, profile, tbs, prepared.key, issuer));
    return Error{ErrorCode::objectMissing, "the plan has no profile '" + prepared.profile + "'"};
}

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

Result<void> writeCopy(const Workbench& bench, const authority::CopiedFile& copy) {
    const base_io::Path path = bench.folder.root() / copy.file;
    SR_TRY(bench.folder.ensureFolder(path.parent_path()));
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(path));
    if (kind == base_io::FileKind::missing)
        SR_TRY(base_io::writeNew(path, copy.bytes));
    return base_io::readBack(path, copy.bytes);
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

Result<void> performAct(Workbench& bench, const ceremony::PrepareTbs& act) {
    hsm::Session* session = bench.devices.session(act.device);
    if (session == nullptr)
        return Error{ErrorCode::notNow, "no session with the HSM '" + act.device + "' is open"};
    auto made = act.kind == "tbs-crl" ? makeCrl(bench, act) : makeCertificate(bench, act, *session);
    if (!made)
        return Error{made.error().code, "'" + act.object + "': " + made.error().detail, made.error().ckRv};
    SR_TRY(pki::requirePass(made->report));
    if (made->tbs.size() > mostInEntry)
        return Error{ErrorCode::tooLarge,
                     "'" + act.object + "' is larger than an entry of the record may be"};
    const Digest digest = ossl::sha256(made->tbs);
    return bench.record(authority::TbsPrepared{act.kind, act.object, made->profile, made->number,
                                               made->algorithm, made->key, digest, std::move(made->tbs),
                                               pki::toValue(made->report)});
}

Result<void> performAct(Workbench& bench, const ceremony::WriteForSecondLook& act) {
    const authority::TbsPrepared prepared = bench.state().preparedObject(act.digest)->prepared;
    const std::string file = "look/" + prepared.object + "-" + prepared.number + ".tbs";
    SR_TRY(bench.record(authority::MediumWriteIntended{act.medium, file}));
    const auto written = [&]() -> Result<void> {
        const auto medium = bench.site.media.find(act.medium);
        if (medium == bench.site.media.end())
            return Error{ErrorCode::fileMissing, "the site has no such medium"};
        const base_io::Path path = medium->second / file;
        SR_ASSIGN(const base_io::FileKind folder, base_io::kindOf(path.parent_path()));
        if (folder == base_io::FileKind::missing)
            SR_TRY(base_io::makeFolder(path.parent_path()));
        SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(path));
        if (kind == base_io::FileKind::missing)
            SR_TRY(base_io::writeNew(path, prepared.bytes));
        return base_io::readBack(path, prepared.bytes);
    }();
    if (!written)
        return Error{written.error().code, "medium '" + act.medium + "': " + written.error().detail};
    return bench.record(authority::MediumWritten{act.medium, file, act.digest, {}});
}

Result<void> performAct(Workbench& bench, const ceremony::SignTbs& act) {
    if (bench.devices.session(act.device) == nullptr)
        return Error{ErrorCode::notNow, "no session with the HSM '" + act.device + "' is open"};
    const authority::TbsPrepared prepared = bench.state().preparedObject(act.digest)->prepared;
    const authority::KeyState key = *bench.state().keyByDigest(prepared.key);
    SR_ASSIGN(const auto algorithm, ossl::signatureAlgorithmFromName(prepared.algorithm));
    SR_ASSIGN(const Bytes id, base::fromHex(key.intended.ckaId));
    SR_ASSIGN(std::shared_ptr<hsm::Token> token, bench.devices.token(act.device, key.intended.token));
    SR_TRY(bench.record(authority::SignatureIntended{act.request, act.digest}));
    const std::uint64_t intent = bench.state().ceremony->pendingIntent->reference.seq;
    SR_ASSIGN(const Bytes signature, [&]() -> Result<Bytes> {
        SR_ASSIGN(const ossl::PrivateKey privateKey, token->privateKey(id, key.spki));
        return pki::signTbs(prepared.bytes, algorithm, privateKey);
    }());
    SR_ASSIGN(Bytes object, pki::assemble(prepared.bytes, algorithm, signature));
    SR_TRY(pki::checkTbs(object, prepared.bytes));
    SR_TRY(pki::verifySigned(object, key.spki));
    SR_TRY(lintAgain(bench, prepared, object));
    return bench.record(authority::ObjectSigned{intent, prepared.kind == "tbs-crl" ? "crl" : "certificate",
                                                prepared.object, std::move(object)});
}

Result<void> performAct(Workbench& bench, const ceremony::WriteSigned& act) {
    const authority::IssuedObject issued = *bench.state().issuedAt(act.entry);
    for (const authority::CopiedFile& copy : authority::copiesOf(issued)) {
        SR_TRY(writeCopy(bench, copy));
        SR_TRY(bench.record(authority::ArtefactWritten{copy.file, "-", ossl::sha256(copy.bytes)}));
    }
    return {};
}

} // namespace strongroom::engine

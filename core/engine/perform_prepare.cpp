// What is to be signed (DESIGN 7): its exact bytes go on record with the report of the lints, and onto a
// medium for the second look on another machine.
#include "core/engine/helper_parse.h"
#include "core/engine/medium_folder.h"
#include "core/engine/perform.h"
#include "core/engine/pki_facts.h"
#include "core/ossl/digest.h"
#include "core/pki/serial_number.h"
#include "core/pki/signed_object.h"

#include <algorithm>

namespace strongroom::engine {

namespace {

constexpr std::size_t mostInEntry = 256 * 1024; // PROTOCOL P2

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
    SR_ASSIGN(const pki::RequestValues request, parseRequestElsewhere(bench.helper, accepted->request));
    const Bytes spki = request.spki();
    if (ossl::sha256(spki) != accepted->key)
        return Error{ErrorCode::keyMismatch,
                     "the request '" + act.request + "' is for another key than accepted"};
    SR_TRY(checkIsNoCaKey(state, accepted->key, act.request));
    SR_ASSIGN(pki::Name subject, pki::subjectFor(profile, request.subject));
    return Certified{inMode(std::move(subject), state.mode), spki};
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
        SR_TRY(pki::checkContinuity(&before, next, pki::longestCrl));
    } else {
        SR_TRY(pki::checkContinuity(nullptr, next, pki::longestCrl));
    }
    made.report = lintOf(state, profile, made.tbs, made.key, issuerCertificate);
    return made;
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::PrepareTbs& act) {
    SR_ASSIGN(hsm::Session * session, bench.session(act.device));
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
    SR_ASSIGN(const base_io::Path root, mediumWithRoom(bench, act.medium, file, {{file, prepared.bytes}}));
    SR_TRY(bench.record(authority::MediumWriteIntended{act.medium, file}));
    const auto written = [&]() -> Result<void> {
        SR_TRY(markMedium(bench, act.medium, root));
        const base_io::Path path = root / file;
        SR_ASSIGN(const base_io::FileKind folder, base_io::kindOf(path.parent_path()));
        if (folder == base_io::FileKind::missing)
            SR_TRY(base_io::makeFolder(path.parent_path()));
        SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(path));
        if (kind == base_io::FileKind::missing)
            SR_TRY(base_io::writeNew(path, prepared.bytes));
        return base_io::readBack(path, prepared.bytes);
    }();
    if (!written)
        return whileWriting(act.medium, root, written.error());
    return bench.record(authority::MediumWritten{act.medium, file, act.digest, {}});
}

} // namespace strongroom::engine

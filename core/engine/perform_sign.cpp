// Signs in the HSM what is on record and approved (DESIGN 7): byte for byte those bytes, verified and linted
// again, before anything is released; then the copies in the authority's folder.
#include "core/base/hex.h"
#include "core/engine/perform.h"
#include "core/engine/pki_facts.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"
#include "core/pki/signed_object.h"

namespace strongroom::engine {

namespace {

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

Result<void> writeCopy(const Workbench& bench, const authority::CopiedFile& copy) {
    const base_io::Path path = bench.folder.root() / copy.file;
    SR_TRY(bench.folder.ensureFolder(path.parent_path()));
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(path));
    if (kind == base_io::FileKind::missing)
        SR_TRY(base_io::writeNew(path, copy.bytes));
    return base_io::readBack(path, copy.bytes);
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::SignTbs& act) {
    SR_TRY(bench.session(act.device));
    const authority::TbsPrepared prepared = bench.state().preparedObject(act.digest)->prepared;
    const authority::KeyState key = *bench.state().keyByDigest(prepared.key);
    SR_ASSIGN(const auto algorithm, ossl::signatureAlgorithmFromName(prepared.algorithm));
    SR_ASSIGN(const Bytes id, base::fromHex(key.intended.ckaId));
    SR_ASSIGN(std::shared_ptr<hsm::Token> token, bench.devices.token(act.device, key.token));
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

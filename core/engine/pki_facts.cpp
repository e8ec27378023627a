#include "core/engine/pki_facts.h"

#include "core/ossl/digest.h"
#include "core/ossl/key.h"
#include "core/pki/serial_number.h"
#include "core/pki/signed_object.h"

namespace strongroom::engine {

pki::Name inMode(pki::Name name, Mode mode) {
    return mode == Mode::training ? pki::withTrainingPrefix(std::move(name)) : name;
}

Result<void> checkIsNoCaKey(const authority::AuthorityState& state, const Digest& key,
                            const std::string& request) {
    if (state.keyByDigest(key) != nullptr)
        return Error{ErrorCode::keyMismatch, "the request is for a key of this authority's own HSM"};
    for (const auto& [name, certificate] : state.certificates) {
        SR_ASSIGN(const pki::CertificateValues values, pki::readCertificate(certificate.bytes));
        if (ossl::sha256(values.spki) == key)
            return Error{ErrorCode::keyMismatch,
                         "the request is for the key of the certificate '" + name + "'"};
    }
    for (const authority::RequestAccepted& accepted : state.accepted)
        if (accepted.input != request && accepted.key == key)
            return Error{ErrorCode::keyMismatch,
                         "the request is for the same key as the request '" + accepted.input + "'"};
    return {};
}

namespace {

const authority::PreparedObject* newestPrepared(const authority::AuthorityState& state,
                                                const std::string& object) {
    for (auto at = state.prepared.rbegin(); at != state.prepared.rend(); ++at)
        if (!at->isCrl() && at->prepared.object == object)
            return &*at;
    return nullptr;
}

} // namespace

Result<Bytes> certificateNamed(const authority::AuthorityState& state, const std::string& object) {
    if (const auto issued = state.certificates.find(object); issued != state.certificates.end())
        return issued->second.bytes;
    const authority::PreparedObject* prepared = newestPrepared(state, object);
    if (prepared == nullptr)
        return Error{ErrorCode::objectMissing, "there is no certificate '" + object + "' yet"};
    SR_ASSIGN(const auto algorithm, ossl::signatureAlgorithmFromName(prepared->prepared.algorithm));
    return pki::assemble(prepared->prepared.bytes, algorithm, Bytes(64, 0));
}

Result<Digest> keyOfIssuer(const authority::AuthorityState& state, const std::string& object) {
    SR_ASSIGN(const Bytes certificate, certificateNamed(state, object));
    SR_ASSIGN(const pki::CertificateValues values, pki::readCertificate(certificate));
    const Digest key = ossl::sha256(values.spki);
    if (state.keyByDigest(key) == nullptr)
        return Error{ErrorCode::keyMismatch, "the key of '" + object + "' is not in this authority's HSM"};
    return key;
}

void fillSerials(const authority::AuthorityState& state, const std::string& own, pki::LintContext& context) {
    for (const authority::PreparedObject& prepared : state.prepared)
        if (!prepared.isCrl() && prepared.prepared.number != own)
            context.usedSerials.push_back(prepared.prepared.number);
}

namespace {

void fillIssued(const authority::AuthorityState& state, const Digest& issuerKey, pki::LintContext& context) {
    for (const auto& [name, certificate] : state.certificates)
        if (certificate.key == issuerKey)
            if (const auto values = pki::readCertificate(certificate.bytes))
                context.issuedNotBefore[certificate.number] = values->validity.notBefore;
}

} // namespace

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

std::vector<pki::RevokedCertificate> revokedBy(const authority::AuthorityState& state,
                                               const std::string& issuer) {
    std::vector<pki::RevokedCertificate> revoked;
    for (const authority::RevocationRecorded& one : state.revocations) {
        if (one.issuer != issuer)
            continue;
        const auto reason = static_cast<pki::RevocationReason>(one.reason);
        revoked.push_back(
            {one.serial, one.date,
             reason == pki::RevocationReason::unspecified ? std::nullopt : std::optional(reason)});
    }
    return revoked;
}

std::string nextCrlNumber(const authority::AuthorityState& state, const Digest& key) {
    std::string newest = "00";
    for (const authority::PreparedObject& prepared : state.prepared)
        if (prepared.isCrl() && prepared.prepared.key == key &&
            pki::compareNumbers(prepared.prepared.number, newest) > 0)
            newest = prepared.prepared.number;
    return pki::numberPlus(newest, 1);
}

} // namespace strongroom::engine

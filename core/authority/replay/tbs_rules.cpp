#include "core/authority/replay/tbs_rules.h"

#include "core/authority/replay/fold.h"
#include "core/ossl/digest.h"
#include "core/pki/certificate.h"
#include "core/pki/revocation_list.h"

namespace strongroom::authority {

namespace {

Result<void> checkRevoked(const AuthorityState& state, const TbsPrepared& body, const pki::CrlValues& crl) {
    SR_ASSIGN(const std::vector<RevocationRecorded> revoked, revokedBy(state, body.key));
    for (const RevocationRecorded& one : revoked) {
        const pki::RevokedCertificate* listed = crl.find(one.serial);
        const std::uint64_t reason =
            listed != nullptr && listed->reason ? static_cast<std::uint64_t>(*listed->reason) : 0;
        if (listed == nullptr || listed->date != one.date || reason != one.reason)
            return broken("a CRL does not list certificate " + one.serial + " as it was revoked");
    }
    if (crl.revoked.size() != revoked.size())
        return broken("a CRL lists a certificate that was not revoked, or one twice");
    return {};
}

} // namespace

Result<Digest> keyOfCa(const AuthorityState& state, const std::string& issuer) {
    const auto certificate = state.certificates.find(issuer);
    if (certificate == state.certificates.end())
        return broken("there is no certificate of a CA '" + issuer + "'");
    SR_ASSIGN(const pki::CertificateValues values, pki::readCertificate(certificate->second.bytes));
    return ossl::sha256(values.spki);
}

Result<std::vector<RevocationRecorded>> revokedBy(const AuthorityState& state, const Digest& key) {
    std::vector<RevocationRecorded> revoked;
    for (const RevocationRecorded& one : state.revocations) {
        SR_ASSIGN(const Digest issuer, keyOfCa(state, one.issuer));
        if (issuer == key)
            revoked.push_back(one);
    }
    return revoked;
}

Result<void> checkTbsBytes(const AuthorityState& state, const TbsPrepared& body, ByteView bytes) {
    std::string number;
    if (body.kind == "tbs-crl") {
        SR_ASSIGN(const pki::CrlValues crl, pki::readTbsCertList(bytes));
        SR_TRY(checkRevoked(state, body, crl));
        number = crl.number;
    } else if (body.kind == "tbs-certificate") {
        SR_ASSIGN(const pki::CertificateValues certificate, pki::readTbsCertificate(bytes));
        number = certificate.serial;
    } else {
        return Error{ErrorCode::unsupported, "'" + body.kind + "' is not known to this version"};
    }
    if (number != body.number)
        return broken("the bytes to be signed have another number than the entry says");
    return {};
}

} // namespace strongroom::authority

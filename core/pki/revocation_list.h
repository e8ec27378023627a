// Certificate revocation lists (RFC 5280 5): the TBSCertList built from exact values, the reading of one, and
// what must hold between one and the next (DESIGN 7, continuity).
#pragma once

#include "core/pki/certificate.h"

#include <optional>
#include <string>
#include <vector>

namespace strongroom::pki {

// CRLReason (RFC 5280 5.3.1) for the certificates of a CA; the numbers are those of the RFC.
enum class RevocationReason : unsigned {
    unspecified = 0, // never written: the extension is left out
    keyCompromise = 1,
    caCompromise = 2,
    affiliationChanged = 3,
    superseded = 4,
    cessationOfOperation = 5,
    certificateHold = 6,
    removeFromCrl = 8,
    privilegeWithdrawn = 9,
    aaCompromise = 10,
};
const char* nameOf(RevocationReason reason) noexcept; // as in the RFC, "keyCompromise"
Result<RevocationReason> reasonFromName(std::string_view name);

struct RevokedCertificate {
    std::string serial; // hex
    UtcTime date;
    std::optional<RevocationReason> reason;

    bool operator==(const RevokedCertificate&) const = default;
};

struct CrlContents {
    const CrlProfile& profile;
    IssuerValues issuer;
    std::string number; // hex
    UtcTime thisUpdate;
    UtcTime nextUpdate;
    std::vector<RevokedCertificate> revoked; // empty: the field is left out (RFC 5280 5.1.2.6)
};

Result<Bytes> buildTbsCertList(const CrlContents& contents);

struct CrlValues {
    std::uint64_t version = 2;
    std::string signatureAlgorithm;
    Bytes issuer;
    UtcTime thisUpdate;
    std::optional<UtcTime> nextUpdate;
    std::vector<RevokedCertificate> revoked;
    std::vector<Extension> extensions;
    std::string number; // hex; "" when there is no cRLNumber

    const RevokedCertificate* find(std::string_view serial) const noexcept;
};

Result<CrlValues> readCrl(ByteView der); // as readCertificate
Result<CrlValues> readTbsCertList(ByteView der);
base::Value toValue(const CrlValues& crl);
Result<CrlValues> crlFromValue(const base::Value& value);

struct CrlDifference {
    std::vector<RevokedCertificate> added;
    std::vector<RevokedCertificate> removed;
    std::vector<std::pair<RevokedCertificate, RevokedCertificate>> changed; // same serial, before and after
};
CrlDifference differenceOf(const CrlValues& previous, const CrlValues& next);

inline constexpr Length longestCrl{12, Length::Unit::months}; // BR 4.9.7

// Of `previous` (none for the first) and `next`: same issuer, number rises, thisUpdate does not fall,
// nextUpdate within `limit` of thisUpdate, same issuingDistributionPoint, no date of revocation changes, and
// nothing vanishes except the serials in `mayVanish` (expired and carried once past expiry). recordBroken
// with the reason.
Result<void> checkContinuity(const CrlValues* previous, const CrlValues& next, const Length& limit,
                             const std::vector<std::string>& mayVanish = {});

} // namespace strongroom::pki

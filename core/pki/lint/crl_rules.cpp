// Rules for CRLs: L42 to L46, and what L3, L4, L7, L8 and L9 say of them.
#include "core/base/hex.h"
#include "core/pki/lint/rule.h"
#include "core/pki/oid.h"
#include "core/pki/serial_number.h"

#include <algorithm>
#include <array>
#include <set>

namespace strongroom::pki::lint {

namespace {

Outcome sameAlgorithm(const CrlInput& in) {
    return failedIf(!base::equalBytes(in.object.algorithm, in.crl.algorithm),
                    "the signature algorithms outside and inside the TBS differ");
}

Outcome exactAlgorithm(const CrlInput& in) {
    return checkExactAlgorithm(in.crl.algorithm, in.issuer);
}

Outcome duplicates(const CrlInput& in) {
    for (const CrlEntryView& entry : in.crl.entries)
        if (Outcome outcome = checkNoDuplicates(entry.extensions); outcome.kind == Outcome::Kind::failed)
            return outcome;
    return checkNoDuplicates(in.crl.extensions);
}

Outcome times(const CrlInput& in) {
    Outcome outcome = checkTime(in.crl.thisUpdate, "thisUpdate");
    if (outcome.kind == Outcome::Kind::passed && in.crl.nextUpdate)
        outcome = checkTime(*in.crl.nextUpdate, "nextUpdate");
    for (const CrlEntryView& entry : in.crl.entries)
        if (outcome.kind == Outcome::Kind::passed)
            outcome = checkTime(entry.date, "a revocationDate");
    return outcome;
}

Outcome encoding(const CrlInput& in) {
    for (const CrlEntryView& entry : in.crl.entries)
        if (Outcome outcome = checkEncoding(in.object.whole, entry.extensions);
            outcome.kind == Outcome::Kind::failed)
            return outcome;
    return checkEncoding(in.object.whole, in.crl.extensions);
}

std::optional<ByteView> numberOf(const CrlView& crl) {
    const ExtensionView* extension = crl.find(oid::crlNumber);
    const auto integer = extension ? der::single(extension->value, der::integer) : std::nullopt;
    if (!integer || integer->content.empty())
        return std::nullopt;
    return integer->content;
}

Outcome checkNumber(const CrlInput& in) {
    const ExtensionView* extension = in.crl.find(oid::crlNumber);
    const auto number = numberOf(in.crl);
    if (!number)
        return failed("cRLNumber is missing or not readable");
    if (extension->critical)
        return failed("cRLNumber is critical");
    if ((*number)[0] >= 0x80 || number->size() > 20)
        return failed("cRLNumber is negative, or 2^159 or more");
    const auto before = in.previous ? numberOf(*in.previous) : std::nullopt;
    return failedIf(before && compareNumbers(der::readNumberHex(*number), der::readNumberHex(*before)) <= 0,
                    "cRLNumber does not rise above that of the previous CRL");
}

Outcome checkAuthorityKey(const CrlInput& in) {
    const ExtensionView* extension = in.crl.find(oid::authorityKeyIdentifier);
    const auto value =
        extension ? readAuthorityKeyIdentifier(extension->value) : Error{ErrorCode::objectMissing, {}};
    if (!value || value->keyIdentifier.empty() || value->namesIssuerOrSerial)
        return failed("authorityKeyIdentifier is missing or is more than a keyIdentifier");
    if (extension->critical)
        return failed("authorityKeyIdentifier is critical");
    const auto issuerKey = in.issuer ? keyIdentifierIn(*in.issuer) : std::nullopt;
    return failedIf(issuerKey && *issuerKey != value->keyIdentifier,
                    "authorityKeyIdentifier is not the issuer's subjectKeyIdentifier");
}

Outcome shape(const CrlInput& in) {
    if (in.crl.version != std::optional<std::uint64_t>(1))
        return failed("the version is not v2");
    if (in.issuer && !base::equalBytes(in.crl.issuer, in.issuer->subject))
        return failed("the issuer is not, byte for byte, the subject of the issuer's certificate");
    if (Outcome key = checkAuthorityKey(in); key.kind == Outcome::Kind::failed)
        return key;
    if (Outcome number = checkNumber(in); number.kind == Outcome::Kind::failed)
        return number;
    if (!in.crl.nextUpdate)
        return failed("nextUpdate is missing");
    const auto thisUpdate = der::readTime(in.crl.thisUpdate);
    const auto nextUpdate = der::readTime(*in.crl.nextUpdate);
    if (!thisUpdate || !nextUpdate)
        return failed("thisUpdate or nextUpdate is not readable");
    if (*nextUpdate <= *thisUpdate)
        return failed("nextUpdate is not after thisUpdate");
    return failedIf(*nextUpdate > base::plusMonths(*thisUpdate, 12),
                    "nextUpdate is more than 12 months after thisUpdate");
}

Outcome emptyList(const CrlInput& in) {
    return failedIf(in.crl.listWritten && in.crl.entries.empty(), "an empty revokedCertificates is written");
}

bool onlyCaCertificates(const CrlView& crl) {
    const ExtensionView* extension = crl.find(oid::issuingDistributionPoint);
    const auto point = extension ? der::single(extension->value, der::sequence) : std::nullopt;
    for (der::Reader reader(point ? point->content : ByteView{}); !reader.atEnd();)
        if (const auto part = reader.take(); part && part->tag == der::contextPrimitive(2))
            return der::readBoolean(part->content).value_or(false);
    return false;
}

Outcome checkReason(const CrlEntryView& entry, const std::string& serial, bool needed) {
    const ExtensionView* reason = findExtension(entry.extensions, oid::reasonCode);
    if (reason == nullptr)
        return needed ? failed("the entry " + serial + " has no reasonCode") : passed();
    if (reason->critical)
        return failed("the reasonCode of " + serial + " is critical");
    const auto number = der::single(reason->value, der::enumerated);
    constexpr std::array<std::uint8_t, 5> allowed{1, 3, 4, 5, 9}; // BR 7.2.2.1
    if (!number || number->content.size() != 1 ||
        std::find(allowed.begin(), allowed.end(), number->content[0]) == allowed.end())
        return failed("the reasonCode of " + serial +
                      " is none of keyCompromise, affiliationChanged, superseded, "
                      "cessationOfOperation, privilegeWithdrawn");
    return passed();
}

Outcome entries(const CrlInput& in) {
    const auto thisUpdate = der::readTime(in.crl.thisUpdate);
    const bool needed = onlyCaCertificates(in.crl);
    std::set<std::string> seen;
    for (const CrlEntryView& entry : in.crl.entries) {
        const std::string serial = der::readNumberHex(entry.serial);
        if (!seen.insert(serial).second)
            return failed("the serial number " + serial + " is there twice");
        const auto date = der::readTime(entry.date);
        if (!date || !thisUpdate || *date > *thisUpdate)
            return failed("the revocationDate of " + serial + " is after thisUpdate or not readable");
        const auto issued = in.context.issuedNotBefore.find(serial);
        if (issued != in.context.issuedNotBefore.end() && *date < issued->second)
            return failed("the revocationDate of " + serial + " is before its certificate's notBefore");
        if (Outcome reason = checkReason(entry, serial, needed); reason.kind == Outcome::Kind::failed)
            return reason;
    }
    return passed();
}

Outcome issuingPoint(const CrlInput& in) {
    if (in.crl.find(oid::deltaCrlIndicator))
        return failed("it is a delta CRL");
    const ExtensionView* extension = in.crl.find(oid::issuingDistributionPoint);
    if (extension == nullptr)
        return passed();
    if (!extension->critical)
        return failed("issuingDistributionPoint is not critical");
    const auto point = der::single(extension->value, der::sequence);
    if (!point || point->content.empty())
        return failed("issuingDistributionPoint is empty or not readable");
    bool onlyUser = false, onlyCa = false;
    for (der::Reader reader(point->content); !reader.atEnd();) {
        const auto part = reader.take();
        if (!part)
            return failed("issuingDistributionPoint is not readable");
        const bool yes = der::readBoolean(part->content).value_or(false);
        if (part->tag == der::contextPrimitive(1))
            onlyUser = yes;
        else if (part->tag == der::contextPrimitive(2))
            onlyCa = yes;
        else if (part->tag == der::contextPrimitive(3))
            return failed("issuingDistributionPoint covers only some reasons");
        else if (part->tag == der::contextPrimitive(4) && yes)
            return failed("it is an indirect CRL");
        else if (part->tag == der::contextPrimitive(5) && yes)
            return failed("issuingDistributionPoint covers only attribute certificates");
    }
    return failedIf(onlyUser && onlyCa,
                    "issuingDistributionPoint says both only user and only CA certificates");
}

Outcome nothingLost(const CrlInput& in) {
    if (in.previous == nullptr)
        return notApplicable();
    std::set<std::string> serials;
    for (const CrlEntryView& entry : in.crl.entries)
        serials.insert(der::readNumberHex(entry.serial));
    for (const CrlEntryView& entry : in.previous->entries) {
        const std::string serial = der::readNumberHex(entry.serial);
        const auto& mayVanish = in.context.mayVanish;
        if (!serials.contains(serial) &&
            std::find(mayVanish.begin(), mayVanish.end(), serial) == mayVanish.end())
            return failed("the entry " + serial + " of the previous CRL is gone");
    }
    return passed();
}

constexpr std::array rules{
    CrlRule{{"L3", "signature algorithm the same outside and inside", "RFC 5280 5.1.1.2", Severity::error},
            sameAlgorithm},
    CrlRule{{"L4", "signature algorithm one of the exact encodings, fitting the issuer's key", "BR 7.1.3.2",
             Severity::error},
            exactAlgorithm},
    CrlRule{{"L7", "no extension twice", "RFC 5280 4.2, 5.2", Severity::error}, duplicates},
    CrlRule{{"L8", "times: UTCTime through 2049, then GeneralizedTime, seconds, Z", "RFC 5280 5.1.2.4",
             Severity::error},
            times},
    CrlRule{{"L9", "DER throughout, nothing after it", "RFC 5280 5.1; X.690 10, 11", Severity::error},
            encoding},
    CrlRule{{"L42", "v2, issuer bytes, key identifier, rising cRLNumber, nextUpdate within 12 months",
             "RFC 5280 5.1.2, 5.2; BR 4.9.7, 7.2", Severity::error},
            shape},
    CrlRule{{"L43", "an empty list is left out", "RFC 5280 5.1.2.6", Severity::error}, emptyList},
    CrlRule{{"L44", "entries: serial unique, date plausible, reason one of 1, 3, 4, 5, 9",
             "RFC 5280 5.3.1; BR 7.2.2", Severity::error},
            entries},
    CrlRule{{"L45", "issuingDistributionPoint critical and consistent; no delta, not indirect",
             "RFC 5280 5.2.4, 5.2.5; BR 7.2.2.1", Severity::error},
            issuingPoint},
    CrlRule{{"L46", "no entry of the previous CRL lost", "RFC 5280 5; BR 7.2", Severity::error}, nothingLost},
};

} // namespace

std::span<const CrlRule> crlRules() {
    return rules;
}

} // namespace strongroom::pki::lint

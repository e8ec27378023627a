#include "core/pki/revocation_list.h"

#include "core/base/hex.h"
#include "core/ossl/key.h"
#include "core/pki/der.h"
#include "core/pki/display_text.h"
#include "core/pki/extension_writer.h"
#include "core/pki/extensions_value.h"
#include "core/pki/object_view.h"
#include "core/pki/oid.h"
#include "core/pki/pem.h"
#include "core/pki/serial_number.h"
#include "core/pki/signed_object.h"

#include <algorithm>
#include <array>
#include <set>

namespace strongroom::pki {

namespace {

constexpr std::array reasons{
    std::pair{RevocationReason::unspecified, "unspecified"},
    std::pair{RevocationReason::keyCompromise, "keyCompromise"},
    std::pair{RevocationReason::caCompromise, "cACompromise"},
    std::pair{RevocationReason::affiliationChanged, "affiliationChanged"},
    std::pair{RevocationReason::superseded, "superseded"},
    std::pair{RevocationReason::cessationOfOperation, "cessationOfOperation"},
    std::pair{RevocationReason::certificateHold, "certificateHold"},
    std::pair{RevocationReason::removeFromCrl, "removeFromCRL"},
    std::pair{RevocationReason::privilegeWithdrawn, "privilegeWithdrawn"},
    std::pair{RevocationReason::aaCompromise, "aACompromise"},
};

Error bad(std::string detail) {
    return {ErrorCode::badArgument, std::move(detail)};
}
Error broken(std::string detail) {
    return {ErrorCode::recordBroken, std::move(detail)};
}

Result<void> checkContents(const CrlContents& contents) {
    SR_TRY(checkNumber(contents.number));
    if (contents.number.size() > 40)
        return bad("a CRL number has at most 20 bytes (RFC 5280 5.2.3)");
    if (contents.nextUpdate <= contents.thisUpdate)
        return bad("nextUpdate is not after thisUpdate");
    if (contents.issuer.keyIdentifier.empty() || !der::single(contents.issuer.subject, der::sequence))
        return bad("a CRL needs its issuer's name and key identifier");
    std::set<std::string> serials;
    for (const RevokedCertificate& revoked : contents.revoked) {
        SR_TRY(checkNumber(revoked.serial));
        if (!serials.insert(revoked.serial).second)
            return bad("the serial number " + revoked.serial + " is revoked twice");
        if (revoked.date > contents.thisUpdate)
            return bad("the serial number " + revoked.serial + " is revoked after thisUpdate");
    }
    return {};
}

Result<Bytes> writeEntry(const RevokedCertificate& revoked) {
    SR_ASSIGN(const Bytes serial, base::fromHex(revoked.serial));
    Bytes extensions;
    // RFC 5280 5.3.1: instead of unspecified the extension is left out.
    if (revoked.reason && *revoked.reason != RevocationReason::unspecified) {
        const std::uint8_t number = static_cast<std::uint8_t>(*revoked.reason);
        const Bytes reason = der::element(der::enumerated, std::span(&number, 1));
        extensions = der::sequenceOf({writeExtension(oid::reasonCode, Criticality::notCritical, reason)});
    }
    return der::sequenceOf({der::writeInteger(serial), der::writeTime(revoked.date), extensions});
}

Result<RevokedCertificate> readEntry(const CrlEntryView& view) {
    RevokedCertificate revoked;
    if (view.serial[0] >= 0x80)
        return Error{ErrorCode::badFormat, "an entry of the CRL has a negative serial number"};
    revoked.serial = der::readNumberHex(view.serial);
    const auto date = der::readTime(view.date);
    if (!date)
        return Error{ErrorCode::badFormat, "an entry of the CRL has no date in whole seconds UTC"};
    revoked.date = *date;
    SR_ASSIGN(const auto extensions, copyExtensions(view.extensions));
    if (const Extension* reason = findExtension(extensions, oid::reasonCode)) {
        const auto number = der::single(reason->value, der::enumerated);
        if (!number || number->content.size() != 1)
            return Error{ErrorCode::badFormat, "a reasonCode is not its DER"};
        for (const auto& [known, name] : reasons)
            if (static_cast<unsigned>(known) == number->content[0])
                revoked.reason = known;
        if (!revoked.reason)
            return Error{ErrorCode::badFormat, "a reasonCode that RFC 5280 5.3.1 does not know"};
    }
    if (findExtension(extensions, oid::certificateIssuer))
        return Error{ErrorCode::unsupported, "an indirect CRL"};
    return revoked;
}

base::Value valueOf(const RevokedCertificate& revoked) {
    base::Value value;
    value.set("date", base::toRfc3339(revoked.date))
        .set("reason", revoked.reason ? nameOf(*revoked.reason) : "-")
        .set("serial", revoked.serial);
    return value;
}

Result<RevokedCertificate> revokedFromValue(const base::Value& value) {
    base::ObjectReader reader(value);
    RevokedCertificate revoked;
    revoked.serial = reader.text("serial");
    const std::string date = reader.text("date"), reason = reader.text("reason");
    SR_TRY(reader.finish());
    SR_TRY(checkNumber(revoked.serial));
    SR_ASSIGN(revoked.date, base::fromRfc3339(date));
    if (reason != "-") {
        SR_ASSIGN(revoked.reason, reasonFromName(reason));
    }
    return revoked;
}

std::optional<Bytes> issuingPointOf(const CrlValues& crl) {
    const Extension* extension = findExtension(crl.extensions, oid::issuingDistributionPoint);
    return extension ? std::optional(extension->value) : std::nullopt;
}

} // namespace

const char* nameOf(RevocationReason reason) noexcept {
    for (const auto& [known, name] : reasons)
        if (known == reason)
            return name;
    return "unspecified";
}

Result<RevocationReason> reasonFromName(std::string_view name) {
    for (const auto& [reason, known] : reasons)
        if (name == known)
            return reason;
    return Error{ErrorCode::badFormat, "'" + displayText(name) + "' is no reason of RFC 5280 5.3.1"};
}

Result<Bytes> buildTbsCertList(const CrlContents& contents) {
    SR_TRY(checkContents(contents));
    SR_ASSIGN(const auto algorithm, signatureOf(contents.profile));
    SR_ASSIGN(const Bytes number, base::fromHex(contents.number));
    Bytes entries;
    for (const RevokedCertificate& revoked : contents.revoked) {
        SR_ASSIGN(const Bytes entry, writeEntry(revoked));
        base::append(entries, entry);
    }
    const Bytes list = entries.empty() ? Bytes{} : der::element(der::sequence, entries);
    Bytes extensions =
        der::join({writeExtension(oid::authorityKeyIdentifier, Criticality::notCritical,
                                  writeAuthorityKeyIdentifier(contents.issuer.keyIdentifier)),
                   writeExtension(oid::crlNumber, Criticality::notCritical, der::writeInteger(number))});
    if (contents.profile.onlyContainsCaCerts)
        base::append(extensions, writeExtension(oid::issuingDistributionPoint, Criticality::critical,
                                                writeIssuingDistributionPoint()));
    Bytes tbs =
        der::sequenceOf({der::writeSmallInteger(1), algorithmIdentifier(algorithm), contents.issuer.subject,
                         der::writeTime(contents.thisUpdate), der::writeTime(contents.nextUpdate), list,
                         der::element(der::contextConstructed(0), der::element(der::sequence, extensions))});
    SR_TRY(readTbsCertList(tbs)); // what we cannot read ourselves is not handed out
    return tbs;
}

const RevokedCertificate* CrlValues::find(std::string_view serial) const noexcept {
    const auto found = std::find_if(revoked.begin(), revoked.end(),
                                    [&](const RevokedCertificate& one) { return one.serial == serial; });
    return found == revoked.end() ? nullptr : &*found;
}

Result<CrlValues> readTbsCertList(ByteView tbs) {
    SR_TRY(der::checkDer(tbs));
    SR_ASSIGN(const CrlView view, viewTbsCertList(tbs));
    CrlValues crl;
    crl.version = view.version.value_or(0) + 1;
    crl.signatureAlgorithm = signatureNameOf(view.algorithm);
    crl.issuer = base::bytesOf(view.issuer);
    const auto thisUpdate = der::readTime(view.thisUpdate);
    if (view.nextUpdate)
        crl.nextUpdate = der::readTime(*view.nextUpdate);
    if (!thisUpdate || (view.nextUpdate && !crl.nextUpdate))
        return Error{ErrorCode::badFormat, "the CRL's times are not in whole seconds UTC (RFC 5280 5.1.2.4)"};
    crl.thisUpdate = *thisUpdate;
    std::set<std::string> serials;
    for (const CrlEntryView& entry : view.entries) {
        SR_ASSIGN(RevokedCertificate revoked, readEntry(entry));
        if (!serials.insert(revoked.serial).second)
            return Error{ErrorCode::badFormat, "the CRL has the serial number " + revoked.serial + " twice"};
        crl.revoked.push_back(std::move(revoked));
    }
    SR_ASSIGN(crl.extensions, copyExtensions(view.extensions));
    if (const Extension* number = findExtension(crl.extensions, oid::crlNumber)) {
        const auto integer = der::single(number->value, der::integer);
        if (!integer || !der::checkDer(number->value) || integer->content[0] >= 0x80)
            return Error{ErrorCode::badFormat, "the cRLNumber is no number (RFC 5280 5.2.3)"};
        crl.number = der::readNumberHex(integer->content);
    }
    return crl;
}

Result<CrlValues> readCrl(ByteView file) {
    SR_ASSIGN(const Bytes bytes, unpackFile(file, {"X509 CRL"}));
    SR_TRY(der::checkDer(bytes));
    SR_ASSIGN(const SignedView view, viewSigned(bytes));
    return readTbsCertList(view.tbs);
}

base::Value toValue(const CrlValues& crl) {
    base::Value::Array revoked;
    for (const RevokedCertificate& one : crl.revoked)
        revoked.push_back(valueOf(one));
    base::Value value;
    value.set("extensions", extensionsValue(crl.extensions))
        .set("issuer", base::toBase64(crl.issuer))
        .set("next_update", crl.nextUpdate ? base::toRfc3339(*crl.nextUpdate) : "-")
        .set("number", crl.number.empty() ? "-" : crl.number)
        .set("revoked", std::move(revoked))
        .set("signature_algorithm", crl.signatureAlgorithm)
        .set("this_update", base::toRfc3339(crl.thisUpdate))
        .set("version", crl.version);
    return value;
}

Result<CrlValues> crlFromValue(const base::Value& value) {
    base::ObjectReader reader(value);
    CrlValues crl;
    crl.version = reader.number("version");
    crl.signatureAlgorithm = reader.text("signature_algorithm");
    crl.issuer = reader.base64("issuer");
    const std::string thisUpdate = reader.text("this_update"), nextUpdate = reader.text("next_update");
    const std::string number = reader.text("number");
    const base::Value::Array revoked = reader.array("revoked"), extensions = reader.array("extensions");
    SR_TRY(reader.finish());
    SR_ASSIGN(crl.thisUpdate, base::fromRfc3339(thisUpdate));
    if (nextUpdate != "-") {
        SR_ASSIGN(crl.nextUpdate, base::fromRfc3339(nextUpdate));
    }
    if (number != "-") {
        SR_TRY(checkNumber(number));
        crl.number = number;
    }
    std::set<std::string> serials;
    for (const base::Value& one : revoked) {
        SR_ASSIGN(RevokedCertificate entry, revokedFromValue(one));
        if (!serials.insert(entry.serial).second)
            return Error{ErrorCode::badFormat, "the CRL has a serial number twice"};
        crl.revoked.push_back(std::move(entry));
    }
    SR_ASSIGN(crl.extensions, extensionsFromValue(extensions));
    return crl;
}

CrlDifference differenceOf(const CrlValues& previous, const CrlValues& next) {
    CrlDifference difference;
    for (const RevokedCertificate& before : previous.revoked) {
        const RevokedCertificate* after = next.find(before.serial);
        if (after == nullptr)
            difference.removed.push_back(before);
        else if (*after != before)
            difference.changed.emplace_back(before, *after);
    }
    for (const RevokedCertificate& after : next.revoked)
        if (previous.find(after.serial) == nullptr)
            difference.added.push_back(after);
    return difference;
}

Result<void> checkContinuity(const CrlValues* previous, const CrlValues& next, const Length& limit,
                             const std::vector<std::string>& mayVanish) {
    if (next.number.empty())
        return broken("the new CRL has no number");
    if (!next.nextUpdate || *next.nextUpdate <= next.thisUpdate)
        return broken("the new CRL has no nextUpdate after its thisUpdate");
    if (*next.nextUpdate > plus(next.thisUpdate, limit))
        return broken("the new CRL is valid for longer than " + textOf(limit));
    if (previous == nullptr)
        return {};
    if (!base::equalBytes(previous->issuer, next.issuer))
        return broken("the new CRL has another issuer than the previous one");
    if (compareNumbers(next.number, previous->number) <= 0)
        return broken("the CRL number " + next.number + " does not rise above " + previous->number);
    if (next.thisUpdate < previous->thisUpdate)
        return broken("thisUpdate of the new CRL is before that of the previous one");
    if (issuingPointOf(*previous) != issuingPointOf(next))
        return broken("the issuingDistributionPoint differs from that of the previous CRL");
    const CrlDifference difference = differenceOf(*previous, next);
    for (const RevokedCertificate& removed : difference.removed)
        if (std::find(mayVanish.begin(), mayVanish.end(), removed.serial) == mayVanish.end())
            return broken("the serial number " + removed.serial + " is no longer revoked");
    // RFC 5280 5.3.1 lets a reason become known later; the date of a revocation is history.
    for (const auto& [before, after] : difference.changed)
        if (before.date != after.date)
            return broken("the serial number " + before.serial +
                          " has another date of revocation than before");
    return {};
}

} // namespace strongroom::pki

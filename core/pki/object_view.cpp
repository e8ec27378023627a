#include "core/pki/object_view.h"

#include <algorithm>

namespace strongroom::pki {

namespace {

Error bad(const char* what) {
    return {ErrorCode::badFormat, what};
}

bool isTime(const std::optional<der::Element>& element) {
    return element && (element->tag == der::utcTime || element->tag == der::generalizedTime);
}

// The element inside an EXPLICIT [number], or nothing.
std::optional<der::Element> explicitContent(der::Reader& reader, unsigned number) {
    const auto outer = reader.takeIf(der::contextConstructed(number));
    if (!outer)
        return std::nullopt;
    der::Reader inside(outer->content);
    const auto content = inside.take();
    return inside.atEnd() ? content : std::nullopt;
}

Result<std::vector<CrlEntryView>> viewEntries(ByteView content) {
    std::vector<CrlEntryView> entries;
    for (der::Reader reader(content); !reader.atEnd();) {
        const auto entry = reader.takeIf(der::sequence);
        if (!entry)
            return bad("an entry of the CRL is no SEQUENCE");
        der::Reader inside(entry->content);
        const auto serial = inside.takeIf(der::integer);
        const auto date = inside.take();
        if (!serial || !isTime(date))
            return bad("an entry of the CRL is not serial number and date");
        CrlEntryView view{serial->content, *date, {}};
        if (const auto extensions = inside.takeIf(der::sequence)) {
            SR_ASSIGN(view.extensions, viewExtensions(extensions->whole));
        }
        if (!inside.atEnd())
            return bad("an entry of the CRL has more parts than RFC 5280 5.1 knows");
        entries.push_back(std::move(view));
    }
    return entries;
}

} // namespace

Result<SignedView> viewSigned(ByteView object) {
    const auto outer = der::single(object, der::sequence);
    if (!outer)
        return bad("no single DER SEQUENCE, or bytes after it");
    der::Reader reader(outer->content);
    const auto tbs = reader.takeIf(der::sequence);
    const auto algorithm = reader.takeIf(der::sequence);
    const auto signature = reader.takeIf(der::bitString);
    const auto bits = signature ? der::readBitString(signature->content) : std::nullopt;
    if (!tbs || !algorithm || !bits || !reader.atEnd())
        return bad("not a signed object (certificate, CRL or request)");
    return SignedView{outer->whole, tbs->whole, algorithm->whole, *bits};
}

Result<std::vector<ExtensionView>> viewExtensions(ByteView sequence) {
    const auto list = der::single(sequence, der::sequence);
    if (!list)
        return bad("extensions that are no SEQUENCE");
    std::vector<ExtensionView> result;
    for (der::Reader reader(list->content); !reader.atEnd();) {
        const auto one = reader.takeIf(der::sequence);
        if (!one)
            return bad("an extension is no SEQUENCE");
        der::Reader inside(one->content);
        const auto type = inside.takeIf(der::objectIdentifier);
        const auto critical = inside.takeIf(der::boolean);
        const auto value = inside.takeIf(der::octetString);
        const auto dotted = type ? der::readOid(type->content) : std::nullopt;
        if (!dotted || !value || !inside.atEnd())
            return bad("an extension is not built as RFC 5280 4.1 says");
        const bool isCritical = critical && der::readBoolean(critical->content).value_or(false);
        result.push_back({*dotted, isCritical, critical.has_value(), value->content});
    }
    return result;
}

Result<CertificateView> viewTbsCertificate(ByteView tbs) {
    const auto outer = der::single(tbs, der::sequence);
    if (!outer)
        return bad("a TBSCertificate is one SEQUENCE");
    der::Reader reader(outer->content);
    CertificateView view;
    if (reader.nextTag() == der::contextConstructed(0)) {
        const auto version = explicitContent(reader, 0);
        view.version =
            version && version->tag == der::integer ? der::readSmallNumber(version->content) : std::nullopt;
        if (!view.version)
            return bad("the version of the certificate is no number");
    }
    const auto serial = reader.takeIf(der::integer);
    const auto algorithm = reader.takeIf(der::sequence);
    const auto issuer = reader.takeIf(der::sequence);
    const auto validity = reader.takeIf(der::sequence);
    const auto subject = reader.takeIf(der::sequence);
    const auto spki = reader.takeIf(der::sequence);
    if (!serial || !algorithm || !issuer || !validity || !subject || !spki)
        return bad("a TBSCertificate lacks a part that RFC 5280 4.1 asks for");
    der::Reader times(validity->content);
    const auto notBefore = times.take();
    const auto notAfter = times.take();
    if (!isTime(notBefore) || !isTime(notAfter) || !times.atEnd())
        return bad("the validity of the certificate is not two times");
    for (const unsigned number : {1u, 2u})
        for (const std::uint8_t tag : {der::contextPrimitive(number), der::contextConstructed(number)})
            view.uniqueIdentifiers = reader.takeIf(tag).has_value() || view.uniqueIdentifiers;
    if (reader.nextTag() == der::contextConstructed(3)) {
        const auto extensions = explicitContent(reader, 3);
        if (!extensions)
            return bad("the extensions of the certificate are not one SEQUENCE");
        SR_ASSIGN(view.extensions, viewExtensions(extensions->whole));
    }
    if (!reader.atEnd())
        return bad("a TBSCertificate has more parts than RFC 5280 4.1 knows");
    view.serial = serial->content;
    view.algorithm = algorithm->whole;
    view.issuer = issuer->whole;
    view.notBefore = *notBefore;
    view.notAfter = *notAfter;
    view.subject = subject->whole;
    view.spki = spki->whole;
    return view;
}

Result<CrlView> viewTbsCertList(ByteView tbs) {
    const auto outer = der::single(tbs, der::sequence);
    if (!outer)
        return bad("a TBSCertList is one SEQUENCE");
    der::Reader reader(outer->content);
    CrlView view;
    if (const auto version = reader.takeIf(der::integer)) {
        view.version = der::readSmallNumber(version->content);
        if (!view.version)
            return bad("the version of the CRL is no number");
    }
    const auto algorithm = reader.takeIf(der::sequence);
    const auto issuer = reader.takeIf(der::sequence);
    const auto thisUpdate = reader.take();
    if (!algorithm || !issuer || !isTime(thisUpdate))
        return bad("a TBSCertList lacks a part that RFC 5280 5.1 asks for");
    if (reader.nextTag() == der::utcTime || reader.nextTag() == der::generalizedTime)
        view.nextUpdate = reader.take();
    if (const auto list = reader.takeIf(der::sequence)) {
        view.listWritten = true;
        SR_ASSIGN(view.entries, viewEntries(list->content));
    }
    if (reader.nextTag() == der::contextConstructed(0)) {
        const auto extensions = explicitContent(reader, 0);
        if (!extensions)
            return bad("the extensions of the CRL are not one SEQUENCE");
        SR_ASSIGN(view.extensions, viewExtensions(extensions->whole));
    }
    if (!reader.atEnd())
        return bad("a TBSCertList has more parts than RFC 5280 5.1 knows");
    view.algorithm = algorithm->whole;
    view.issuer = issuer->whole;
    view.thisUpdate = *thisUpdate;
    return view;
}

const ExtensionView* findExtension(const std::vector<ExtensionView>& extensions,
                                   std::string_view oid) noexcept {
    const auto found = std::find_if(extensions.begin(), extensions.end(),
                                    [&](const ExtensionView& one) { return one.oid == oid; });
    return found == extensions.end() ? nullptr : &*found;
}

const ExtensionView* CertificateView::find(std::string_view oid) const noexcept {
    return findExtension(extensions, oid);
}

const ExtensionView* CrlView::find(std::string_view oid) const noexcept {
    return findExtension(extensions, oid);
}

Result<std::vector<Extension>> copyExtensions(const std::vector<ExtensionView>& views) {
    std::vector<Extension> result;
    for (const ExtensionView& view : views) {
        if (findExtension(result, view.oid))
            return Error{ErrorCode::badFormat,
                         "the extension " + extensionName(view.oid) + " is there twice"};
        if (view.criticalWritten && !view.critical)
            return Error{ErrorCode::notCanonical, "the extension " + extensionName(view.oid) +
                                                      " writes critical FALSE, which DER leaves out"};
        result.push_back({view.oid, view.critical, base::bytesOf(view.value)});
    }
    return result;
}

} // namespace strongroom::pki

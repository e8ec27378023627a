#include "core/pki/extension.h"

#include "core/base/hex.h"
#include "core/pki/der.h"
#include "core/pki/display_text.h"
#include "core/pki/general_name.h"
#include "core/pki/object_view.h"
#include "core/pki/oid.h"

#include <algorithm>
#include <array>

namespace strongroom::pki {

namespace {

Error bad(const char* extension) {
    return {ErrorCode::badFormat, std::string("the value of ") + extension + " is not its DER"};
}

// The elements inside one SEQUENCE that fills `value`, all with this tag unless it is 0; nothing otherwise.
std::optional<std::vector<der::Element>> elementsOf(ByteView value, std::uint8_t tag) {
    const auto list = der::single(value, der::sequence);
    if (!list || !der::checkDer(value))
        return std::nullopt;
    std::vector<der::Element> result;
    for (der::Reader reader(list->content); !reader.atEnd();) {
        const auto one = reader.take();
        if (!one || (tag != 0 && one->tag != tag))
            return std::nullopt;
        result.push_back(*one);
    }
    return result;
}

using Lines = std::vector<std::string>;

std::string joined(const Lines& parts) {
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

template<typename T, typename Describe>
Lines orRaw(const Result<T>& read, ByteView value, Describe describe) {
    if (!read)
        return {"not readable: " + base::toHex(value)};
    return describe(*read);
}

Lines describeAccess(ByteView value) {
    Lines lines;
    for (const der::Element& access :
         elementsOf(value, der::sequence).value_or(std::vector<der::Element>{})) {
        der::Reader reader(access.content);
        const auto method = reader.takeIf(der::objectIdentifier);
        const auto location = reader.take();
        const std::string dotted = method ? der::readOid(method->content).value_or("?") : "?";
        const std::string name = dotted == oid::ocsp        ? "OCSP"
                                 : dotted == oid::caIssuers ? "CA issuers"
                                                            : dotted;
        lines.push_back(name + ": " + (location ? describeGeneralName(location->whole) : "?"));
    }
    return lines;
}

Lines describePolicies(ByteView value) {
    Lines lines;
    for (const der::Element& policy :
         elementsOf(value, der::sequence).value_or(std::vector<der::Element>{})) {
        der::Reader reader(policy.content);
        const auto type = reader.takeIf(der::objectIdentifier);
        std::string line = type ? der::readOid(type->content).value_or("?") : "?";
        if (const auto qualifiers = reader.takeIf(der::sequence))
            for (const der::Element& qualifier :
                 elementsOf(qualifiers->whole, der::sequence).value_or(std::vector<der::Element>{})) {
                der::Reader inside(qualifier.content);
                const auto kind = inside.takeIf(der::objectIdentifier);
                const auto text = inside.takeIf(der::ia5String);
                const bool isCps =
                    kind && der::readOid(kind->content) == std::optional<std::string>(oid::cps);
                line += isCps && text ? ", CPS " + displayText(base::textOf(text->content))
                                      : ", another qualifier";
            }
        lines.push_back(line);
    }
    return lines;
}

Lines describeSubtrees(const char* title, ByteView content) {
    Lines lines;
    for (der::Reader reader(content); !reader.atEnd();) {
        const auto subtree = reader.take();
        if (!subtree)
            return {std::string(title) + ": not readable"};
        der::Reader inside(subtree->content);
        const auto base = inside.take();
        lines.push_back(std::string(title) + ": " + (base ? describeGeneralName(base->whole) : "?") +
                        (inside.atEnd() ? "" : " (with minimum or maximum)"));
    }
    return lines;
}

Lines describeNameConstraints(ByteView value) {
    Lines lines;
    for (const der::Element& part : elementsOf(value, 0).value_or(std::vector<der::Element>{}))
        for (std::string& line : describeSubtrees(
                 part.tag == der::contextConstructed(0) ? "permitted" : "excluded", part.content))
            lines.push_back(std::move(line));
    return lines;
}

Lines describeAuthorityKey(ByteView value) {
    Lines parts;
    for (const der::Element& part : elementsOf(value, 0).value_or(std::vector<der::Element>{}))
        parts.push_back((part.tag == der::contextPrimitive(0)   ? "key "
                         : part.tag == der::contextPrimitive(2) ? "serial "
                                                                : "issuer ") +
                        base::toHex(part.content));
    return {joined(parts)};
}

Lines describeDistributionPoints(ByteView value) {
    Lines lines;
    const auto uris = readDistributionPointUris(value);
    return orRaw(uris, value, [](const std::vector<std::string>& list) {
        Lines result;
        for (const std::string& uri : list)
            result.push_back("URI " + displayText(uri));
        return result;
    });
}

Lines describeIssuingPoint(ByteView value) {
    Lines parts;
    constexpr std::array names{"distribution point", "only user certificates", "only CA certificates",
                               "only some reasons",  "indirect CRL",           "only attribute certificates"};
    for (const der::Element& part : elementsOf(value, 0).value_or(std::vector<der::Element>{})) {
        const std::size_t number = part.tag & 0x1Fu;
        parts.push_back(number < names.size() ? names[number] : "?");
    }
    return {parts.empty() ? "(empty)" : joined(parts)};
}

} // namespace

const Extension* findExtension(const std::vector<Extension>& extensions, std::string_view oid) noexcept {
    const auto found = std::find_if(extensions.begin(), extensions.end(),
                                    [&](const Extension& one) { return one.oid == oid; });
    return found == extensions.end() ? nullptr : &*found;
}

std::string extensionName(std::string_view dotted) {
    return oid::extensionName(dotted);
}

Result<BasicConstraintsValue> readBasicConstraints(ByteView value) {
    const auto list = der::single(value, der::sequence);
    if (!list || !der::checkDer(value))
        return bad("basicConstraints");
    der::Reader reader(list->content);
    BasicConstraintsValue result;
    if (const auto ca = reader.takeIf(der::boolean))
        result.ca = der::readBoolean(ca->content).value_or(false);
    if (const auto length = reader.takeIf(der::integer)) {
        const auto number = der::readSmallNumber(length->content);
        if (!number || *number > 1'000'000)
            return bad("basicConstraints");
        result.pathLength = static_cast<unsigned>(*number);
    }
    if (!reader.atEnd())
        return bad("basicConstraints");
    return result;
}

Result<std::vector<std::string>> readKeyUsage(ByteView value) {
    constexpr std::array names{"digitalSignature", "nonRepudiation", "keyEncipherment",
                               "dataEncipherment", "keyAgreement",   "keyCertSign",
                               "cRLSign",          "encipherOnly",   "decipherOnly"};
    const auto bits = der::single(value, der::bitString);
    if (!bits || !der::checkDer(value) || bits->content.size() > 3)
        return bad("keyUsage");
    std::vector<std::string> result;
    for (std::size_t i = 0; i < (bits->content.size() - 1) * 8; ++i)
        if ((bits->content[1 + i / 8] & 0x80u >> i % 8) != 0)
            result.push_back(i < names.size() ? names[i] : "bit " + std::to_string(i));
    return result;
}

Result<std::vector<std::string>> readExtendedKeyUsage(ByteView value) {
    const auto purposes = elementsOf(value, der::objectIdentifier);
    if (!purposes || purposes->empty())
        return bad("extKeyUsage");
    std::vector<std::string> result;
    for (const der::Element& purpose : *purposes)
        result.push_back(oid::purposeName(der::readOid(purpose.content).value_or("?")));
    return result;
}

Result<Bytes> readSubjectKeyIdentifier(ByteView value) {
    const auto identifier = der::single(value, der::octetString);
    if (!identifier || !der::checkDer(value) || identifier->content.empty())
        return bad("subjectKeyIdentifier");
    return base::bytesOf(identifier->content);
}

Result<AuthorityKeyIdentifierValue> readAuthorityKeyIdentifier(ByteView value) {
    const auto parts = elementsOf(value, 0);
    if (!parts)
        return bad("authorityKeyIdentifier");
    AuthorityKeyIdentifierValue result;
    for (const der::Element& part : *parts)
        if (part.tag == der::contextPrimitive(0))
            result.keyIdentifier = base::bytesOf(part.content);
        else
            result.namesIssuerOrSerial = true;
    return result;
}

Result<std::vector<std::string>> readDistributionPointUris(ByteView value) {
    const auto points = elementsOf(value, der::sequence);
    if (!points)
        return bad("cRLDistributionPoints");
    std::vector<std::string> uris;
    for (const der::Element& point : *points)
        for (der::Reader parts(point.content); !parts.atEnd();) {
            const auto part = parts.take();
            if (!part || part->tag != der::contextConstructed(0))
                continue;
            der::Reader names(part->content);
            const auto fullName = names.takeIf(der::contextConstructed(0));
            for (der::Reader inside(fullName ? fullName->content : ByteView{}); !inside.atEnd();) {
                const auto name = inside.take();
                if (name && name->tag == der::contextPrimitive(6))
                    uris.push_back(base::textOf(name->content));
            }
        }
    return uris;
}

std::vector<std::string> describeExtension(const Extension& extension) {
    const ByteView value = extension.value;
    const std::string& oid = extension.oid;
    const auto listed = [](const Lines& parts) { return Lines{joined(parts)}; };
    Lines lines;
    if (oid == oid::basicConstraints)
        lines = orRaw(readBasicConstraints(value), value, [](const BasicConstraintsValue& read) {
            return Lines{std::string(read.ca ? "CA" : "not a CA") +
                         (read.pathLength ? ", path length " + std::to_string(*read.pathLength) : "")};
        });
    else if (oid == oid::keyUsage)
        lines = orRaw(readKeyUsage(value), value, listed);
    else if (oid == oid::extendedKeyUsage)
        lines = orRaw(readExtendedKeyUsage(value), value, listed);
    else if (oid == oid::subjectKeyIdentifier)
        lines = orRaw(readSubjectKeyIdentifier(value), value,
                      [](const Bytes& identifier) { return Lines{base::toHex(identifier)}; });
    else if (oid == oid::authorityKeyIdentifier)
        lines = describeAuthorityKey(value);
    else if (oid == oid::crlDistributionPoints)
        lines = describeDistributionPoints(value);
    else if (oid == oid::authorityInfoAccess)
        lines = describeAccess(value);
    else if (oid == oid::certificatePolicies)
        lines = describePolicies(value);
    else if (oid == oid::nameConstraints)
        lines = describeNameConstraints(value);
    else if (oid == oid::issuingDistributionPoint)
        lines = describeIssuingPoint(value);
    else if (oid == oid::subjectAltName)
        for (const der::Element& name : elementsOf(value, 0).value_or(std::vector<der::Element>{}))
            lines.push_back(describeGeneralName(name.whole));
    else if (const auto number = der::single(value, der::integer); oid == oid::crlNumber && number)
        lines.push_back(der::readNumberHex(number->content));
    if (lines.empty() || lines == Lines{""})
        lines = {base::toHex(value)};
    return lines;
}

} // namespace strongroom::pki

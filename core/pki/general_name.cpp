#include "core/pki/general_name.h"

#include "core/base/hex.h"
#include "core/pki/der.h"
#include "core/pki/display_text.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace strongroom::pki {

namespace {

Error bad(std::string_view text, const char* what) {
    return {ErrorCode::badArgument, "'" + displayText(text) + "' is no " + what};
}

bool isHostLabel(std::string_view label) {
    const auto isLetterOrDigit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !label.empty() && label.size() <= 63 && isLetterOrDigit(label.front()) &&
           isLetterOrDigit(label.back()) &&
           std::all_of(label.begin(), label.end(), [&](char c) { return isLetterOrDigit(c) || c == '-'; });
}

bool isHostName(std::string_view host) {
    if (host.empty() || host.size() > 253)
        return false;
    while (true) {
        const std::size_t dot = host.find('.');
        if (!isHostLabel(host.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        host.remove_prefix(dot + 1);
    }
}

// RFC 5280 4.2.1.10: the address, then the mask, 8 octets for version 4 and 32 for version 6.
Result<Bytes> addressRange(const std::string& text) {
    const std::size_t slash = text.find('/');
    const std::string address = text.substr(0, slash);
    Bytes bytes(16);
    const bool six = address.find(':') != std::string::npos;
    if (slash == std::string::npos || inet_pton(six ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1)
        return bad(text, "range of addresses; write 192.0.2.0/24 or 2001:db8::/32");
    bytes.resize(six ? 16 : 4);
    unsigned prefix = 0;
    const char* const end = text.data() + text.size();
    const auto [next, error] = std::from_chars(text.data() + slash + 1, end, prefix);
    if (error != std::errc() || next != end || prefix > bytes.size() * 8)
        return bad(text, "range of addresses: the prefix length is wrong");
    Bytes mask(bytes.size());
    for (unsigned bit = 0; bit < prefix; ++bit)
        mask[bit / 8] = static_cast<std::uint8_t>(mask[bit / 8] | 0x80u >> bit % 8);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if ((bytes[i] & ~mask[i]) != 0)
            return bad(text, "range of addresses: bits are set behind the prefix");
    base::append(bytes, mask);
    return bytes;
}

std::string describeAddress(ByteView content) {
    const auto one = [](ByteView bytes) {
        char text[INET6_ADDRSTRLEN] = {};
        inet_ntop(bytes.size() == 16 ? AF_INET6 : AF_INET, bytes.data(), text, sizeof text);
        return std::string(text);
    };
    const std::size_t half = content.size() / 2;
    if (content.size() == 8 || content.size() == 32)
        return one(content.first(half)) + "/" + one(content.subspan(half));
    if (content.size() == 4 || content.size() == 16)
        return one(content);
    return "#" + base::toHex(content);
}

} // namespace

bool isOid(std::string_view text) {
    return !der::writeOid(text).empty();
}

bool isUri(std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return c > ' ' && c < 0x7F && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
    });
    for (const std::string_view scheme : {"http://", "https://"})
        if (text.starts_with(scheme)) {
            std::string_view host = text.substr(scheme.size());
            host = host.substr(0, host.find_first_of(":/?#"));
            return plain && isHostName(host);
        }
    return false;
}

Bytes writeUri(std::string_view uri) {
    return der::element(der::contextPrimitive(6), base::viewOf(uri));
}

Result<Bytes> writeSubtreeBase(const GeneralSubtree& subtree) {
    const std::string& text = subtree.text;
    switch (subtree.kind) {
    case GeneralSubtree::Kind::dns:
        if (!text.empty() && !isHostName(text)) // empty: every name
            return bad(text, "domain name");
        return der::element(der::contextPrimitive(2), base::viewOf(text));
    case GeneralSubtree::Kind::mail: {
        const std::size_t at = text.find('@');
        std::string_view host =
            at == std::string::npos ? std::string_view(text) : std::string_view(text).substr(at + 1);
        const std::string_view local = std::string_view(text).substr(0, at == std::string::npos ? 0 : at);
        if (at == std::string::npos && host.starts_with('.')) // all hosts below the domain
            host.remove_prefix(1);
        const bool plainLocal =
            std::all_of(local.begin(), local.end(), [](char c) { return c > ' ' && c < 0x7F; });
        if ((!text.empty() && !isHostName(host)) || !plainLocal || at == 0)
            return bad(text, "mailbox, host or .domain");
        return der::element(der::contextPrimitive(1), base::viewOf(text));
    }
    case GeneralSubtree::Kind::ip: {
        SR_ASSIGN(const Bytes range, addressRange(text));
        return der::element(der::contextPrimitive(7), range);
    }
    case GeneralSubtree::Kind::directory: {
        SR_ASSIGN(const Bytes name, toDer(subtree.directory));
        return der::element(der::contextConstructed(4), name); // EXPLICIT, because Name is a CHOICE
    }
    }
    return bad(text, "name");
}

std::string describeGeneralName(ByteView generalName) {
    der::Reader reader(generalName);
    const auto found = reader.take();
    if (!found)
        return "#" + base::toHex(generalName);
    const std::string text = displayText(base::textOf(found->content));
    switch (found->tag) {
    case der::contextPrimitive(1): return "mail " + text;
    case der::contextPrimitive(2): return "DNS " + (text.empty() ? "(every name)" : text);
    case der::contextPrimitive(6): return "URI " + text;
    case der::contextPrimitive(7): return "IP " + describeAddress(found->content);
    case der::contextConstructed(4): return "directory " + printedName(found->content);
    default: return "#" + base::toHex(generalName);
    }
}

} // namespace strongroom::pki

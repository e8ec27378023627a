#include "core/pki/pem.h"

#include "core/base/hex.h"
#include "core/pki/display_text.h"

#include <algorithm>

namespace strongroom::pki {

namespace {

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

Error bad(std::string detail) {
    return {ErrorCode::badFormat, std::move(detail)};
}

constexpr std::string_view beginMark = "-----BEGIN ";
constexpr std::string_view endMark = "-----END ";
constexpr std::string_view dashes = "-----";

} // namespace

Result<Unpacked> unpackFile(ByteView file) {
    if (file.empty())
        return bad("the file is empty");
    if (file[0] == 0x30) // SEQUENCE: every object of ours begins so, and no PEM file does
        return Unpacked{"", base::bytesOf(file)};
    const std::string all = base::textOf(file);
    std::string_view text = trimmed(all);
    if (!text.starts_with(beginMark))
        return bad(text.find(beginMark) == std::string_view::npos ? "the file is neither DER nor PEM"
                                                                  : "there is text before the PEM block");
    text.remove_prefix(beginMark.size());
    const std::size_t labelEnd = text.find(dashes);
    if (labelEnd > 64) // as is npos, where nothing was found
        return bad("the first line of the PEM block is not complete");
    Unpacked result{std::string(text.substr(0, labelEnd)), {}};
    text.remove_prefix(labelEnd + dashes.size());
    const std::size_t bodyEnd = text.find(endMark);
    if (bodyEnd == std::string_view::npos)
        return bad("the PEM block has no end line");
    std::string body(text.substr(0, bodyEnd));
    text.remove_prefix(bodyEnd + endMark.size());
    const std::string lastLine = result.label + std::string(dashes);
    if (!text.starts_with(lastLine))
        return bad("the PEM block does not end as it begins");
    text = trimmed(text.substr(lastLine.size()));
    if (text.starts_with(beginMark))
        return bad("the file holds more than one PEM block");
    if (!text.empty())
        return bad("there is text after the PEM block");
    body.erase(std::remove_if(body.begin(), body.end(), isSpace), body.end());
    auto der = base::fromBase64(body);
    if (!der)
        return bad("the PEM block is not canonical base64");
    result.der = std::move(*der);
    return result;
}

Result<Bytes> unpackFile(ByteView file, std::initializer_list<std::string_view> labels) {
    SR_ASSIGN(Unpacked unpacked, unpackFile(file));
    if (!unpacked.label.empty() && std::find(labels.begin(), labels.end(), unpacked.label) == labels.end())
        return bad("the PEM block is a '" + displayText(unpacked.label) + "', not a '" +
                   std::string(*labels.begin()) + "'");
    return std::move(unpacked.der);
}

} // namespace strongroom::pki

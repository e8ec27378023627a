// Hexadecimal and base64 (RFC 4648 clause 4, padded), in one accepted form each: lower-case hex, canonical
// base64. Anything else is an error, so that one value has one text.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace strongroom::base {

std::string toHex(ByteView bytes);
Result<Bytes> fromHex(std::string_view text);        // lower case only, even length
Result<Digest> digestFromHex(std::string_view text); // exactly 64 characters

std::string toBase64(ByteView bytes);
Result<Bytes> fromBase64(std::string_view text); // padded, no white space, unused bits zero

} // namespace strongroom::base

// Serial numbers and CRL numbers: non-negative integers kept as hex strings (lower case, whole bytes, no
// leading 00 byte except for zero itself, which is "00"), as entries carry them.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <compare>
#include <string>
#include <string_view>

namespace strongroom::pki {

// From 20 bytes of the HSM's generator: positive, below 2^159 and 20 octets long, with 158 random bits (RFC
// 5280 4.1.2.2 and BR 7.1 ask for 64). badArgument for another length or for bytes that are all the same.
Result<std::string> serialNumberFrom(ByteView randomBytes);

// Checks the spelling; badFormat otherwise.
Result<void> checkNumber(std::string_view hex);
// Order of the numbers, not of the texts. Both must pass checkNumber.
std::strong_ordering compareNumbers(std::string_view left, std::string_view right) noexcept;
// number + add, for the next CRL number (1, or 2^20 after a lost head: PROTOCOL P10).
std::string numberPlus(std::string_view hex, std::uint64_t add);

} // namespace strongroom::pki

// A file from outside that holds one DER object, as DER or as PEM (RFC 7468). Private to core/pki.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <string>

namespace strongroom::pki {

struct Unpacked {
    std::string label; // of the PEM block, "" for DER
    Bytes der;
};

// DER as it is; PEM with exactly one block and nothing around it but white space. badFormat otherwise; the
// DER inside is not looked at.
Result<Unpacked> unpackFile(ByteView file);
// The same, and the PEM label must be one of `labels`.
Result<Bytes> unpackFile(ByteView file, std::initializer_list<std::string_view> labels);

} // namespace strongroom::pki

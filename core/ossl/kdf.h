// HKDF-SHA256 (RFC 5869), and AES-256 key wrap with padding (RFC 5649) for what a token wrapped.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <string_view>

namespace strongroom::ossl {

// `length` bytes of output keying material; no salt.
Result<Secret> hkdfSha256(const Secret& inputKey, std::string_view info, std::size_t length);

// badFormat when the integrity check fails: a wrong key and damage cannot be told apart.
Result<Secret> unwrapKwp(const Secret& wrappingKey, ByteView wrapped);
Result<Bytes> wrapKwp(const Secret& wrappingKey, const Secret& plain);

} // namespace strongroom::ossl

// SLIP-0039's encryption of the master secret (a Feistel network of four rounds over PBKDF2) and the digest
// that is shared with it. Private to core/custody.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/custody/slip39.h"

#include <string_view>

namespace strongroom::custody {

enum class CipherDirection { encrypt, decrypt };

Result<Secret> slip39Cipher(CipherDirection direction, const Secret& input, std::string_view passphrase,
                            const Slip39Header& header);

// The first four bytes of HMAC-SHA256(key, secret).
Result<Secret> slip39Digest(ByteView key, const Secret& secret);

} // namespace strongroom::custody

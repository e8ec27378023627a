// The system's generator (libcrypto's DRBG, seeded by the kernel).
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"

namespace strongroom::ossl {

Result<Bytes> randomBytes(std::size_t count); // for nonces and serial numbers
Result<void> fillRandom(Secret& secret);      // the private generator, for secrets

} // namespace strongroom::ossl

#include "core/ossl/random.h"

#include "core/ossl/failure.h"

#include <openssl/rand.h>

namespace strongroom::ossl {

Result<Bytes> randomBytes(std::size_t count) {
    Bytes bytes(count);
    if (RAND_bytes(bytes.data(), static_cast<int>(count)) != 1)
        return failure("the random generator");
    return bytes;
}

Result<void> fillRandom(Secret& secret) {
    return secret.expose([](std::span<std::uint8_t> bytes) -> Result<void> {
        if (RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
            return failure("the random generator");
        return {};
    });
}

} // namespace strongroom::ossl

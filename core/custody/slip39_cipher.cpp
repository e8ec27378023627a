#include "core/custody/slip39_cipher.h"

#include "core/ossl/failure.h"
#include "core/ossl/handle.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <algorithm>

namespace strongroom::custody {

namespace {

constexpr unsigned rounds = 4;
constexpr std::string_view customisation = "shamir";

// PBKDF2-HMAC-SHA256. The salt holds half of the secret.
Result<Secret> pbkdf2(const Secret& password, const Secret& salt, unsigned iterations, std::size_t length) {
    SR_ASSIGN(Secret output, Secret::make(length));
    ossl::clearErrors();
    ossl::KdfHandle kdf(EVP_KDF_fetch(nullptr, "PBKDF2", nullptr));
    ossl::KdfContext context(EVP_KDF_CTX_new(kdf.get()));
    if (!context)
        return ossl::failure("PBKDF2");
    char digestName[] = "SHA256";
    // OSSL_PARAM has no const view; libcrypto only reads through it.
    const auto octets = [](const char* name, ByteView bytes) {
        return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(bytes.data()), bytes.size());
    };
    const bool derived = password.expose([&](ByteView passwordBytes) {
        return salt.expose([&](ByteView saltBytes) {
            const OSSL_PARAM parameters[] = {
                OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digestName, 0),
                octets(OSSL_KDF_PARAM_PASSWORD, passwordBytes), octets(OSSL_KDF_PARAM_SALT, saltBytes),
                OSSL_PARAM_construct_uint(OSSL_KDF_PARAM_ITER, &iterations), OSSL_PARAM_construct_end()};
            return output.expose([&](std::span<std::uint8_t> bytes) {
                return EVP_KDF_derive(context.get(), bytes.data(), bytes.size(), parameters) == 1;
            });
        });
    });
    // libcrypto frees its copy of the salt without wiping it, but wipes it when another takes its place.
    static constexpr std::uint8_t nothing[1] = {};
    const OSSL_PARAM replaced[] = {octets(OSSL_KDF_PARAM_SALT, nothing), OSSL_PARAM_construct_end()};
    if (EVP_KDF_CTX_set_params(context.get(), replaced) != 1 || !derived)
        return ossl::failure("PBKDF2");
    return output;
}

// The round function F(round, right) of the standard.
Result<Secret> roundFunction(unsigned round, std::string_view passphrase, const Slip39Header& header,
                             ByteView right) {
    SR_ASSIGN(Secret password, Secret::make(1 + passphrase.size()));
    password.expose([&](std::span<std::uint8_t> bytes) {
        bytes[0] = static_cast<std::uint8_t>(round);
        std::copy(passphrase.begin(), passphrase.end(), bytes.begin() + 1);
    });
    // Extendable sets leave the identifier out of the salt.
    const std::size_t prefix = header.extendable ? 0 : customisation.size() + 2;
    SR_ASSIGN(Secret salt, Secret::make(prefix + right.size()));
    salt.expose([&](std::span<std::uint8_t> bytes) {
        if (prefix > 0) {
            std::copy(customisation.begin(), customisation.end(), bytes.begin());
            bytes[prefix - 2] = static_cast<std::uint8_t>(header.identifier >> 8);
            bytes[prefix - 1] = static_cast<std::uint8_t>(header.identifier & 0xff);
        }
        std::copy(right.begin(), right.end(), bytes.begin() + static_cast<std::ptrdiff_t>(prefix));
    });
    return pbkdf2(password, salt, (10000u << header.iterationExponent) / rounds, right.size());
}

} // namespace

Result<Secret> slip39Cipher(CipherDirection direction, const Secret& input, std::string_view passphrase,
                            const Slip39Header& header) {
    if (input.size() < 16 || input.size() % 2 != 0)
        return Error{ErrorCode::badArgument, "a master secret has at least 16 bytes, an even number"};
    const std::size_t half = input.size() / 2;
    // `state` holds left and right; each round only changes one half in place, so that after an even number
    // of rounds the halves are where they were, and the last exchange of the standard swaps them.
    SR_ASSIGN(Secret state, input.duplicate());
    for (unsigned i = 0; i < rounds; ++i) {
        const unsigned round = direction == CipherDirection::encrypt ? i : rounds - 1 - i;
        const std::size_t changed = i % 2 == 0 ? 0 : half, read = half - changed;
        SR_ASSIGN(const Secret mask, state.expose([&](ByteView bytes) {
            return roundFunction(round, passphrase, header, bytes.subspan(read, half));
        }));
        state.expose([&](std::span<std::uint8_t> bytes) {
            mask.expose([&](ByteView maskBytes) {
                for (std::size_t k = 0; k < half; ++k)
                    bytes[changed + k] = static_cast<std::uint8_t>(bytes[changed + k] ^ maskBytes[k]);
            });
        });
    }
    state.expose([&](std::span<std::uint8_t> bytes) {
        std::swap_ranges(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(half),
                         bytes.begin() + static_cast<std::ptrdiff_t>(half));
    });
    return state;
}

Result<Secret> slip39Digest(ByteView key, const Secret& secret) {
    SR_ASSIGN(Secret mac, Secret::make(32));
    ossl::clearErrors();
    std::size_t length = 0;
    const bool done = secret.expose([&](ByteView data) {
        return mac.expose([&](std::span<std::uint8_t> bytes) {
            return EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.data(), key.size(), data.data(),
                             data.size(), bytes.data(), bytes.size(), &length) != nullptr;
        });
    });
    if (!done || length != mac.size())
        return ossl::failure("HMAC-SHA256");
    return mac.firstBytes(4);
}

} // namespace strongroom::custody

// Preloaded before libcrypto: the function that LIE names gives a wrong answer, all others the right one.
#include <dlfcn.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

bool lies(std::string_view name) {
    const char* lie = std::getenv("LIE");
    return lie != nullptr && name == lie;
}

template<typename Function>
Function* real(Function*, const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

} // namespace

extern "C" {

int EVP_DigestFinal_ex(EVP_MD_CTX* context, unsigned char* digest, unsigned* length) {
    const int answer = real(&EVP_DigestFinal_ex, "EVP_DigestFinal_ex")(context, digest, length);
    if (lies("digest"))
        digest[0] ^= 1;
    return answer;
}

int EVP_KDF_derive(EVP_KDF_CTX* context, unsigned char* key, std::size_t length,
                   const OSSL_PARAM parameters[]) {
    const int answer = real(&EVP_KDF_derive, "EVP_KDF_derive")(context, key, length, parameters);
    if (lies("kdf"))
        key[length - 1] ^= 1;
    return answer;
}

int EVP_CipherUpdate(EVP_CIPHER_CTX* context, unsigned char* out, int* length, const unsigned char* in,
                     int size) {
    const int answer = real(&EVP_CipherUpdate, "EVP_CipherUpdate")(context, out, length, in, size);
    if (lies("wrap"))
        out[0] ^= 1;
    // An integrity check that nobody makes.
    if (!lies("unwrap") || answer == 1)
        return answer;
    *length = size - 8;
    return 1;
}

int EVP_DecryptFinal_ex(EVP_CIPHER_CTX* context, unsigned char* out, int* length) {
    const int answer = real(&EVP_DecryptFinal_ex, "EVP_DecryptFinal_ex")(context, out, length);
    return lies("tag") ? 1 : answer;
}

int EVP_DigestVerify(EVP_MD_CTX* context, const unsigned char* signature, std::size_t signatureLength,
                     const unsigned char* message, std::size_t messageLength) {
    if (lies("accept"))
        return 1;
    if (lies("refuse"))
        return 0;
    return real(&EVP_DigestVerify, "EVP_DigestVerify")(context, signature, signatureLength, message,
                                                       messageLength);
}

int RAND_bytes(unsigned char* bytes, int count) {
    if (lies("random-zero") || lies("random-same")) {
        std::memset(bytes, lies("random-same") ? 0x5a : 0, static_cast<std::size_t>(count));
        return 1;
    }
    return lies("random-fails") ? 0 : real(&RAND_bytes, "RAND_bytes")(bytes, count);
}

int RAND_priv_bytes(unsigned char* bytes, int count) {
    if (lies("private-random-same")) {
        std::memset(bytes, 0x5a, static_cast<std::size_t>(count));
        return 1;
    }
    return real(&RAND_priv_bytes, "RAND_priv_bytes")(bytes, count);
}

unsigned long OpenSSL_version_num() {
    return lies("version") ? 0x30000000L : real(&OpenSSL_version_num, "OpenSSL_version_num")();
}
}

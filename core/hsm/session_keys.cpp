#include "core/hsm/attributes.h"
#include "core/hsm/session.h"
#include "core/ossl/failure.h"
#include "core/ossl/handle.h"
#include "core/ossl/key.h"

#include <openssl/ecdsa.h>

namespace strongroom::hsm {

namespace {

constexpr std::size_t mbkBytes = 32;

struct SecretKey {
    CK_OBJECT_HANDLE handle = 0;
    std::optional<Bytes> checkValue;
};

Result<SecretKey> createSessionKey(SessionRecord& session, const Secret& mbk, Template& wanted) {
    SR_TRY(session.usable());
    if (mbk.size() != mbkBytes)
        return Error{ErrorCode::badArgument, "the master backup key is not an AES-256 key"};
    wanted.number(CKA_CLASS, CKO_SECRET_KEY)
        .number(CKA_KEY_TYPE, CKK_AES)
        .flag(CKA_TOKEN, false)
        .flag(CKA_SENSITIVE, true)
        .flag(CKA_EXTRACTABLE, false)
        .flag(CKA_ENCRYPT, false)
        .flag(CKA_DECRYPT, false)
        .flag(CKA_SIGN, false)
        .flag(CKA_VERIFY, false);
    SecretKey key;
    SR_TRY(mbk.expose([&](ByteView bytes) {
        wanted.exposed(CKA_VALUE, bytes);
        return session.check("C_CreateObject", session.calls().C_CreateObject(session.handle, wanted.data(),
                                                                              wanted.count(), &key.handle));
    }));
    constexpr CK_ATTRIBUTE_TYPE checkValue = 0x90;
    SR_ASSIGN(key.checkValue, readBytes(session, key.handle, checkValue));
    if (key.checkValue && key.checkValue->size() != 3)
        key.checkValue.reset();
    return key;
}

Result<void> destroySecretKey(SessionRecord& session, CK_OBJECT_HANDLE handle) {
    SR_TRY(session.usable());
    return session.check("C_DestroyObject", session.calls().C_DestroyObject(session.handle, handle));
}

// The answers by which modules say that the blob's integrity check failed (FACTS 1.3, 3.3).
bool meansDamaged(CK_RV returnValue) {
    switch (returnValue) {
    case CKR_GENERAL_ERROR:
    case CKR_FUNCTION_FAILED:
    case CKR_ENCRYPTED_DATA_INVALID:
    case CKR_ENCRYPTED_DATA_LEN_RANGE:
    case CKR_WRAPPED_KEY_INVALID:
    case CKR_WRAPPED_KEY_LEN_RANGE: return true;
    default: return false;
    }
}

// r || s, each as long as the order, to the SEQUENCE of X.509 (RFC 3279 2.2.3).
Result<Bytes> derOfEcdsa(const Bytes& raw) {
    const int half = static_cast<int>(raw.size() / 2);
    const ossl::Handle<ECDSA_SIG, ECDSA_SIG_free> signature(ECDSA_SIG_new());
    BIGNUM* r = BN_bin2bn(raw.data(), half, nullptr);
    BIGNUM* s = BN_bin2bn(raw.data() + half, half, nullptr);
    if (raw.empty() || raw.size() % 2 != 0 || ECDSA_SIG_set0(signature.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return Error{ErrorCode::badFormat, "the token's ECDSA signature has an odd length"};
    }
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(signature.get(), &der);
    if (length <= 0)
        return ossl::failure("writing an ECDSA signature");
    const Bytes result(der, der + length);
    OPENSSL_free(der);
    return result;
}

struct Digested {
    CK_MECHANISM_TYPE mechanism;
    Bytes input;
};

Result<Digested> digestFor(const ossl::PublicKey& key, ByteView message) {
    SR_ASSIGN(const ossl::SignatureAlgorithm algorithm, key.usualAlgorithm());
    const EVP_MD* method = EVP_sha256();
    if (algorithm == ossl::SignatureAlgorithm::ecdsaSha384)
        method = EVP_sha384();
    else if (algorithm == ossl::SignatureAlgorithm::ecdsaSha512)
        method = EVP_sha512();
    Bytes digest(static_cast<std::size_t>(EVP_MD_get_size(method)));
    if (EVP_Digest(message.data(), message.size(), digest.data(), nullptr, method, nullptr) != 1)
        return ossl::failure("hashing a message");
    if (!key.isRsa())
        return Digested{CKM_ECDSA, std::move(digest)};
    // DigestInfo of SHA-256 (RFC 8017 9.2, note 1).
    Bytes info{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
               0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    base::append(info, digest);
    return Digested{CKM_RSA_PKCS, std::move(info)};
}

} // namespace

Result<WrappingKey> Session::createTrustedWrappingKey(const Secret& mbk) {
    Template wanted;
    // A trusted key is made by the security officer, who makes no private objects (FACTS 1.3).
    wanted.flag(CKA_PRIVATE, false).flag(CKA_TRUSTED, true).flag(CKA_WRAP, true).flag(CKA_UNWRAP, false);
    SR_ASSIGN(SecretKey key, createSessionKey(*m_record, mbk, wanted));
    return WrappingKey{key.handle, std::move(key.checkValue)};
}

Result<UnwrappingKey> Session::createUnwrappingKey(const Secret& mbk) {
    Template wanted;
    wanted.flag(CKA_PRIVATE, true).flag(CKA_WRAP, false).flag(CKA_UNWRAP, true);
    SR_ASSIGN(SecretKey key, createSessionKey(*m_record, mbk, wanted));
    return UnwrappingKey{key.handle, std::move(key.checkValue)};
}

Result<void> Session::destroyKey(const WrappingKey& key) {
    return destroySecretKey(*m_record, key.handle);
}

Result<void> Session::destroyKey(const UnwrappingKey& key) {
    return destroySecretKey(*m_record, key.handle);
}

Result<Bytes> Session::wrap(const WrappingKey& key, ByteView id) {
    SR_ASSIGN(const CK_OBJECT_HANDLE target, findOne(*m_record, CKO_PRIVATE_KEY, id));
    CK_MECHANISM mechanism{m_record->kwpMechanism, nullptr, 0};
    CK_ULONG length = 0;
    CK_FUNCTION_LIST& calls = m_record->calls();
    SR_TRY(m_record->check(
        "C_WrapKey", calls.C_WrapKey(m_record->handle, &mechanism, key.handle, target, nullptr, &length)));
    Bytes blob(length);
    SR_TRY(m_record->check("C_WrapKey", calls.C_WrapKey(m_record->handle, &mechanism, key.handle, target,
                                                        blob.data(), &length)));
    if (length > blob.size())
        return Error{ErrorCode::tokenLied, "the token claims more bytes than it was given room for"};
    blob.resize(length);
    return blob;
}

Result<void> Session::unwrap(const UnwrappingKey& key, ByteView blob, const UnwrapSpec& spec) {
    if (spec.extractable && !spec.wrapWithTrusted)
        return Error{ErrorCode::badArgument, "a key that may leave again is wrapped by trusted keys only"};
    Template taken;
    taken.number(CKA_CLASS, CKO_PRIVATE_KEY).bytes(CKA_ID, spec.id);
    if (spec.id.empty())
        return Error{ErrorCode::badArgument, "a key's id is empty"};
    SR_ASSIGN(const auto before, findAll(*m_record, taken));
    if (!before.empty())
        return Error{ErrorCode::objectDuplicate, "the token has a private key with this id already"};
    SR_ASSIGN(const Bytes ecPoint, ecPointOf(spec.spki));
    Template wanted;
    wanted.number(CKA_CLASS, CKO_PRIVATE_KEY)
        .number(CKA_KEY_TYPE, ecPoint.empty() ? CKK_RSA : CKK_EC)
        .flag(CKA_TOKEN, spec.lifetime == Lifetime::tokenObject)
        .flag(CKA_PRIVATE, true)
        .flag(CKA_SENSITIVE, true)
        .flag(CKA_EXTRACTABLE, spec.extractable)
        .flag(CKA_SIGN, true)
        .flag(CKA_SIGN_RECOVER, false)
        .flag(CKA_DECRYPT, false)
        .flag(CKA_UNWRAP, false)
        .flag(CKA_DERIVE, false)
        .bytes(CKA_ID, spec.id)
        .text(CKA_LABEL, spec.label);
    if (spec.wrapWithTrusted)
        wanted.flag(CKA_WRAP_WITH_TRUSTED, true);
    if (m_record->unwrapNeedsEcPoint && !ecPoint.empty())
        wanted.bytes(attributeNssDb, ecPoint);
    CK_MECHANISM mechanism{m_record->kwpMechanism, nullptr, 0};
    CK_OBJECT_HANDLE created = 0;
    m_record->module->internals().libP11.retire();
    const CK_RV returnValue = m_record->calls().C_UnwrapKey(
        m_record->handle, &mechanism, key.handle, const_cast<std::uint8_t*>(blob.data()), blob.size(),
        wanted.data(), wanted.count(), &created);
    if (meansDamaged(returnValue)) {
        Error error = cryptokiError("the wrapped key does not open (wrong key or damage)", returnValue);
        error.code = ErrorCode::badFormat;
        return error;
    }
    return m_record->check("C_UnwrapKey", returnValue);
}

Result<Bytes> Session::signDirect(ByteView id, ByteView spki, ByteView message) {
    SR_ASSIGN(const ossl::PublicKey publicKey, ossl::PublicKey::fromSpki(spki));
    SR_ASSIGN(Digested digested, digestFor(publicKey, message));
    SR_ASSIGN(const CK_OBJECT_HANDLE key, findOne(*m_record, CKO_PRIVATE_KEY, id));
    CK_MECHANISM mechanism{digested.mechanism, nullptr, 0};
    CK_FUNCTION_LIST& calls = m_record->calls();
    SR_TRY(m_record->check("C_SignInit", calls.C_SignInit(m_record->handle, &mechanism, key)));
    Bytes signature(1024 + 256);
    CK_ULONG length = signature.size();
    SR_TRY(m_record->check("C_Sign", calls.C_Sign(m_record->handle, digested.input.data(),
                                                  digested.input.size(), signature.data(), &length)));
    if (length > signature.size())
        return Error{ErrorCode::tokenLied, "the token claims more bytes than it was given room for"};
    signature.resize(length);
    if (publicKey.isRsa())
        return signature;
    return derOfEcdsa(signature);
}

Result<Bytes> checkValueOf(const Secret& mbk) {
    if (mbk.size() != mbkBytes)
        return Error{ErrorCode::badArgument, "the master backup key is not an AES-256 key"};
    const ossl::CipherContext context(EVP_CIPHER_CTX_new());
    const Bytes zeros(16);
    Bytes block(32);
    int length = 0;
    const bool done = mbk.expose([&](ByteView key) {
        return EVP_EncryptInit_ex(context.get(), EVP_aes_256_ecb(), nullptr, key.data(), nullptr) == 1 &&
               EVP_EncryptUpdate(context.get(), block.data(), &length, zeros.data(),
                                 static_cast<int>(zeros.size())) == 1;
    });
    if (!done || length != 16)
        return ossl::failure("computing a key check value");
    block.resize(3);
    return block;
}

} // namespace strongroom::hsm

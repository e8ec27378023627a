// Owning handles for libcrypto's objects, freed by the matching function. Private to core's .cpp files: no
// public header of another folder includes anything of this folder.
#pragma once

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace strongroom::ossl {

template<auto freeFunction>
struct Free {
    template<typename T>
    void operator()(T* object) const noexcept {
        freeFunction(object);
    }
};

template<typename T, auto freeFunction>
using Handle = std::unique_ptr<T, Free<freeFunction>>;

using PkeyHandle = Handle<EVP_PKEY, EVP_PKEY_free>;
using PkeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using CipherContext = Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using BioHandle = Handle<BIO, BIO_free_all>;
using BignumHandle = Handle<BIGNUM, BN_free>;
using X509Handle = Handle<X509, X509_free>;
using RequestHandle = Handle<X509_REQ, X509_REQ_free>;
using CrlHandle = Handle<X509_CRL, X509_CRL_free>;
using NameHandle = Handle<X509_NAME, X509_NAME_free>;
using ExtensionHandle = Handle<X509_EXTENSION, X509_EXTENSION_free>;
using AlgorithmHandle = Handle<X509_ALGOR, X509_ALGOR_free>;
using PubkeyHandle = Handle<X509_PUBKEY, X509_PUBKEY_free>;
using Asn1IntegerHandle = Handle<ASN1_INTEGER, ASN1_INTEGER_free>;
using Asn1TimeHandle = Handle<ASN1_TIME, ASN1_TIME_free>;
using Asn1ObjectHandle = Handle<ASN1_OBJECT, ASN1_OBJECT_free>;
using OctetStringHandle = Handle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using CmsHandle = Handle<CMS_ContentInfo, CMS_ContentInfo_free>;
using KdfHandle = Handle<EVP_KDF, EVP_KDF_free>;
using KdfContext = Handle<EVP_KDF_CTX, EVP_KDF_CTX_free>;
using CipherHandle = Handle<EVP_CIPHER, EVP_CIPHER_free>;

} // namespace strongroom::ossl

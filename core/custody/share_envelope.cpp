#include "core/custody/share_envelope.h"

#include "core/custody/envelope_format.h"
#include "core/ossl/failure.h"
#include "core/ossl/handle.h"
#include "core/ossl/key.h"

#include <openssl/rsa.h>

#include <algorithm>

namespace strongroom::custody {

namespace {

constexpr std::string_view wordsStart = "words: ";

// The lines before the words: the same for writing and for checking.
Result<std::string> publicLines(const ShareContent& content) {
    SR_ASSIGN(const MemberPlace place, placeOf(content.plan, content.member));
    const auto number = [](std::size_t value) { return std::to_string(value); };
    return "Strongroom share v1\n"
           "authority: " +
           content.authority.hex() + "\nmode: " + base::nameOf(content.mode) +
           "\nset: " + content.set.text() + "\ngroup: " + number(place.group + 1u) + " of " +
           number(content.plan.groups.size()) + ", threshold " + number(content.plan.groupThreshold) +
           "\nmember: " + number(content.member) + " of " + number(content.plan.memberCount()) +
           "\nthreshold: " + number(content.plan.groups[place.group].threshold) +
           "\nholder: " + content.holder.hex() + "\n";
}

// Only a carrier: libcrypto names recipients by certificates. Its key identifier is the SHA-256 of the
// holder's SPKI.
Result<ossl::X509Handle> carrierFor(const ossl::PublicKey& holder) {
    ossl::clearErrors();
    SR_ASSIGN(const ossl::PrivateKey signer, ossl::PrivateKey::generate("P-256"));
    const Digest identifier = holder.spkiDigest();
    ossl::X509Handle certificate(X509_new());
    ossl::OctetStringHandle value(ASN1_OCTET_STRING_new());
    ossl::NameHandle name(X509_NAME_new());
    const bool made =
        certificate && value && name &&
        ASN1_OCTET_STRING_set(value.get(), identifier.bytes.data(),
                              static_cast<int>(identifier.bytes.size())) &&
        X509_NAME_add_entry_by_txt(name.get(), "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("Strongroom share"), -1, -1, 0) &&
        X509_set_version(certificate.get(), X509_VERSION_3) &&
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1) &&
        X509_set_subject_name(certificate.get(), name.get()) &&
        X509_set_issuer_name(certificate.get(), name.get()) &&
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0) &&
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 60) &&
        X509_set_pubkey(certificate.get(), holder.raw()) &&
        X509_add1_ext_i2d(certificate.get(), NID_subject_key_identifier, value.get(), 0,
                          X509V3_ADD_DEFAULT) == 1 &&
        X509_sign(certificate.get(), signer.raw(), EVP_sha256()) > 0;
    if (!made)
        return ossl::failure("making the carrier of a recipient's key");
    return certificate;
}

// libcrypto's defaults are PKCS#1 v1.5 and a KDF with SHA-1.
Result<void> setRecipientParameters(const ossl::PublicKey& holder, EVP_PKEY_CTX* context) {
    const bool set = context != nullptr &&
                     (holder.isRsa() ? EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
                                           EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1 &&
                                           EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1
                                     : EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) == 1);
    if (!set)
        return ossl::failure("setting a recipient's parameters");
    return {};
}

Result<Bytes> derOf(CMS_ContentInfo* envelope) {
    unsigned char* der = nullptr;
    const int length = i2d_CMS_ContentInfo(envelope, &der);
    if (length <= 0)
        return ossl::failure("encoding an envelope");
    Bytes bytes(der, der + length);
    OPENSSL_free(der);
    return bytes;
}

Result<void> checkHolderKey(const ossl::PublicKey& holder) {
    if (holder.isRsa() ? holder.bits() >= 2048 : holder.describe().starts_with("EC P-"))
        return {};
    return Error{ErrorCode::unsupported,
                 "shares are sealed to RSA keys of 2048 bits or more and to EC keys on "
                 "P-256, P-384 or P-521, not to " +
                     holder.describe()};
}

Result<Secret> sharedText(const ShareContent& content, const Slip39Share& share) {
    SR_ASSIGN(const std::string lines, publicLines(content));
    SR_ASSIGN(const Secret words, share.words());
    SR_ASSIGN(Secret text, Secret::make(lines.size() + wordsStart.size() + words.size() + 1));
    text.expose([&](std::span<std::uint8_t> bytes) {
        auto at = std::copy(lines.begin(), lines.end(), bytes.begin());
        at = std::copy(wordsStart.begin(), wordsStart.end(), at);
        at = words.expose([&](ByteView from) { return std::copy(from.begin(), from.end(), at); });
        *at = '\n';
    });
    return text;
}

// Does the envelope's form fit this card's key, and is it sealed to it?
Result<void> checkRecipient(const EnvelopeFacts& facts, const ossl::PublicKey& card) {
    if (facts.recipient != card.spkiDigest())
        return Error{ErrorCode::keyMismatch, "the envelope is sealed to another card, with the key " +
                                                 facts.recipient.hex().substr(0, 16) + "..."};
    const auto bytes = static_cast<std::size_t>((card.bits() + 7) / 8);
    const bool fits = card.isRsa()
                          ? facts.kind == RecipientKind::rsaOaep && facts.keyBytes == bytes
                          : facts.kind == RecipientKind::ecdhSha256Aes256 && facts.keyBytes == 2 * bytes + 1;
    if (!fits)
        return Error{ErrorCode::unsupported, "the envelope's form does not fit the key " + card.describe()};
    return {};
}

// The plaintext, in secure memory all the way. It comes out before the tag is checked, so nobody looks at it
// until the status says so.
Result<Secret> decrypt(ByteView der, std::size_t size, const ossl::PrivateKey& card) {
    const Error closed{ErrorCode::shareAltered,
                       "the envelope does not open: it was altered, or the card refused to decrypt"};
    ossl::clearErrors();
    const unsigned char* at = der.data();
    ossl::CmsHandle envelope(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(der.size())));
    if (!envelope || at != der.data() + der.size())
        return ossl::failure("reading an envelope", ErrorCode::badFormat);
    SR_ASSIGN(Secret text, Secret::make(size));
    if (CMS_decrypt_set1_pkey(envelope.get(), card.raw(), nullptr) != 1) {
        ossl::clearErrors();
        return closed;
    }
    const ossl::BioHandle content(CMS_dataInit(envelope.get(), nullptr));
    if (!content) {
        ossl::clearErrors();
        return closed;
    }
    const bool complete = text.expose([&](std::span<std::uint8_t> bytes) {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const int got =
                BIO_read(content.get(), bytes.data() + done, static_cast<int>(bytes.size() - done));
            if (got <= 0)
                return false;
            done += static_cast<std::size_t>(got);
        }
        // The tag is checked when the end is read.
        std::uint8_t beyond = 0;
        return BIO_read(content.get(), &beyond, 1) <= 0;
    });
    const bool authentic = complete && BIO_get_cipher_status(content.get()) == 1;
    ossl::clearErrors();
    if (!authentic)
        return closed;
    return text;
}

Error foreign(const char* line) {
    return Error{ErrorCode::shareForeign,
                 "line '" + std::string(line) + "' of the envelope's content is not as expected"};
}

// Which of the public lines differs, for people.
Error firstDifference(ByteView text, std::string_view expected) {
    static constexpr const char* names[] = {
        "Strongroom share v1", "authority", "mode", "set", "group", "member", "threshold", "holder"};
    std::size_t line = 0;
    for (std::size_t i = 0;
         i < expected.size() && i < text.size() && text[i] == static_cast<std::uint8_t>(expected[i]); ++i)
        line += expected[i] == '\n' ? 1 : 0;
    return foreign(names[std::min(line, std::size(names) - 1)]);
}

} // namespace

Result<Bytes> sealShare(const ShareContent& content, const Slip39Share& share,
                        const ossl::PublicKey& holder) {
    SR_TRY(checkHolderKey(holder));
    if (content.holder != holder.spkiDigest())
        return Error{ErrorCode::badArgument, "the content names another holder than the key it is sealed to"};
    SR_ASSIGN(const Secret text, sharedText(content, share));
    SR_ASSIGN(const ossl::X509Handle carrier, carrierFor(holder));
    ossl::CmsHandle envelope(CMS_AuthEnvelopedData_create(EVP_aes_256_gcm()));
    // Left detached, the content would be dropped without a word.
    if (!envelope || CMS_set_detached(envelope.get(), 0) != 1)
        return ossl::failure("making an envelope");
    CMS_RecipientInfo* recipient =
        CMS_add1_recipient_cert(envelope.get(), carrier.get(), CMS_USE_KEYID | CMS_KEY_PARAM);
    if (recipient == nullptr)
        return ossl::failure("adding a recipient");
    SR_TRY(setRecipientParameters(holder, CMS_RecipientInfo_get0_pkey_ctx(recipient)));
    // Written straight into the cipher: CMS_final would copy the text through buffers of its own.
    const ossl::BioHandle stream(CMS_dataInit(envelope.get(), nullptr));
    const bool written = stream && text.expose([&](ByteView bytes) {
        return BIO_write(stream.get(), bytes.data(), static_cast<int>(bytes.size())) ==
                   static_cast<int>(bytes.size()) &&
               BIO_flush(stream.get()) == 1;
    });
    if (!written || CMS_dataFinal(envelope.get(), stream.get()) != 1)
        return ossl::failure("sealing a share");
    SR_ASSIGN(Bytes der, derOf(envelope.get()));
    // A second look at what libcrypto made of our wishes.
    SR_ASSIGN(const EnvelopeFacts facts, readEnvelopeFormat(der));
    SR_TRY(checkRecipient(facts, holder));
    if (facts.contentBytes != text.size())
        return Error{ErrorCode::cryptoFailed, "the sealed envelope has lost its content"};
    return der;
}

Result<Slip39Share> openEnvelope(ByteView der, const ShareContent& expected, const ossl::PrivateKey& card) {
    SR_ASSIGN(const EnvelopeFacts facts, readEnvelopeFormat(der));
    SR_TRY(checkRecipient(facts, card.publicKey()));
    SR_ASSIGN(std::string lines, publicLines(expected));
    if (facts.contentBytes <= lines.size() + wordsStart.size() + 1 || facts.contentBytes > 16384)
        return Error{ErrorCode::badFormat, "the envelope's content cannot be a share"};
    SR_ASSIGN(const Secret text, decrypt(der, facts.contentBytes, card));
    return text.expose([&](ByteView bytes) -> Result<Slip39Share> {
        if (!base::equalBytes(bytes.first(lines.size()), base::viewOf(lines)))
            return firstDifference(bytes, lines);
        const ByteView last = bytes.subspan(lines.size());
        if (!base::equalBytes(last.first(wordsStart.size()), base::viewOf(wordsStart)) || last.back() != '\n')
            return foreign("words");
        return Slip39Share::fromWords(last.subspan(wordsStart.size(), last.size() - wordsStart.size() - 1));
    });
}

Result<Digest> recipientOf(ByteView der) {
    SR_ASSIGN(const EnvelopeFacts facts, readEnvelopeFormat(der));
    return facts.recipient;
}

} // namespace strongroom::custody

#include "core/custody/envelope_format.h"

#include <algorithm>
#include <array>
#include <string>

namespace strongroom::custody {

namespace {

// Walks DER (X.690 clause 10) whose shape is known beforehand. After the first thing that is wrong it takes
// nothing more and remembers that.
class Walker {
public:
    Walker(ByteView bytes, std::string& problem) : m_rest(bytes), m_problem(problem) {}

    ByteView take(std::uint8_t tag, const char* what) {
        if (!m_problem.empty())
            return {};
        const std::size_t header = m_rest.size() < 2 || m_rest[0] != tag ? 0 : lengthOctets();
        std::size_t length = 0;
        if (header == 1)
            length = m_rest[1];
        else
            for (std::size_t i = 2; i < header + 1; ++i)
                length = length << 8 | m_rest[i];
        const bool shortest = header == 1 || (header == 2 && length >= 128) || (header == 3 && length >= 256);
        if (header == 0 || !shortest || length > m_rest.size() - header - 1) {
            m_problem = std::string(what) + " is missing or not DER";
            return {};
        }
        const ByteView content = m_rest.subspan(header + 1, length);
        m_rest = m_rest.subspan(header + 1 + length);
        return content;
    }
    Walker enter(std::uint8_t tag, const char* what) { return {take(tag, what), m_problem}; }
    bool startsWith(std::uint8_t tag) const {
        return m_problem.empty() && !m_rest.empty() && m_rest[0] == tag;
    }
    void end(const char* what) {
        if (m_problem.empty() && !m_rest.empty())
            m_problem = std::string("something stands after ") + what;
    }

private:
    // How many octets the length has; 0 when there is no such form or it is over 64 KiB.
    std::size_t lengthOctets() const {
        if (m_rest[1] < 0x80)
            return 1;
        const std::size_t more = m_rest[1] & 0x7fu;
        return more >= 1 && more <= 2 && m_rest.size() >= 2 + more ? 1 + more : 0;
    }

    ByteView m_rest;
    std::string& m_problem;
};

constexpr std::uint8_t integer = 0x02, bitString = 0x03, octetString = 0x04, oid = 0x06, sequence = 0x30,
                       set = 0x31;
constexpr std::uint8_t context0 = 0x80, contextCons0 = 0xa0, contextCons1 = 0xa1;

// id-ct-authEnvelopedData 1.2.840.113549.1.9.16.1.23
constexpr std::uint8_t authEnvelopedData[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
                                              0x01, 0x09, 0x10, 0x01, 0x17};
// id-data 1.2.840.113549.1.7.1
constexpr std::uint8_t data[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01};
// aes256-GCM 2.16.840.1.101.3.4.1.46
constexpr std::uint8_t aes256Gcm[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2e};
// id-ecPublicKey 1.2.840.10045.2.1
constexpr std::uint8_t ecPublicKey[] = {0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01};
// The content of the AlgorithmIdentifier: id-RSAES-OAEP, hash SHA-256, MGF1 with SHA-256, no label; SHA-256
// without parameters (RFC 4055 2.1 wants both forms read; libcrypto writes this one).
constexpr std::uint8_t oaepSha256[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07, 0x30,
                                       0x2b, 0xa0, 0x0d, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
                                       0x03, 0x04, 0x02, 0x01, 0xa1, 0x1a, 0x30, 0x18, 0x06, 0x09, 0x2a, 0x86,
                                       0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08, 0x30, 0x0b, 0x06, 0x09, 0x60,
                                       0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
// The same: dhSinglePass-stdDH-sha256kdf-scheme (1.3.132.1.11.1) with id-aes256-wrap.
constexpr std::uint8_t ecdhSha256Aes256[] = {0x06, 0x06, 0x2b, 0x81, 0x04, 0x01, 0x0b, 0x01, 0x30, 0x0b, 0x06,
                                             0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2d};

class Format {
public:
    explicit Format(ByteView der) : m_der(der) {}

    Result<EnvelopeFacts> read() {
        Walker file(m_der, m_problem);
        Walker contentInfo = file.enter(sequence, "the ContentInfo");
        file.end("the envelope");
        same(contentInfo.take(oid, "the content type"), authEnvelopedData, "the content type");
        Walker wrapper = contentInfo.enter(contextCons0, "the content");
        contentInfo.end("the content");
        Walker envelope = wrapper.enter(sequence, "the AuthEnvelopedData");
        wrapper.end("the AuthEnvelopedData");

        same(envelope.take(integer, "the version"), std::array<std::uint8_t, 1>{0}, "the version");
        Walker recipients = envelope.enter(set, "the recipients");
        if (recipients.startsWith(contextCons1))
            readAgreement(recipients.enter(contextCons1, "the recipient"));
        else
            readTransport(recipients.enter(sequence, "the recipient"));
        recipients.end("the only recipient");
        readContent(envelope.enter(sequence, "the encrypted content"));
        sized(envelope.take(octetString, "the tag"), 16, "the tag");
        envelope.end("the tag");
        if (!m_problem.empty())
            return Error{ErrorCode::badFormat, "not an envelope of ours: " + m_problem};
        if (!m_difference.empty())
            return Error{ErrorCode::unsupported,
                         "not an envelope of ours: " + m_difference + " is another one"};
        return m_facts;
    }

private:
    void readTransport(Walker recipient) {
        m_facts.kind = RecipientKind::rsaOaep;
        same(recipient.take(integer, "the recipient's version"), std::array<std::uint8_t, 1>{2},
             "the recipient's version");
        keyIdentifier(recipient.take(context0, "the key identifier"));
        same(recipient.take(sequence, "the key transport"), oaepSha256, "the key transport");
        m_facts.keyBytes = recipient.take(octetString, "the encrypted key").size();
        recipient.end("the encrypted key");
    }

    void readAgreement(Walker recipient) {
        m_facts.kind = RecipientKind::ecdhSha256Aes256;
        same(recipient.take(integer, "the recipient's version"), std::array<std::uint8_t, 1>{3},
             "the recipient's version");
        Walker originator = recipient.enter(contextCons0, "the originator");
        Walker key = originator.enter(contextCons1, "the ephemeral key");
        originator.end("the ephemeral key");
        Walker algorithm = key.enter(sequence, "the ephemeral key's algorithm");
        same(algorithm.take(oid, "the ephemeral key's algorithm"), ecPublicKey,
             "the ephemeral key's algorithm");
        algorithm.end("the ephemeral key's algorithm");
        const ByteView point = key.take(bitString, "the ephemeral point");
        key.end("the ephemeral point");
        // No unused bits, and the point uncompressed.
        if (point.size() < 2 || point[0] != 0 || point[1] != 4)
            note(m_difference, "the ephemeral point's form");
        m_facts.keyBytes = point.empty() ? 0 : point.size() - 1;
        same(recipient.take(sequence, "the key agreement"), ecdhSha256Aes256, "the key agreement");
        Walker keys = recipient.enter(sequence, "the encrypted keys");
        recipient.end("the encrypted keys");
        Walker only = keys.enter(sequence, "the encrypted key");
        keys.end("the only encrypted key");
        Walker identifier = only.enter(contextCons0, "the key identifier");
        keyIdentifier(identifier.take(octetString, "the key identifier"));
        identifier.end("the key identifier");
        sized(only.take(octetString, "the wrapped key"), 40, "the wrapped key");
        only.end("the wrapped key");
    }

    void readContent(Walker content) {
        same(content.take(oid, "the type of the content"), data, "the type of the content");
        Walker algorithm = content.enter(sequence, "the content encryption");
        same(algorithm.take(oid, "the content encryption"), aes256Gcm, "the content encryption");
        Walker parameters = algorithm.enter(sequence, "the parameters of GCM");
        algorithm.end("the parameters of GCM");
        sized(parameters.take(octetString, "the nonce of GCM"), 12, "the nonce of GCM");
        same(parameters.take(integer, "the tag length of GCM"), std::array<std::uint8_t, 1>{16},
             "the tag length of GCM");
        parameters.end("the tag length of GCM");
        m_facts.contentBytes = content.take(context0, "the ciphertext").size();
        content.end("the ciphertext");
    }

    static void note(std::string& where, const char* what) {
        if (where.empty())
            where = what;
    }
    void same(ByteView found, ByteView expected, const char* what) {
        if (m_problem.empty() && !base::equalBytes(found, expected))
            note(m_difference, what);
    }
    void sized(ByteView found, std::size_t size, const char* what) {
        if (m_problem.empty() && found.size() != size)
            note(m_difference, what);
    }
    void keyIdentifier(ByteView found) {
        sized(found, m_facts.recipient.bytes.size(), "the key identifier");
        if (found.size() == m_facts.recipient.bytes.size())
            std::copy(found.begin(), found.end(), m_facts.recipient.bytes.begin());
    }

    ByteView m_der;
    std::string m_problem;
    std::string m_difference;
    EnvelopeFacts m_facts;
};

} // namespace

Result<EnvelopeFacts> readEnvelopeFormat(ByteView der) {
    return Format(der).read();
}

} // namespace strongroom::custody

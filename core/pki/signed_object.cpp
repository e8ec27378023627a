#include "core/pki/signed_object.h"

#include "core/base/hex.h"
#include "core/ossl/key.h"
#include "core/pki/der.h"
#include "core/pki/object_view.h"
#include "core/pki/oid.h"

#include <array>
#include <optional>

namespace strongroom::pki {

namespace {

using ossl::SignatureAlgorithm;

struct Row {
    SignatureAlgorithm algorithm;
    const char* signatureOid;
    const char* digestOid;
    std::uint8_t digestLength;
    bool pss;
    bool ec;
};

constexpr const char* sha256Oid = "2.16.840.1.101.3.4.2.1";
constexpr const char* sha384Oid = "2.16.840.1.101.3.4.2.2";
constexpr const char* sha512Oid = "2.16.840.1.101.3.4.2.3";
constexpr const char* pssOid = "1.2.840.113549.1.1.10";
constexpr const char* mgf1Oid = "1.2.840.113549.1.1.8";

constexpr std::array rows{
    Row{SignatureAlgorithm::ecdsaSha256, "1.2.840.10045.4.3.2", sha256Oid, 32, false, true},
    Row{SignatureAlgorithm::ecdsaSha384, "1.2.840.10045.4.3.3", sha384Oid, 48, false, true},
    Row{SignatureAlgorithm::ecdsaSha512, "1.2.840.10045.4.3.4", sha512Oid, 64, false, true},
    Row{SignatureAlgorithm::rsaSha256, "1.2.840.113549.1.1.11", sha256Oid, 32, false, false},
    Row{SignatureAlgorithm::rsaSha384, "1.2.840.113549.1.1.12", sha384Oid, 48, false, false},
    Row{SignatureAlgorithm::rsaSha512, "1.2.840.113549.1.1.13", sha512Oid, 64, false, false},
    Row{SignatureAlgorithm::rsaPssSha256, pssOid, sha256Oid, 32, true, false},
    Row{SignatureAlgorithm::rsaPssSha384, pssOid, sha384Oid, 48, true, false},
    Row{SignatureAlgorithm::rsaPssSha512, pssOid, sha512Oid, 64, true, false},
};

Bytes identifierOf(const Row& row) {
    const Bytes signature = der::writeOid(row.signatureOid);
    if (row.ec)
        return der::sequenceOf({signature}); // RFC 5758 3.2: no parameters
    const Bytes null = der::element(der::null, {});
    if (!row.pss)
        return der::sequenceOf({signature, null}); // RFC 4055 5: NULL
    // RFC 4055 3.1, every field that is not the default, in the one form of BR 7.1.3.2.1.
    const Bytes digest = der::sequenceOf({der::writeOid(row.digestOid), null});
    const Bytes mask = der::sequenceOf({der::writeOid(mgf1Oid), digest});
    return der::sequenceOf(
        {signature, der::sequenceOf({der::element(der::contextConstructed(0), digest),
                                     der::element(der::contextConstructed(1), mask),
                                     der::element(der::contextConstructed(2),
                                                  der::writeSmallInteger(row.digestLength))})});
}

// The AlgorithmIdentifier inside a TBSCertificate or TBSCertList: after an optional [0] and one INTEGER.
std::optional<ByteView> innerAlgorithm(ByteView tbs) {
    const auto outer = der::single(tbs, der::sequence);
    if (!outer)
        return std::nullopt;
    der::Reader reader(outer->content);
    if (reader.nextTag() == der::contextConstructed(0))
        reader.take();
    if (!reader.takeIf(der::integer))
        return std::nullopt;
    const auto algorithm = reader.takeIf(der::sequence);
    return algorithm ? std::optional(algorithm->whole) : std::nullopt;
}

Result<void> checkInnerAlgorithm(ByteView tbs, SignatureAlgorithm algorithm) {
    const auto inner = innerAlgorithm(tbs);
    if (!inner || !base::equalBytes(*inner, algorithmIdentifier(algorithm)))
        return Error{ErrorCode::badArgument,
                     std::string("what is to be signed does not name the algorithm ") +
                         ossl::nameOf(algorithm)};
    return {};
}

} // namespace

Bytes algorithmIdentifier(SignatureAlgorithm algorithm) {
    for (const Row& row : rows)
        if (row.algorithm == algorithm)
            return identifierOf(row);
    return {};
}

Result<SignatureAlgorithm> algorithmFromIdentifier(ByteView identifier) {
    for (const Row& row : rows)
        if (base::equalBytes(identifier, identifierOf(row)))
            return row.algorithm;
    return Error{ErrorCode::unsupported, "the signature algorithm " + signatureNameOf(identifier) +
                                             " is not offered, or not in its one form"};
}

std::string signatureNameOf(ByteView identifier) {
    for (const Row& row : rows)
        if (base::equalBytes(identifier, identifierOf(row)))
            return ossl::nameOf(row.algorithm);
    const auto outer = der::single(identifier, der::sequence);
    der::Reader reader(outer ? outer->content : ByteView{});
    const auto type = reader.takeIf(der::objectIdentifier);
    const auto dotted = type ? der::readOid(type->content) : std::nullopt;
    return dotted ? oid::signatureName(*dotted) : "(none)";
}

Result<Bytes> signTbs(ByteView tbs, SignatureAlgorithm algorithm, const ossl::PrivateKey& key) {
    SR_TRY(checkInnerAlgorithm(tbs, algorithm));
    return key.sign(algorithm, tbs);
}

Result<Bytes> assemble(ByteView tbs, SignatureAlgorithm algorithm, ByteView signature) {
    SR_TRY(checkInnerAlgorithm(tbs, algorithm));
    Bytes object = der::sequenceOf({tbs, algorithmIdentifier(algorithm), der::writeBitString(signature)});
    SR_TRY(checkTbs(object, tbs));
    return object;
}

Result<Bytes> tbsOf(ByteView signedObject) {
    SR_ASSIGN(const SignedView view, viewSigned(signedObject));
    return base::bytesOf(view.tbs);
}

Result<void> checkTbs(ByteView signedObject, ByteView tbs) {
    SR_ASSIGN(const SignedView view, viewSigned(signedObject));
    if (!base::equalBytes(view.tbs, tbs))
        return Error{ErrorCode::digestMismatch, "what was signed is not, byte for byte, what was approved"};
    return {};
}

Result<void> verifySigned(ByteView signedObject, const ossl::PublicKey& issuer) {
    SR_ASSIGN(const SignedView view, viewSigned(signedObject));
    SR_ASSIGN(const SignatureAlgorithm algorithm, algorithmFromIdentifier(view.algorithm));
    return issuer.verify(algorithm, view.tbs, view.signature);
}

Result<void> verifySigned(ByteView signedObject, ByteView issuerSpki) {
    SR_ASSIGN(const ossl::PublicKey issuer, ossl::PublicKey::fromSpki(issuerSpki));
    return verifySigned(signedObject, issuer);
}

std::string pemOf(std::string_view label, ByteView der) {
    constexpr std::size_t lineLength = 64;
    const std::string body = base::toBase64(der);
    std::string text = "-----BEGIN " + std::string(label) + "-----\n";
    for (std::size_t at = 0; at < body.size(); at += lineLength)
        text += body.substr(at, lineLength) + "\n";
    return text + "-----END " + std::string(label) + "-----\n";
}

} // namespace strongroom::pki

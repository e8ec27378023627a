#include "core/authority/verify/place.h"

#include "core/ossl/key.h"

#include <charconv>

namespace strongroom::authority {

namespace {

// PROTOCOL P1: RSA cards sign with SHA-256, EC cards with the digest of their curve.
bool isCardAlgorithm(ossl::SignatureAlgorithm algorithm) noexcept {
    using enum ossl::SignatureAlgorithm;
    switch (algorithm) {
    case ecdsaSha256:
    case ecdsaSha384:
    case ecdsaSha512:
    case rsaSha256:
    case rsaPssSha256: return true;
    case rsaSha384:
    case rsaSha512:
    case rsaPssSha384:
    case rsaPssSha512: return false;
    }
    return false;
}

} // namespace

Error brokenRule(std::string rule) {
    return Error{ErrorCode::recordBroken, std::move(rule)};
}

Result<void> checkEarlier(const Place& place, const EntryReference& reference) {
    if (reference.seq >= place.entry.seq || place.hashes[reference.seq] != reference.hash)
        return brokenRule("it names entry " + std::to_string(reference.seq) +
                          " with a hash that this entry does not have");
    if (!place.before.ceremony || reference.seq < place.before.ceremony->openedSeq)
        return brokenRule("it names entry " + std::to_string(reference.seq) +
                          ", which is not of the open ceremony");
    return {};
}

Result<const custody::Officer*> officerWith(const Place& place, const std::string& person,
                                            const Digest& card) {
    const custody::Officer* officer = place.before.holder(person);
    if (officer == nullptr || officer->card() != card)
        return brokenRule("it names a card that is not the one of " + person);
    return officer;
}

Result<void> checkCopy(const Place& place, const std::string& name, const Digest& digest) {
    SR_ASSIGN(const RecordFolder::Presence presence, place.folder.compare(name, digest));
    if (presence == RecordFolder::Presence::missing)
        place.warnings.push_back("the file " + name + ", which entry " + std::to_string(place.entry.seq) +
                                 " names, is missing; the record holds what it says");
    return {};
}

std::optional<std::uint64_t> numberFromName(std::string_view text) noexcept {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() ||
        (text.size() > 1 && text.front() == '0') || number > base::Value::maxNumber)
        return std::nullopt;
    return number;
}

Result<void> verifySignature(ByteView spki, const std::string& algorithm, ByteView statement,
                             ByteView signature, const std::string& whose) {
    const auto verified = [&]() -> Result<void> {
        SR_ASSIGN(const auto key, ossl::PublicKey::fromSpki(spki));
        SR_ASSIGN(const auto wanted, ossl::signatureAlgorithmFromName(algorithm));
        return key.verify(wanted, statement, signature);
    }();
    if (!verified)
        return Error{ErrorCode::signatureInvalid,
                     "the signature of " + whose + ": " + verified.error().detail};
    return {};
}

Result<void> verifyCard(const custody::Officer& officer, ByteView statement, ByteView signature) {
    const auto algorithm = ossl::signatureAlgorithmFromName(officer.algorithm);
    if (!algorithm || !isCardAlgorithm(*algorithm))
        return brokenRule("the card of " + officer.person + " signs with '" + officer.algorithm +
                          "', which no card may");
    return verifySignature(officer.signSpki, officer.algorithm, statement, signature,
                           "the card of " + officer.person);
}

} // namespace strongroom::authority

// The signatures of checkpoint.h; its texts are in checkpoint.cpp.
#include "core/audit/checkpoint.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"

#include <algorithm>

namespace strongroom::audit {

namespace {

// C2SP signed-note: 0xff opens a type of one's own, told apart by the text behind it.
constexpr std::string_view cardSignatureType = "\xff"
                                               "strongroom-cosignature-v1";
constexpr auto recordAlgorithm = ossl::SignatureAlgorithm::ecdsaSha256;

std::string keyName(const Digest& authority, std::string_view rest) {
    return "strongroom.invalid/" + authority.hex() + std::string(rest);
}

base::KeyId firstBytes(const Digest& digest) {
    base::KeyId id{};
    std::copy_n(digest.bytes.begin(), id.size(), id.begin());
    return id;
}

bool isLine(const base::NoteSignature& line, const std::string& name, const base::KeyId& id) {
    return line.name == name && line.keyId == id;
}

Result<void> verifyRecordKey(const base::Note& note, const base::NoteSignature& line, ByteView spki) {
    SR_ASSIGN(const auto key, ossl::PublicKey::fromSpki(spki));
    return key.verify(recordAlgorithm, base::viewOf(note.text), line.signature);
}

Result<void> verifyCard(const base::Note& note, const base::NoteSignature& line, const CardKey& card) {
    SR_ASSIGN(const auto key, ossl::PublicKey::fromSpki(card.spki));
    SR_ASSIGN(const auto algorithm, ossl::signatureAlgorithmFromName(card.algorithm));
    return key.verify(algorithm, base::viewOf(cosignedBytes(note.text)), line.signature);
}

Error named(const base::NoteSignature& line, const Error& error) {
    return Error{error.code, "the signature of '" + line.name + "': " + error.detail};
}

// A stranger's line has neither name nor key id of a key that counts. Who has one of both was changed.
Result<void> checkStranger(const base::NoteSignature& line, const NoteKeys& keys) {
    const auto isHalf = [&](const std::string& name, const base::KeyId& id) {
        return line.name == name || line.keyId == id;
    };
    bool altered = keys.recordKey && isHalf(recordKeyName(keys.authority), recordKeyId(*keys.recordKey));
    for (const CardKey& card : keys.cards)
        altered =
            altered || isHalf(cardKeyName(keys.authority, card.spki), cardKeyId(keys.authority, card.spki));
    if (altered)
        return Error{ErrorCode::signatureInvalid,
                     "the line of '" + line.name + "' was changed: name and key id are not of one key"};
    return {};
}

} // namespace

std::string recordKeyName(const Digest& authority) {
    return keyName(authority, "/record");
}

std::string cardKeyName(const Digest& authority, ByteView spki) {
    return keyName(authority, "/card/" + ossl::sha256(spki).hex().substr(0, 16));
}

base::KeyId recordKeyId(ByteView spki) {
    return firstBytes(ossl::sha256(spki));
}

base::KeyId cardKeyId(const Digest& authority, ByteView spki) {
    const std::string name = cardKeyName(authority, spki);
    return firstBytes(
        ossl::sha256({base::viewOf(name), base::viewOf("\n"), base::viewOf(cardSignatureType), spki}));
}

std::string cosignedBytes(std::string_view text) {
    return "Strongroom cosignature v1\n" + std::string(text);
}

Result<base::NoteSignature> signAsRecordKey(const Digest& authority, std::string_view text,
                                            const ossl::PrivateKey& key) {
    const Bytes spki = key.publicKey().spki();
    SR_ASSIGN(Bytes signature, key.sign(recordAlgorithm, base::viewOf(text)));
    return base::NoteSignature{recordKeyName(authority), recordKeyId(spki), std::move(signature)};
}

Result<base::NoteSignature> signAsCard(const Digest& authority, std::string_view text,
                                       const ossl::PrivateKey& key, std::string_view algorithm) {
    const Bytes spki = key.publicKey().spki();
    SR_ASSIGN(const auto wanted, ossl::signatureAlgorithmFromName(algorithm));
    SR_ASSIGN(Bytes signature, key.sign(wanted, base::viewOf(cosignedBytes(text))));
    return base::NoteSignature{cardKeyName(authority, spki), cardKeyId(authority, spki),
                               std::move(signature)};
}

Result<Signers> signersOf(const base::Note& note, const NoteKeys& keys) {
    Signers signers;
    for (const base::NoteSignature& line : note.signatures) {
        if (keys.recordKey && isLine(line, recordKeyName(keys.authority), recordKeyId(*keys.recordKey))) {
            if (const auto verified = verifyRecordKey(note, line, *keys.recordKey); !verified)
                return named(line, verified.error());
            signers.recordKey = true;
            continue;
        }
        const auto card = std::find_if(keys.cards.begin(), keys.cards.end(), [&](const CardKey& known) {
            return isLine(line, cardKeyName(keys.authority, known.spki),
                          cardKeyId(keys.authority, known.spki));
        });
        if (card == keys.cards.end()) {
            SR_TRY(checkStranger(line, keys));
            ++signers.unknown;
            continue;
        }
        if (const auto verified = verifyCard(note, line, *card); !verified)
            return named(line, verified.error());
        // One card, one signature, however often it stands there.
        const Digest digest = ossl::sha256(card->spki);
        if (std::find(signers.cards.begin(), signers.cards.end(), digest) == signers.cards.end())
            signers.cards.push_back(digest);
    }
    return signers;
}

Result<SignedCheckpoint> verifyCheckpoint(const base::Note& note, const NoteKeys& keys) {
    SR_ASSIGN(const Checkpoint checkpoint, checkpointFromText(note.text));
    if (checkpoint.authority != keys.authority)
        return Error{ErrorCode::anchorMismatch, "the checkpoint belongs to another authority"};
    SR_ASSIGN(Signers signers, signersOf(note, keys));
    return SignedCheckpoint{checkpoint, std::move(signers)};
}

Result<ManifestClaim> verifyManifestNote(const base::Note& note, const NoteKeys& keys) {
    SR_ASSIGN(const ManifestClaim claim, manifestClaimFromText(note.text));
    if (claim.authority != keys.authority)
        return Error{ErrorCode::anchorMismatch, "the manifest belongs to another authority"};
    SR_ASSIGN(const Signers signers, signersOf(note, keys));
    if (!signers.recordKey)
        return Error{ErrorCode::signatureInvalid, "the manifest note is not signed by the record key"};
    return claim;
}

} // namespace strongroom::audit

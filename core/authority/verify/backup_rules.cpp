#include "core/authority/verify/backup_rules.h"

#include "core/authority/statements.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::authority {

struct BackupRules::Visitor {
    BackupRules& rules;
    const Place& place;
    const AuthorityState& state = place.before;

    Result<void> operator()(const KeysWrapped& body) {
        for (const WrappedKey& key : body.keys) {
            if (state.keyById(key.ckaId) == nullptr)
                return brokenRule("a key was wrapped that was not generated");
            rules.m_blobs[key.ckaId] = {ossl::sha256(key.blob), key.blob.size(), key.mechanism};
        }
        return {};
    }

    Result<void> operator()(const ManifestPrepared& body) {
        SR_ASSIGN(const auto manifest, custody::BackupManifest::fromBytes(body.manifest));
        SR_TRY(checkFrame(manifest, body.number));
        for (const custody::BackupKey& key : manifest.keys)
            SR_TRY(checkKey(key));
        const auto set = state.sets.find(manifest.mbkSet.text());
        if (set == state.sets.end() || set->second.set.secretCommitment != manifest.secretCommitment)
            return brokenRule("the manifest names an MBK set that is not on record");
        for (const custody::BackupEnvelope& envelope : manifest.envelopes)
            SR_TRY(checkEnvelope(envelope));
        rules.m_newest = manifest;
        return checkCopy(place, "manifests/" + std::to_string(body.number) + ".json",
                         ossl::sha256(body.manifest));
    }

    Result<void> operator()(const ManifestSigned& body) {
        const auto backup = state.backups.find(body.number);
        if (backup == state.backups.end() || !backup->second.note.empty())
            return brokenRule("a manifest was signed that nobody prepared, or twice");
        SR_ASSIGN(const base::Note note, base::readNote(body.note));
        SR_ASSIGN(const audit::NoteKeys keys, liveNoteKeys(state));
        SR_ASSIGN(const audit::ManifestClaim claim, audit::verifyManifestNote(note, keys));
        const Bytes& manifest = backup->second.prepared.manifest;
        if (claim.manifest != ossl::sha256(manifest) || claim.size != manifest.size())
            return brokenRule("the manifest's note is about another manifest");
        return checkCopy(place, "manifests/" + std::to_string(body.number) + ".note",
                         ossl::sha256(base::viewOf(body.note)));
    }

    template<typename Other>
    Result<void> operator()(const Other&) {
        return {};
    }

    Result<void> checkFrame(const custody::BackupManifest& manifest, std::uint64_t number) {
        if (manifest.backupNumber != number)
            return brokenRule("the manifest has another number than its entry");
        if (!state.anchor || manifest.authority != state.authority || manifest.anchor != *state.anchor ||
            manifest.mode != state.mode || manifest.ceremony != state.ceremony->id)
            return brokenRule("the manifest is of another authority, mode or ceremony");
        if (rules.m_newest) {
            SR_TRY(custody::validateSuccessor(*rules.m_newest, manifest));
        } else if (!manifest.previous.isZero()) {
            return brokenRule("the first manifest names an earlier one");
        }
        SR_ASSIGN(const audit::Head head, audit::headFromText(manifest.head));
        if (head.size == 0 || head.size > place.entry.seq || place.hashes[head.size - 1] != head.chain)
            return brokenRule("the manifest names a head that the record does not have");
        const bool known = std::any_of(state.tokens.begin(), state.tokens.end(), [&](const auto& pair) {
            return pair.second.serial == manifest.token.serial;
        });
        return known ? Result<void>() : brokenRule("the manifest names a token that nobody identified");
    }

    Result<void> checkKey(const custody::BackupKey& key) {
        const KeyState* known = state.keyById(key.ckaId);
        if (known == nullptr || known->key != key.spki)
            return brokenRule("the manifest names a key that was not generated");
        const auto blob = rules.m_blobs.find(key.ckaId);
        if (blob == rules.m_blobs.end() || blob->second.digest != key.blobDigest ||
            blob->second.length != key.blobLength || blob->second.mechanism != key.mechanism)
            return brokenRule("the manifest names a blob of key " + key.ckaId +
                              " that is not the one wrapped last");
        return {};
    }

    Result<void> checkEnvelope(const custody::BackupEnvelope& envelope) {
        const auto set = state.sets.find(envelope.set);
        const custody::ShareMember* member =
            set != state.sets.end() ? set->second.set.member(envelope.member) : nullptr;
        if (member == nullptr || member->holder != envelope.holder || member->envelope != envelope.sha256)
            return brokenRule("the manifest names an envelope of " + envelope.set +
                              " that is not the one on record");
        return {};
    }
};

Result<void> BackupRules::check(const Place& place, const EntryBody& body) {
    return std::visit(Visitor{*this, place}, body);
}

} // namespace strongroom::authority

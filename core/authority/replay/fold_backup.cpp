// Backups: keys wrapped, manifests, media, drills, and keys that come back (PROTOCOL P8, P9).
#include "core/authority/exposure.h"
#include "core/authority/replay/fold.h"
#include "core/authority/statements.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::authority {

namespace {

bool holds(const Backup& backup, const std::string& ckaId) {
    return std::any_of(backup.manifest.keys.begin(), backup.manifest.keys.end(),
                       [&](const custody::BackupKey& key) { return key.ckaId == ckaId; });
}

base::Subject restoreSubject(const Backup& backup, const RestoreIntended& body) {
    const Bytes order = restoreOrder(backup.manifest.digest(), body.medium, body.token);
    return {"restore-order", order.size(), ossl::sha256(order)};
}

} // namespace

Result<void> Fold::operator()(const WrapIntended& body) {
    SR_TRY(needSet(body.set));
    if (!m_state.sets[body.set].isProven())
        return broken("share set " + body.set + " is used before every holder proved the own share");
    return {};
}

Result<void> Fold::operator()(const KeysWrapped& body) {
    const auto* intended = pending<WrapIntended>();
    if (intended == nullptr || intended->set != body.set || intended->keys.size() != body.keys.size())
        return broken("keys were wrapped without their intent");
    for (std::size_t i = 0; i < body.keys.size(); ++i)
        if (body.keys[i].ckaId != intended->keys[i])
            return broken("another key was wrapped than was intended");
    // New blobs: what was drilled before says nothing of them.
    for (const WrappedKey& wrapped : body.keys)
        for (auto& [name, key] : m_state.keys)
            if (key.intended.ckaId == wrapped.ckaId) {
                key.drilledMedia.clear();
                key.wrappedUnder = body.set;
            }
    return {};
}

Result<void> Fold::operator()(const ManifestPrepared& body) {
    if (m_state.backups.contains(body.number))
        return broken("backup number " + std::to_string(body.number) + " was given twice");
    Backup backup;
    SR_ASSIGN(backup.manifest, custody::BackupManifest::fromBytes(body.manifest));
    SR_TRY(needSet(backup.manifest.mbkSet.text()));
    SR_TRY(checkManifest(body.number, backup.manifest));
    backup.number = body.number;
    backup.prepared = body;
    m_state.backups[body.number] = std::move(backup);
    return {};
}

Result<void> Fold::operator()(const ManifestSigned& body) {
    if (!m_state.backups.contains(body.number))
        return broken("a manifest was signed that nobody prepared");
    Backup& backup = m_state.backups[body.number];
    Request* request = find(body.request);
    const base::Subject subject{"manifest", backup.prepared.manifest.size(),
                                ossl::sha256(backup.prepared.manifest)};
    if (request == nullptr || request->used || request->isVoid ||
        request->requested.operation != base::nameOf(base::Operation::backup) ||
        request->requested.subject != subject.text())
        return broken("a manifest was signed without an open request for exactly it");
    if (approvalsOf(*request) < request->requested.quorum)
        return broken("a manifest was signed before its quorum approved");
    SR_ASSIGN(const base::Note note, base::readNote(body.note));
    if (const auto checked = checkManifestNote(m_state, backup.prepared.manifest, note); !checked)
        return broken("the note of backup " + std::to_string(body.number) + ": " + checked.error().detail);
    request->used = true;
    backup.note = body.note;
    m_state.sets[backup.manifest.mbkSet.text()].life = custody::SetState::switching;
    return {};
}

// A backup goes onto its media when its manifest is signed, which its quorum approved.
Result<void> Fold::operator()(const MediumWriteIntended& body) {
    if (!body.folder.starts_with("keys-"))
        return {};
    for (const auto& [number, backup] : m_state.backups) {
        if (body.folder != "keys-" + std::to_string(number))
            continue;
        const std::vector<std::string>& media = backup.manifest.media;
        if (backup.note.empty() || backup.destroyed.contains(body.medium) ||
            std::find(media.begin(), media.end(), body.medium) == media.end())
            return broken("a backup is written before its manifest is signed, or to another medium");
        return needSet(backup.manifest.mbkSet.text());
    }
    return broken("a backup is written that nobody prepared");
}

Result<void> Fold::operator()(const MediumWritten& body) {
    const auto* intended = pending<MediumWriteIntended>();
    if (intended == nullptr || intended->medium != body.medium || intended->folder != body.folder)
        return broken("a medium was written without its intent");
    m_state.media[body.medium][body.folder] = body.digest;
    for (auto& [number, backup] : m_state.backups)
        if (body.folder == "keys-" + std::to_string(number))
            backup.written.insert(body.medium);
    return {};
}

Result<void> Fold::operator()(const DrillIntended& body) {
    const auto found = m_state.backups.find(body.number);
    if (found == m_state.backups.end() || !found->second.written.contains(body.medium) ||
        found->second.destroyed.contains(body.medium))
        return broken("a drill from a medium that was not written");
    if (body.set != found->second.manifest.mbkSet.text())
        return broken("a drill with another share set than the backup's");
    return needSet(body.set);
}

Result<void> Fold::operator()(const DrillPassed& body) {
    const auto found = m_state.backups.find(body.number);
    if (found == m_state.backups.end() || !found->second.written.contains(body.medium))
        return broken("a drill passed from a medium that was not written");
    const auto* intended = pending<DrillIntended>();
    if (intended == nullptr || intended->medium != body.medium || intended->number != body.number ||
        intended->set != body.set || body.set != found->second.manifest.mbkSet.text())
        return broken("a drill passed without its intent");
    for (const custody::BackupKey& key : found->second.manifest.keys)
        if (std::none_of(body.keys.begin(), body.keys.end(), [&](const DrilledKey& drilled) {
                return drilled.ckaId == key.ckaId && drilled.key == key.spki;
            }))
            return broken("a drill passed without a key of the backup");
    found->second.drilled.insert(body.medium);
    for (const DrilledKey& drilled : body.keys)
        for (auto& [name, key] : m_state.keys)
            // Old blobs say nothing of the new ones.
            if (key.intended.ckaId == drilled.ckaId && key.wrappedUnder == body.set) {
                if (key.backup != body.number)
                    key.drilledMedia.clear();
                key.backup = body.number;
                key.drilledMedia.insert(body.medium);
            }
    return {};
}

Result<void> Fold::operator()(const AttributeChanged& body) {
    const auto* intended = pending<AttributeChangeIntended>();
    if (intended == nullptr || intended->ckaId != body.ckaId || intended->attribute != body.attribute ||
        intended->value != body.value)
        return broken("an attribute was changed without its intent");
    for (auto& [name, key] : m_state.keys)
        if (key.intended.ckaId == body.ckaId && body.attribute == "CKA_EXTRACTABLE")
            key.extractable = body.value != "0";
    return {};
}

// An older backup could bring back what was replaced since: only the newest one that holds the key
// counts.
Result<void> Fold::operator()(const RestoreIntended& body) {
    const auto found = m_state.backups.find(body.number);
    if (found == m_state.backups.end() || found->second.note.empty() ||
        !found->second.written.contains(body.medium) || found->second.destroyed.contains(body.medium))
        return broken("a restore from a medium that carries no signed backup");
    SR_TRY(needSet(found->second.manifest.mbkSet.text()));
    for (const auto& [number, backup] : m_state.backups)
        if (number > body.number && !backup.note.empty() && holds(backup, body.ckaId))
            return broken("a restore from backup " + std::to_string(body.number) +
                          ", which is older than backup " + std::to_string(number));
    const KeyState* key = m_state.keyById(body.ckaId);
    if (key == nullptr || !holds(found->second, body.ckaId))
        return broken("a restore of a key that the backup does not hold");
    if (!key->token.empty())
        return broken("a restore of a key that is in an HSM");
    const TokenState* token = m_state.tokenBySerial(body.token);
    if (token == nullptr || !token->initialised)
        return broken("a restore to an HSM that was not initialised");
    return useItem(body.request, restoreSubject(found->second, body), body.ckaId);
}

Result<void> Fold::operator()(const KeyRestored& body) {
    const auto* intended = pending<RestoreIntended>();
    if (intended == nullptr || intended->ckaId != body.ckaId || intended->token != body.token)
        return broken("a key was restored without its intent");
    for (const char* wanted : {"SENSITIVE=1", "PRIVATE=1", "EXTRACTABLE=0", "SIGN=1"})
        if (std::find(body.attributes.begin(), body.attributes.end(), wanted) == body.attributes.end())
            return broken("a key was restored without " + std::string(wanted));
    for (auto& [name, key] : m_state.keys)
        if (key.intended.ckaId == body.ckaId) {
            if (key.key != body.key)
                return broken("a key was restored that is not the one generated");
            key.token = body.token;
            key.extractable = false;
        }
    forgetErase(body.token);
    return {};
}

// Two drilled media of every CA key's newest blobs are left, or the medium is not given up.
Result<void> Fold::operator()(const MediumDestroyed& body) {
    bool isKnown = false;
    for (const auto& [number, backup] : m_state.backups)
        isKnown =
            isKnown || (backup.written.contains(body.medium) && !backup.destroyed.contains(body.medium));
    if (!isKnown)
        return broken("a medium was destroyed that carries no backup");
    for (const auto& [name, key] : m_state.keys)
        if (key.drilledMedia.contains(body.medium) && drilledMediaWithout(key, body.medium) < 2)
            return broken("a medium was destroyed that key '" + name + "' needs");
    for (auto& [number, backup] : m_state.backups)
        if (backup.written.contains(body.medium))
            backup.destroyed.insert(body.medium);
    for (auto& [name, key] : m_state.keys)
        key.drilledMedia.erase(body.medium);
    m_state.media.erase(body.medium);
    return {};
}

// An act of several items under one request: each item once.
Result<void> Fold::useItem(const EntryReference& reference, const base::Subject& subject,
                           const std::string& item) {
    Request* request = find(reference);
    if (request == nullptr || request->requested.subject != subject.text())
        return broken("an act under a request for something else");
    if (request->items.empty())
        SR_TRY(use(reference));
    if (request->isVoid || !request->items.insert(item).second)
        return broken("an act without an open request");
    return {};
}

Result<void> Fold::checkManifest(std::uint64_t number, const custody::BackupManifest& manifest) const {
    const auto set = m_state.sets.find(manifest.mbkSet.text());
    if (manifest.backupNumber != number || manifest.authority != m_state.authority ||
        manifest.mode != m_state.mode || manifest.ceremony != m_entry.ceremony || !m_state.anchor ||
        manifest.anchor != *m_state.anchor)
        return broken("a manifest of another number, authority or ceremony");
    if (set == m_state.sets.end() || set->second.set.secretCommitment != manifest.secretCommitment)
        return broken("a manifest for an MBK set that is not on record");
    for (const custody::BackupEnvelope& envelope : manifest.envelopes) {
        const auto of = m_state.sets.find(envelope.set);
        const custody::ShareMember* member =
            of != m_state.sets.end() ? of->second.set.member(envelope.member) : nullptr;
        if (member == nullptr || member->holder != envelope.holder || member->envelope != envelope.sha256)
            return broken("a manifest with an envelope that is not on record");
    }
    for (const custody::BackupKey& key : manifest.keys) {
        const KeyState* known = m_state.keyById(key.ckaId);
        if (known == nullptr || known->key != key.spki)
            return broken("a manifest with a key that is not on record");
    }
    for (const auto& [earlier, backup] : m_state.backups) {
        if (earlier >= number)
            return broken("backup numbers do not rise");
        if (earlier + 1 == number && manifest.previous != backup.manifest.digest())
            return broken("a manifest does not name the one before it");
    }
    return {};
}

} // namespace strongroom::authority

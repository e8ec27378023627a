#include "core/custody/backup_set.h"

#include "core/base/entry_reference.h"
#include "core/base/hex.h"
#include "core/ossl/digest.h"

#include <algorithm>
#include <set>

namespace strongroom::custody {

namespace {

using base::Value;

constexpr std::uint64_t manifestFormat = 1;

Value writeTexts(const std::vector<std::string>& texts) {
    return Value::Array(texts.begin(), texts.end());
}

Value writeKey(const BackupKey& key) {
    Value blob;
    blob.set("file", key.blobFile).set("length", key.blobLength).set("sha256", key.blobDigest);
    Value value;
    value.set("algorithm", key.algorithm).set("attributes", writeTexts(key.attributes));
    value.set("blob", std::move(blob)).set("cka_id", key.ckaId).set("label", key.label);
    value.set("mechanism", key.mechanism).set("purpose", key.purpose).set("spki_sha256", key.spki);
    return value;
}

Value writeEnvelope(const BackupEnvelope& envelope) {
    Value value;
    value.set("holder", envelope.holder).set("member", envelope.member);
    value.set("set", envelope.set).set("sha256", envelope.sha256);
    return value;
}

Value writeToken(const BackupToken& token) {
    Value value;
    value.set("firmware", token.firmware).set("manufacturer", token.manufacturer).set("model", token.model);
    value.set("module", token.module).set("serial", token.serial);
    return value;
}

Result<BackupKey> readKey(const Value& value) {
    base::ObjectReader reader(value);
    BackupKey key;
    key.ckaId = reader.text("cka_id");
    key.label = reader.text("label");
    key.purpose = reader.text("purpose");
    key.algorithm = reader.text("algorithm");
    key.spki = reader.digest("spki_sha256");
    key.mechanism = reader.text("mechanism");
    key.attributes = reader.texts("attributes");
    const Value blob = reader.object("blob");
    SR_TRY(reader.finish());
    base::ObjectReader blobReader(blob);
    key.blobFile = blobReader.text("file");
    key.blobLength = blobReader.number("length");
    key.blobDigest = blobReader.digest("sha256");
    SR_TRY(blobReader.finish());
    return key;
}

Result<BackupEnvelope> readEnvelope(const Value& value) {
    base::ObjectReader reader(value);
    BackupEnvelope envelope;
    envelope.set = reader.text("set");
    envelope.member = reader.number("member");
    envelope.holder = reader.digest("holder");
    envelope.sha256 = reader.digest("sha256");
    SR_TRY(reader.finish());
    return envelope;
}

Result<BackupToken> readToken(const Value& value) {
    base::ObjectReader reader(value);
    BackupToken token;
    token.module = reader.text("module");
    token.manufacturer = reader.text("manufacturer");
    token.model = reader.text("model");
    token.serial = reader.text("serial");
    token.firmware = reader.text("firmware");
    SR_TRY(reader.finish());
    return token;
}

bool isHex(const std::string& text, std::size_t fewest, std::size_t most) {
    return text.size() >= fewest && text.size() <= most && base::fromHex(text).has_value();
}

Error broken(std::string rule) {
    return Error{ErrorCode::badFormat, "manifest: " + std::move(rule)};
}

Result<void> checkKeys(const BackupManifest& manifest) {
    if (manifest.keys.empty())
        return broken("it names no key");
    std::set<std::string> ids;
    for (const BackupKey& key : manifest.keys) {
        if (!isHex(key.ckaId, 2, 128) || !ids.insert(key.ckaId).second)
            return broken("a CKA_ID is not hex or stands twice: '" + key.ckaId + "'");
        // The name is a file's on a stick from outside: derived, never followed.
        if (key.blobFile != key.ckaId + ".kwp")
            return broken("the blob of " + key.ckaId + " is not in '" + key.ckaId + ".kwp'");
        // RFC 3394 and 5649: at least 16 bytes, a multiple of 8.
        if (key.blobLength < 16 || key.blobLength % 8 != 0 || key.blobLength > 65536)
            return broken("the blob of " + key.ckaId + " has an impossible length");
    }
    return {};
}

Result<void> checkEnvelopes(const BackupManifest& manifest) {
    const auto needed = [&](const std::string& set) {
        return std::find(manifest.setsNeeded.begin(), manifest.setsNeeded.end(), set) !=
               manifest.setsNeeded.end();
    };
    if (!needed(manifest.mbkSet.text()))
        return broken("the MBK set is not among the sets needed");
    for (const std::string& set : manifest.setsNeeded) {
        SR_TRY(SetId::fromText(set));
        std::set<std::uint64_t> members;
        std::set<Digest> holders;
        for (const BackupEnvelope& envelope : manifest.envelopes) {
            if (envelope.set != set)
                continue;
            if (!members.insert(envelope.member).second || !holders.insert(envelope.holder).second)
                return broken("a member or holder of " + set + " stands twice");
        }
        if (members.size() < 3 || *members.begin() != 1 || *members.rbegin() != members.size())
            return broken("the envelopes of " + set + " are not those of members 1 to N");
    }
    for (const BackupEnvelope& envelope : manifest.envelopes)
        if (!needed(envelope.set))
            return broken("an envelope of " + envelope.set + ", which is not needed");
    return {};
}

} // namespace

base::Value BackupManifest::canonical() const {
    Value::Array keyValues, envelopeValues;
    for (const BackupKey& key : keys)
        keyValues.push_back(writeKey(key));
    for (const BackupEnvelope& envelope : envelopes)
        envelopeValues.push_back(writeEnvelope(envelope));
    Value value;
    value.set("anchor", anchor).set("authority", authority).set("backup_number", backupNumber);
    value.set("ceremony", ceremony).set("created", base::toRfc3339(created));
    value.set("envelopes", std::move(envelopeValues)).set("format", format).set("head", head);
    value.set("kcv", checkValue).set("keys", std::move(keyValues)).set("mbk_set", mbkSet.text());
    value.set("media", writeTexts(media)).set("mode", base::nameOf(mode)).set("previous", previous);
    value.set("secret_commitment", secretCommitment).set("sets_needed", writeTexts(setsNeeded));
    value.set("token", writeToken(token));
    return value;
}

Bytes BackupManifest::bytes() const {
    return base::bytesOf(base::writeCanonical(canonical()));
}

Digest BackupManifest::digest() const {
    return ossl::sha256(bytes());
}

Result<BackupManifest> BackupManifest::fromBytes(ByteView bytes) {
    SR_ASSIGN(const Value value, base::readCanonical(base::textOf(bytes)));
    base::ObjectReader reader(value);
    BackupManifest manifest;
    manifest.format = reader.number("format");
    manifest.authority = reader.digest("authority");
    manifest.anchor = reader.digest("anchor");
    manifest.ceremony = reader.text("ceremony");
    manifest.backupNumber = reader.number("backup_number");
    manifest.setsNeeded = reader.texts("sets_needed");
    manifest.previous = reader.digest("previous");
    manifest.secretCommitment = reader.digest("secret_commitment");
    manifest.checkValue = reader.text("kcv");
    manifest.head = reader.text("head");
    manifest.media = reader.texts("media");
    const std::string mode = reader.text("mode"), created = reader.text("created"),
                      set = reader.text("mbk_set");
    const Value token = reader.object("token");
    const Value::Array keys = reader.array("keys"), envelopes = reader.array("envelopes");
    SR_TRY(reader.finish());
    if (manifest.format != manifestFormat)
        return Error{ErrorCode::unsupported, "a manifest of format " + std::to_string(manifest.format)};
    SR_ASSIGN(manifest.mode, base::modeFromName(mode));
    SR_ASSIGN(manifest.created, base::fromRfc3339(created));
    SR_ASSIGN(manifest.mbkSet, SetId::fromText(set));
    SR_ASSIGN(manifest.token, readToken(token));
    for (const Value& item : keys) {
        SR_ASSIGN(BackupKey key, readKey(item));
        manifest.keys.push_back(std::move(key));
    }
    for (const Value& item : envelopes) {
        SR_ASSIGN(BackupEnvelope envelope, readEnvelope(item));
        manifest.envelopes.push_back(std::move(envelope));
    }
    SR_TRY(validate(manifest));
    return manifest;
}

std::string backupFolder(std::uint64_t backupNumber) {
    return "keys-" + std::to_string(backupNumber);
}

std::string authorityFolder(const Digest& authority) {
    return authority.hex().substr(0, 16);
}

Result<void> validate(const BackupManifest& manifest) {
    if (manifest.backupNumber < 1)
        return broken("backups are numbered from 1");
    if (manifest.mbkSet.kind != SetKind::mbk)
        return broken("keys are wrapped under an MBK, not under " + manifest.mbkSet.text());
    if (manifest.previous.isZero() != (manifest.backupNumber == 1))
        return broken("only the first backup has no earlier one");
    if (!isHex(manifest.checkValue, 6, 6))
        return broken("a check value has three bytes");
    if (!base::EntryReference::fromText(manifest.head))
        return broken("the head is not '<size>:<hash>'");
    const std::set<std::string> media(manifest.media.begin(), manifest.media.end());
    if (media.size() < 2 || media.size() != manifest.media.size())
        return broken("a backup lies on at least two different media");
    SR_TRY(checkKeys(manifest));
    return checkEnvelopes(manifest);
}

Result<void> validateSuccessor(const BackupManifest& earlier, const BackupManifest& newer) {
    if (newer.authority != earlier.authority || newer.anchor != earlier.anchor || newer.mode != earlier.mode)
        return Error{ErrorCode::digestMismatch, "manifest: of another authority"};
    if (newer.backupNumber <= earlier.backupNumber)
        return Error{ErrorCode::digestMismatch, "manifest: backup " + std::to_string(newer.backupNumber) +
                                                    " does not come after backup " +
                                                    std::to_string(earlier.backupNumber)};
    if (newer.previous != earlier.digest())
        return Error{ErrorCode::digestMismatch, "manifest: it does not name the backup before it"};
    return {};
}

} // namespace strongroom::custody

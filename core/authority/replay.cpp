#include "core/authority/replay.h"

#include "core/audit/chain.h"
#include "core/authority/exposure.h"
#include "core/authority/roster_change.h"
#include "core/authority/statements.h"
#include "core/ossl/digest.h"
#include "core/pki/certificate.h"
#include "core/pki/revocation_list.h"
#include "core/pki/serial_number.h"
#include "core/pki/signed_object.h"

#include <algorithm>

namespace strongroom::authority {

namespace {

Error broken(std::string rule) {
    return Error{ErrorCode::recordBroken, std::move(rule)};
}

constexpr std::int64_t tbsLifeSeconds = 24 * 60 * 60; // PROTOCOL P2

// The first look, after the objects were destroyed, is not the last.
bool endsErase(const EntryBody& body) {
    const auto* proven = std::get_if<EmptinessProven>(&body);
    return proven != nullptr && proven->stage == "reset";
}

// The outcomes that end an intent. Settling and starting again end it too; a failed act does not: what it
// left must be looked at.
bool endsIntent(const EntryBody& intent, const EntryBody& body) {
    const auto pair = [&]<typename Intent, typename Outcome>() {
        return std::holds_alternative<Intent>(intent) && std::holds_alternative<Outcome>(body);
    };
    return std::holds_alternative<IntentSettled>(body) ||
           pair.operator()<CardInitIntended, CardInitialised>() ||
           pair.operator()<CardKeysIntended, CardKeysGenerated>() ||
           pair.operator()<PinSwitchIntended, TokenInitialised>() ||
           pair.operator()<PinSwitchIntended, ShareSetActive>() ||
           pair.operator()<KeyGenerationIntended, KeyGenerated>() ||
           pair.operator()<WrapIntended, KeysWrapped>() ||
           pair.operator()<MediumWriteIntended, MediumWritten>() ||
           pair.operator()<DrillIntended, DrillPassed>() ||
           pair.operator()<AttributeChangeIntended, AttributeChanged>() ||
           pair.operator()<SignatureIntended, ObjectSigned>() ||
           pair.operator()<SignatureIntended, SignatureUnknownNotReleased>() ||
           (std::holds_alternative<EraseIntended>(intent) && endsErase(body)) ||
           pair.operator()<RestoreIntended, KeyRestored>();
}

std::string ordinalText(std::uint64_t ordinal) {
    std::string digits = std::to_string(ordinal);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

// One overload for each entry type that changes more than the ceremony's list of entries.
class Fold {
public:
    Fold(AuthorityState& state, const audit::Entry& entry)
        : m_state(state), m_reference{entry.seq, entry.hash}, m_entry(entry) {}

    Result<void> operator()(const AuthorityCreated& body) {
        m_state.mode = m_entry.mode;
        m_state.name = body.name;
        m_state.authority = m_entry.hash;
        return {};
    }

    Result<void> operator()(const CeremonyOpened& body) {
        if (m_state.ceremony && !m_state.ceremony->closed)
            return broken("a ceremony was opened while another one is open");
        if (body.ordinal != m_state.ceremonies + 1)
            return broken("ceremonies are not numbered in order");
        if (m_entry.ceremony != ordinalText(body.ordinal) + "-" + body.planId)
            return broken("the ceremony's id does not fit its number and plan");
        SR_TRY(checkOpening(body));
        CeremonyState ceremony;
        ceremony.opened = body;
        ceremony.id = m_entry.ceremony;
        ceremony.openedSeq = m_entry.seq;
        ++m_state.ceremonies;
        m_state.ceremony = std::move(ceremony);
        m_state.previousNote = body.previous.isZero() ? "-" : body.previous.hex();
        // All of them are void, and none is asked about again: a long record is replayed in flat memory.
        m_state.requests.clear();
        return {};
    }

    Result<void> operator()(const ClockConfirmed& body) {
        m_state.clockOffsetFrom = body.system;
        m_state.clockOffsetTo = body.wall;
        return {};
    }

    Result<void> operator()(const TokenIdentified& body) {
        TokenState token;
        // The same token seen again: its life goes on until it is erased.
        if (const auto known = m_state.tokens.find(body.device);
            known != m_state.tokens.end() && body.serial != "-" && known->second.serial == body.serial)
            token = known->second;
        token.identified = body;
        token.serial = body.serial;
        token.blankProven = false;
        m_state.tokens[body.device] = std::move(token);
        return {};
    }

    Result<void> operator()(const BlankProven& body) {
        SR_TRY(needToken(body.device));
        TokenState& token = m_state.tokens[body.device];
        if (body.proof == "b" ? token.soSet.empty() || body.set != token.soSet : body.set != "-")
            return broken("a token was proven blank with another SO set than the one that opens it");
        token.blankProven = true;
        return {};
    }

    Result<void> operator()(const CardEnrolled& body) {
        if (m_state.anchor)
            return broken("a card was enrolled after founding without a change of the roster");
        SR_ASSIGN(custody::Officer officer, officerOf(body));
        if (const auto added = m_state.roster.add(std::move(officer)); !added)
            return broken(added.error().detail);
        return {};
    }

    Result<void> operator()(const PolicyProposed& body) {
        if (m_state.anchor)
            return broken("a policy was proposed after the founding: it is changed by policy_changed");
        SR_ASSIGN(m_state.policy, custody::Policy::fromCanonical(body.policy));
        m_state.policyProposed = m_reference;
        m_state.foundingSignatures.clear();
        return {};
    }

    Result<void> operator()(const FoundingSigned& body) {
        if (!m_state.policyProposed)
            return broken("a founding signature before a policy");
        SR_TRY(needCard(body.person, body.card));
        m_state.foundingSignatures[body.person] = m_reference.text();
        return {};
    }

    Result<void> operator()(const AuthorityFounded& body) {
        if (m_state.anchor)
            return broken("the authority was founded twice");
        if (m_state.roster.officers().empty() ||
            m_state.foundingSignatures.size() != m_state.roster.officers().size())
            return broken("the authority was founded before every card signed");
        m_state.anchor = body.anchor;
        m_state.policyReference = m_reference;
        return {};
    }

    Result<void> operator()(const ShareSetPrepared& body) {
        if (m_state.sets.contains(body.set))
            return broken("share set " + body.set + " was prepared twice");
        SR_ASSIGN(custody::SetId id, custody::SetId::fromText(body.set));
        if (id.generation != m_state.nextGeneration(id.kind))
            return broken("share set " + body.set + " is not the next generation");
        ShareSetState set;
        set.set = {m_state.authority,
                   m_state.mode,
                   id,
                   {},
                   static_cast<std::uint16_t>(body.identifier),
                   body.secretCommitment,
                   {}};
        set.set.plan.groupThreshold = static_cast<std::uint8_t>(body.groupThreshold);
        for (const ShareGroup& group : body.groups)
            set.set.plan.groups.push_back(
                {static_cast<std::uint8_t>(group.threshold), static_cast<std::uint8_t>(group.members)});
        if (const auto valid = custody::validatePlan(set.set.plan); !valid)
            return broken("share set " + body.set + ": " + valid.error().detail);
        std::set<std::string> persons;
        for (std::size_t i = 0; i < body.members.size(); ++i) {
            const ShareMember& member = body.members[i];
            const custody::Officer* officer = m_state.holder(member.person);
            if (member.member != i + 1 || officer == nullptr || officer->holder() != member.holder ||
                !persons.insert(member.person).second)
                return broken("share set " + body.set + " has a member that is not on the roster, or twice");
            set.set.members.push_back(
                {member.member, member.person, member.holder, member.envelope, member.commitment});
        }
        if (set.set.members.size() != set.set.plan.memberCount())
            return broken("share set " + body.set + " has not as many members as its plan");
        set.prepared = body;
        set.seq = m_entry.seq;
        set.token = body.token;
        m_state.sets[body.set] = std::move(set);
        return {};
    }

    Result<void> operator()(const ShareProven& body) {
        SR_TRY(needMember(body.set, body.person, body.member));
        SR_TRY(needCard(body.person, body.card));
        m_state.sets[body.set].provenBy.insert(body.person);
        return {};
    }

    Result<void> operator()(const ShareOpened& body) {
        SR_TRY(needMember(body.set, body.person, body.member));
        return needCard(body.person, body.card);
    }

    Result<void> operator()(const PinSwitchIntended& body) {
        SR_TRY(needToken(body.device));
        SR_TRY(needSet(body.set));
        ShareSetState& set = m_state.sets[body.set];
        const TokenState& token = m_state.tokens[body.device];
        if (!set.isProven())
            return broken("share set " + body.set + " is used before every holder proved the own share");
        const bool isSo = set.set.id.kind == custody::SetKind::soPin;
        if (isSo != (body.call != "C_InitPIN"))
            return broken(body.call + " with a share set of the other role");
        if (body.call == "C_SetPIN" && (token.soSet.empty() || token.soSet == body.set))
            return broken("an SO PIN was changed where no other one was in use");
        // The old SO PIN opens a token once more; its set does not change by that.
        if (body.call == "C_InitToken" && !token.soSet.empty())
            return token.soSet == body.set
                       ? Result<void>()
                       : broken("a token was initialised with another SO set than the one that opens it");
        set.life = custody::SetState::switching;
        return {};
    }

    Result<void> operator()(const TokenInitialised& body) {
        SR_TRY(needToken(body.device));
        TokenState& token = m_state.tokens[body.device];
        if (!token.blankProven)
            return broken("a token was initialised that was not proven blank");
        token.serial = body.serial;
        token.initialised = true;
        return {};
    }

    Result<void> operator()(const ShareSetActive& body) {
        SR_TRY(needSet(body.set));
        ShareSetState& set = m_state.sets[body.set];
        const bool everyMediumDrilled =
            std::any_of(m_state.backups.begin(), m_state.backups.end(), [&](const auto& pair) {
                return pair.second.manifest.mbkSet == set.set.id && pair.second.isDrilled();
            });
        if (set.set.id.kind == custody::SetKind::mbk && !everyMediumDrilled)
            return broken("an MBK set became active before every medium was drilled");
        set.life = custody::SetState::active;
        set.token = body.token;
        for (auto& [device, token] : m_state.tokens) {
            if (token.serial != body.token)
                continue;
            if (set.set.id.kind == custody::SetKind::soPin)
                token.soSet = body.set;
            if (set.set.id.kind == custody::SetKind::userPin)
                token.userSet = body.set;
        }
        return {};
    }

    Result<void> operator()(const ShareSetRetired& body) {
        const auto by = m_state.sets.find(body.by);
        if (by == m_state.sets.end() || by->second.life != custody::SetState::active || body.by == body.set)
            return broken("share set " + body.set + " was retired before another one was active");
        SR_TRY(needSet(body.set));
        const ShareSetState& set = m_state.sets[body.set];
        if (by->second.set.id.kind != set.set.id.kind)
            return broken("share set " + body.set + " was retired by one of another kind");
        if (set.set.id.kind == custody::SetKind::mbk && !isSuperseded(m_state, set))
            return broken("share set " + body.set + " was retired while a key's newest backup is under it");
        return endSet(body.set, custody::SetState::retired);
    }
    Result<void> operator()(const ShareSetDead& body) {
        SR_TRY(needSet(body.set));
        const ShareSetState& set = m_state.sets[body.set];
        const bool isInUse = set.life == custody::SetState::active || set.life == custody::SetState::retired;
        if (set.set.id.kind == custody::SetKind::mbk && isInUse &&
            (set.life == custody::SetState::active || !exposureOf(m_state, set).copies.empty()))
            return broken("share set " + body.set + " is not dead while a medium with its blobs is about");
        return endSet(body.set, custody::SetState::dead);
    }

    Result<void> operator()(const KeyGenerated& body) {
        const auto* intended = pending<KeyGenerationIntended>();
        if (intended == nullptr || intended->ckaId != body.ckaId || intended->key != body.key)
            return broken("a key was generated without its intent");
        const auto earlier = m_state.keys.find(body.key);
        if (earlier != m_state.keys.end() &&
            (earlier->second.intended.purpose != "record" || !earlier->second.token.empty()))
            return broken("key '" + body.key + "' was generated twice");
        KeyState key;
        key.intended = *intended;
        key.spki = body.spki;
        key.key = ossl::sha256(body.spki);
        key.token = intended->token;
        key.reference = m_reference;
        key.extractable = std::find(body.attributes.begin(), body.attributes.end(), "EXTRACTABLE=1") !=
                          body.attributes.end();
        m_state.keys[body.key] = std::move(key);
        return {};
    }

    Result<void> operator()(const RecordKeyIntroduced& body) {
        for (auto& [device, token] : m_state.tokens) {
            if (token.serial != body.token)
                continue;
            token.recordKey = body.key;
            token.recordKeySince = m_entry.seq;
            return {};
        }
        return broken("a record key was introduced on a token that nobody identified");
    }

    Result<void> operator()(const WrapIntended& body) {
        SR_TRY(needSet(body.set));
        if (!m_state.sets[body.set].isProven())
            return broken("share set " + body.set + " is used before every holder proved the own share");
        return {};
    }

    Result<void> operator()(const KeysWrapped& body) {
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

    Result<void> operator()(const ManifestPrepared& body) {
        if (m_state.backups.contains(body.number))
            return broken("backup number " + std::to_string(body.number) + " was given twice");
        Backup backup;
        SR_ASSIGN(backup.manifest, custody::BackupManifest::fromBytes(body.manifest));
        SR_TRY(checkManifest(body.number, backup.manifest));
        backup.number = body.number;
        backup.prepared = body;
        m_state.backups[body.number] = std::move(backup);
        return {};
    }

    Result<void> operator()(const ManifestSigned& body) {
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
            return broken("the note of backup " + std::to_string(body.number) + ": " +
                          checked.error().detail);
        request->used = true;
        backup.note = body.note;
        m_state.sets[backup.manifest.mbkSet.text()].life = custody::SetState::switching;
        return {};
    }

    Result<void> operator()(const MediumWritten& body) {
        const auto* intended = pending<MediumWriteIntended>();
        if (intended == nullptr || intended->medium != body.medium || intended->folder != body.folder)
            return broken("a medium was written without its intent");
        m_state.media[body.medium][body.folder] = body.digest;
        for (auto& [number, backup] : m_state.backups)
            if (body.folder == "keys-" + std::to_string(number))
                backup.written.insert(body.medium);
        return {};
    }

    Result<void> operator()(const DrillPassed& body) {
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

    Result<void> operator()(const AttributeChanged& body) {
        const auto* intended = pending<AttributeChangeIntended>();
        if (intended == nullptr || intended->ckaId != body.ckaId || intended->attribute != body.attribute ||
            intended->value != body.value)
            return broken("an attribute was changed without its intent");
        for (auto& [name, key] : m_state.keys)
            if (key.intended.ckaId == body.ckaId && body.attribute == "CKA_EXTRACTABLE")
                key.extractable = body.value != "0";
        return {};
    }

    Result<void> operator()(const ApprovalRequested& body) {
        Request request;
        SR_ASSIGN(const base::Operation operation, base::operationFromName(body.operation));
        if (!m_state.policy || body.quorum != m_state.policy->rule(operation).quorum)
            return broken("a request with another quorum than the policy's");
        request.reference = m_reference;
        request.step = m_entry.step;
        request.requested = body;
        m_state.requests.push_back(std::move(request));
        return {};
    }

    Result<void> operator()(const ApprovalGiven& body) {
        SR_TRY(needCard(body.person, body.card));
        Request* request = find(body.request);
        if (request == nullptr || request->used || request->isVoid)
            return broken("an approval for a request that is not open");
        SR_ASSIGN(const base::Operation operation, base::operationFromName(request->requested.operation));
        SR_ASSIGN(const base::Decision decision, base::decisionFromName(body.decision));
        const custody::Officer& officer = *m_state.roster.byPerson(body.person);
        const std::vector<custody::Vote> given = votesOn(m_state, *request);
        if (body.role != custody::nameOf(officer.role))
            return broken(body.person + " decided in another role than the roster's");
        if (const auto allowed = custody::mayVote(*m_state.policy, m_state.roster, operation,
                                                  {body.card, body.person, officer.role, decision}, given,
                                                  rolesActed(m_state));
            !allowed)
            return broken("an approval that does not count: " + allowed.error().detail);
        // What the person said with a card that no longer counts is said anew.
        request->given.insert_or_assign(body.person, body);
        request->isVoid =
            custody::tally(*m_state.policy, m_state.validCards(), operation, votesOn(m_state, *request))
                .state == custody::TallyState::lost;
        return {};
    }

    Result<void> operator()(const TbsPrepared& body) {
        const KeyState* key = m_state.keyByDigest(body.key);
        if (key == nullptr || key->intended.purpose != "ca")
            return broken("something is to be signed with a key that was not generated for it");
        SR_TRY(checkNewNumber(body));
        if (!body.bytes.empty())
            SR_TRY(checkTbs(body));
        if (m_state.preparedObject(body.digest) != nullptr)
            return broken("the same bytes are to be signed twice");
        m_state.prepared.push_back({body, m_reference, m_entry.time, m_entry.step});
        return {};
    }

    Result<void> operator()(const SignatureIntended& body) {
        const PreparedObject* prepared = m_state.preparedObject(body.digest);
        const Request* request = find(body.request);
        if (prepared == nullptr || prepared->burned || prepared->step != m_entry.step)
            return broken("a signature over bytes that this step did not prepare");
        const KeyState* key = m_state.keyByDigest(prepared->prepared.key);
        if (key == nullptr || key->drilledMedia.size() < 2)
            return broken("a signature with a key of which no two media passed their drill");
        if (m_entry.time.seconds - prepared->time.seconds > tbsLifeSeconds)
            return broken("a signature more than 24 hours after its bytes were prepared");
        if (request == nullptr || request->step != m_entry.step)
            return broken("a signature under a request of another step");
        SR_ASSIGN(const base::Subject subject, base::Subject::fromText(request->requested.subject));
        if (subject.kind != prepared->prepared.kind || subject.digest != body.digest)
            return broken("a signature over other bytes than were approved");
        return use(body.request);
    }

    Result<void> operator()(const ObjectSigned& body) {
        const auto* intended = pending<SignatureIntended>();
        if (intended == nullptr || m_state.ceremony->pendingIntent->reference.seq != body.intent)
            return broken("an object was signed without its intent");
        const PreparedObject& prepared = *m_state.preparedObject(intended->digest);
        SR_ASSIGN(const Bytes tbs, pki::tbsOf(body.bytes));
        if (ossl::sha256(tbs) != intended->digest)
            return broken("the signed object does not hold the bytes that were approved");
        if ("tbs-" + body.kind != prepared.prepared.kind || body.object != prepared.prepared.object)
            return broken("a signed object of another kind or name than was approved");
        IssuedObject issued{body.object,
                            body.kind,
                            prepared.prepared.profile,
                            prepared.prepared.number,
                            prepared.prepared.key,
                            body.bytes,
                            m_reference,
                            m_entry.step};
        if (prepared.isCrl()) {
            m_state.crls.push_back(std::move(issued));
            return {};
        }
        if (!m_state.certificates.try_emplace(body.object, std::move(issued)).second)
            return broken("two certificates are named '" + body.object + "'");
        return {};
    }

    Result<void> operator()(const SignatureUnknownNotReleased& body) {
        const auto* intended = pending<SignatureIntended>();
        if (intended == nullptr || m_state.ceremony->pendingIntent->reference.seq != body.intent)
            return broken("a signature of unknown outcome without its intent");
        for (PreparedObject& prepared : m_state.prepared)
            if (prepared.prepared.digest == intended->digest) {
                if (prepared.prepared.number != body.number)
                    return broken("another number was burned than that of the bytes to be signed");
                prepared.burned = true;
            }
        return {};
    }

    Result<void> operator()(const RequestAccepted& body) {
        if (ossl::sha256(body.request) != body.file)
            return broken("the accepted request is not the file that the entry names");
        m_state.accepted.push_back(body);
        return {};
    }

    Result<void> operator()(const RevocationRecorded& body) {
        const auto issuer = m_state.certificates.find(body.issuer);
        const bool isIssued =
            issuer != m_state.certificates.end() &&
            std::any_of(m_state.certificates.begin(), m_state.certificates.end(), [&](const auto& pair) {
                return pair.second.number == body.serial && pair.first != body.issuer;
            });
        if (!isIssued)
            return broken("a certificate was revoked that '" + body.issuer + "' did not issue");
        for (const RevocationRecorded& earlier : m_state.revocations)
            if (earlier.serial == body.serial)
                return broken("certificate " + body.serial + " was revoked twice");
        m_state.revocations.push_back(body);
        return {};
    }

    Result<void> operator()(const BagRecorded& body) {
        for (const auto& [item, bag] : m_state.bags)
            if (bag.number == body.number && item != body.item)
                return broken("bag " + body.number + " belongs to '" + item + "' already");
        m_state.bags[body.item] = body;
        return {};
    }

    Result<void> operator()(const InventoryTaken& body) {
        SR_TRY(needToken(body.device));
        TokenState& token = m_state.tokens[body.device];
        if (token.serial != body.token)
            return broken("an inventory of another token than the one identified");
        token.inventory = body.objects;
        token.inventoryAt = m_entry.seq;
        return {};
    }

    // Erase is locked (PROTOCOL P10) until every CA key in the HSM can come back from two media whose drill
    // passed, and two media carry the record.
    Result<void> operator()(const EraseIntended& body) {
        const Request* request = find(body.request);
        const Bytes order = eraseOrder(body.token, body.inventory, body.checkpoint, body.copies);
        const base::Subject subject{"erase-order", order.size(), ossl::sha256(order)};
        if (request != nullptr && (request->requested.operation != base::nameOf(base::Operation::erase) ||
                                   request->requested.subject != subject.text()))
            return broken("an erase of another order than was approved");
        const TokenState* token = m_state.tokenBySerial(body.token);
        if (token == nullptr || token->inventory != body.inventory)
            return broken("an erase of another inventory than was taken");
        for (const auto& [name, key] : m_state.keys)
            if (key.token == body.token && key.intended.purpose == "ca" && key.drilledMedia.size() < 2)
                return broken("an erase while key '" + name + "' has no two media whose drill passed");
        const std::string folder = "record-" + body.checkpoint.substr(0, body.checkpoint.find(':'));
        std::set<std::string> media;
        for (const RecordCopy& copy : body.copies) {
            const auto written = m_state.media.find(copy.medium);
            if (copy.folder != folder || written == m_state.media.end() ||
                !written->second.contains(copy.folder) || !media.insert(copy.medium).second)
                return broken("an erase with a copy of the record that was not written");
        }
        if (media.size() < 2)
            return broken("an erase before two media carry the record");
        return use(body.request);
    }

    // The record key is destroyed with everything else.
    Result<void> operator()(const ObjectsDestroyed& body) {
        SR_TRY(needErase(body.token));
        endKeys(body.token);
        return {};
    }
    // Of the token's life only the SO set stays: it opens the blank token at the next opening.
    Result<void> operator()(const TokenReset& body) {
        SR_TRY(needErase(body.token));
        endKeys(body.token);
        for (auto& [device, token] : m_state.tokens) {
            if (token.serial != body.token)
                continue;
            if (const auto user = m_state.sets.find(token.userSet); user != m_state.sets.end())
                user->second.life = custody::SetState::dead;
            token.userSet.clear();
            token.initialised = token.blankProven = false;
        }
        return {};
    }
    Result<void> operator()(const EmptinessProven& body) {
        SR_TRY(needErase(body.token));
        for (auto& [device, token] : m_state.tokens)
            if (token.serial == body.token && endsErase(EntryBody(body))) {
                token.inventory.clear();
                token.inventoryAt = 0;
            }
        return {};
    }
    Result<void> operator()(const HsmLost& body) {
        SR_TRY(use(body.request));
        endKeys(body.token);
        return {};
    }

    // An older backup could bring back what was replaced since: only the newest one that holds the key
    // counts.
    Result<void> operator()(const RestoreIntended& body) {
        const auto found = m_state.backups.find(body.number);
        if (found == m_state.backups.end() || found->second.note.empty() ||
            !found->second.written.contains(body.medium))
            return broken("a restore from a medium that carries no signed backup");
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

    Result<void> operator()(const KeyRestored& body) {
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
        return {};
    }

    // A restore that was cut short is approved anew.
    Result<void> operator()(const IntentSettled&) {
        if (const auto* intended = pending<RestoreIntended>())
            if (Request* request = find(intended->request))
                request->isVoid = true;
        return {};
    }

    Result<void> operator()(const RosterProposed& body) {
        auto roster = rosterAfter(m_state, body);
        if (!roster)
            return broken("a proposal for the roster: " + roster.error().detail);
        m_state.proposedRoster = ProposedRoster{m_reference, std::move(*roster)};
        return {};
    }

    Result<void> operator()(const RosterChanged& body) {
        const Request* request = find(body.request);
        if (!m_state.proposedRoster || m_state.proposedRoster->reference != body.proposal)
            return broken("the roster was changed without the proposal that the entry names");
        const custody::Roster roster = m_state.proposedRoster->roster;
        if (roster.digest() != body.roster)
            return broken("the roster is not the one that the entry names");
        if (request == nullptr || request->requested.operation != base::nameOf(base::Operation::roster) ||
            request->requested.subject != rosterSubject(roster).text())
            return broken("the roster was changed without a request for exactly it");
        SR_TRY(use(body.request));
        m_state.roster = roster;
        m_state.proposedRoster.reset();
        return {};
    }

    // Two drilled media of every CA key's newest blobs are left, or the medium is not given up.
    Result<void> operator()(const MediumDestroyed& body) {
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

    // PROTOCOL P2: approvals are for the policy in force.
    Result<void> operator()(const PolicyChanged& body) {
        SR_TRY(use(body.request));
        SR_ASSIGN(m_state.policy, custody::Policy::fromCanonical(body.policy));
        m_state.policyReference = m_reference;
        voidRequests();
        return {};
    }

    Result<void> operator()(const CardLost& body) {
        SR_TRY(needCard(body.person, body.card));
        m_state.lostCards.insert(body.card);
        return {};
    }

    Result<void> operator()(const Resumed&) {
        // What was approved may have been half done: it is approved anew (PROTOCOL P2).
        if (m_state.ceremony->pendingIntent)
            for (Request& request : m_state.requests)
                request.isVoid = request.isVoid || !request.used;
        m_state.ceremony->lastResumed = m_entry.seq;
        return {};
    }
    Result<void> operator()(const Suspended&) {
        m_state.ceremony->suspended = true;
        return {};
    }
    Result<void> operator()(const SuspensionEnded&) {
        if (!m_state.ceremony->suspended)
            return broken("a suspension ended that is none");
        m_state.ceremony->suspended = false;
        return {};
    }
    Result<void> operator()(const ExceptionRaised& body) {
        if (body.kind != "note")
            m_state.ceremony->openException = m_entry.seq;
        return {};
    }
    Result<void> operator()(const ExceptionEnded& body) {
        if (m_state.ceremony->openException != body.exception)
            return broken("an exception ended that is not open");
        m_state.ceremony->openException.reset();
        m_state.ceremony->suspended = body.ending == "suspend";
        m_state.ceremony->abandoned = body.ending == "abandon";
        return {};
    }
    Result<void> operator()(const CeremonyClosed&) {
        m_state.ceremony->closed = true;
        m_state.ceremony->closing = m_reference;
        voidRequests();
        return {};
    }

    // Everything else is remembered as an entry of its step and needs no rule of its own yet.
    template<typename Other>
    Result<void> operator()(const Other&) {
        return {};
    }

private:
    // PROTOCOL P5, P10: a further ceremony goes on from the close checkpoint and its tail, after two people
    // typed the head and confirmed the tail.
    Result<void> checkOpening(const CeremonyOpened& body) const {
        const bool isFirst = m_state.ceremonies == 0;
        if (isFirst != body.previous.isZero())
            return broken("a ceremony names no checkpoint before it, or the first one does");
        if (isFirst)
            return body.tailSize == 0 ? Result<void>() : broken("the first ceremony names a tail");
        if (body.tailSize != m_entry.seq - (m_state.ceremony->closing.seq + 1))
            return broken("the ceremony names another tail than is there");
        for (const std::vector<std::string>& persons : {body.headTypedBy, body.tailConfirmedBy})
            if (std::set<std::string>(persons.begin(), persons.end()).size() < 2)
                return broken("the head was not typed, or the tail not confirmed, by two persons");
        return {};
    }
    static bool holds(const Backup& backup, const std::string& ckaId) {
        return std::any_of(backup.manifest.keys.begin(), backup.manifest.keys.end(),
                           [&](const custody::BackupKey& key) { return key.ckaId == ckaId; });
    }
    static base::Subject restoreSubject(const Backup& backup, const RestoreIntended& body) {
        const Bytes order = restoreOrder(backup.manifest.digest(), body.medium, body.token);
        return {"restore-order", order.size(), ossl::sha256(order)};
    }
    // An act of several items under one request: each item once.
    Result<void> useItem(const EntryReference& reference, const base::Subject& subject,
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
    Result<void> needToken(const std::string& device) const {
        if (!m_state.tokens.contains(device))
            return broken("an entry names the HSM '" + device + "' before it was identified");
        return {};
    }
    Result<void> needSet(const std::string& set) const {
        const auto found = m_state.sets.find(set);
        if (found == m_state.sets.end())
            return broken("an entry names share set " + set + ", which does not exist");
        if (found->second.life == custody::SetState::dead)
            return broken("share set " + set + " is dead");
        return {};
    }
    Result<void> needMember(const std::string& set, const std::string& person, std::uint64_t number) const {
        SR_TRY(needSet(set));
        const custody::ShareMember* member = m_state.sets.at(set).set.memberOf(person);
        if (member == nullptr || member->member != number)
            return broken(person + " is not member " + std::to_string(number) + " of share set " + set);
        const custody::Officer* officer = m_state.roster.byPerson(person);
        if (officer == nullptr || officer->holder() != member->holder)
            return broken(person + " has another card than the share of " + set + " was sealed to");
        return {};
    }
    Result<void> needCard(const std::string& person, const Digest& card) const {
        const custody::Officer* known = m_state.roster.byPerson(person);
        if (known == nullptr || known->card() != card)
            return broken("an entry names a card that is not the one of " + person);
        if (m_state.lostCards.contains(card))
            return broken("the card of " + person + " is recorded as lost");
        return {};
    }
    Result<void> endSet(const std::string& set, custody::SetState life) {
        SR_TRY(needSet(set));
        m_state.sets[set].life = life;
        return {};
    }
    Result<void> use(const EntryReference& reference) {
        Request* request = find(reference);
        if (request == nullptr || request->used || request->isVoid)
            return broken("an act without an open request");
        if (approvalsOf(*request) < request->requested.quorum)
            return broken("an act before its quorum approved");
        request->used = true;
        return {};
    }
    // With cards that count now: one that was lost in the meantime does not.
    std::uint64_t approvalsOf(const Request& request) const {
        const std::vector<custody::Vote> votes = votesOn(m_state, request);
        return static_cast<std::uint64_t>(std::count_if(votes.begin(), votes.end(), [](const auto& vote) {
            return vote.decision == base::Decision::approve;
        }));
    }
    void voidRequests() {
        for (Request& request : m_state.requests)
            request.isVoid = true;
    }
    Result<void> needErase(const std::string& serial) const {
        const auto* intended = pending<EraseIntended>();
        if (intended == nullptr || intended->token != serial)
            return broken("an erase without its intent");
        return {};
    }
    void endKeys(const std::string& serial) {
        for (auto& [name, key] : m_state.keys)
            if (key.token == serial)
                key.token.clear();
        for (auto& [device, token] : m_state.tokens)
            if (token.serial == serial) {
                token.recordKey = {};
                token.recordKeySince = 0;
            }
    }
    Result<void> checkManifest(std::uint64_t number, const custody::BackupManifest& manifest) const {
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
    // PROTOCOL P10: a number is used once, whatever became of what carried it; CRL numbers rise.
    Result<void> checkNewNumber(const TbsPrepared& body) const {
        SR_TRY(pki::checkNumber(body.number));
        for (const PreparedObject& earlier : m_state.prepared) {
            if (earlier.prepared.kind != body.kind)
                continue;
            if (!earlier.isCrl() && earlier.prepared.number == body.number)
                return broken("serial number " + body.number + " is used twice");
            if (earlier.isCrl() && earlier.prepared.key == body.key &&
                pki::compareNumbers(body.number, earlier.prepared.number) <= 0)
                return broken("CRL number " + body.number + " does not rise");
        }
        return {};
    }
    Result<void> checkTbs(const TbsPrepared& body) const {
        if (ossl::sha256(body.bytes) != body.digest)
            return broken("the bytes to be signed do not have the digest that the entry names");
        std::string number;
        if (body.kind == "tbs-crl") {
            SR_ASSIGN(const pki::CrlValues crl, pki::readTbsCertList(body.bytes));
            number = crl.number;
        } else {
            SR_ASSIGN(const pki::CertificateValues certificate, pki::readTbsCertificate(body.bytes));
            number = certificate.serial;
        }
        if (number != body.number)
            return broken("the bytes to be signed have another number than the entry says");
        return {};
    }
    Request* find(const EntryReference& reference) {
        const auto found =
            std::find_if(m_state.requests.begin(), m_state.requests.end(),
                         [&](const Request& request) { return request.reference == reference; });
        return found != m_state.requests.end() ? &*found : nullptr;
    }
    template<typename Intent>
    const Intent* pending() const {
        const auto& intent = m_state.ceremony->pendingIntent;
        return intent ? std::get_if<Intent>(&intent->body) : nullptr;
    }

    AuthorityState& m_state;
    EntryReference m_reference;
    const audit::Entry& m_entry;
};

Result<void> checkFrame(const AuthorityState& state, std::uint64_t seq, std::string_view ceremonyId,
                        const EntryBody& body) {
    if ((seq == 0) != std::holds_alternative<AuthorityCreated>(body))
        return broken("authority_created is the first entry and no other");
    if (seq == 0)
        return {};
    if ((seq == 1) && !std::holds_alternative<CeremonyOpened>(body))
        return broken("the second entry opens the first ceremony");
    if (std::holds_alternative<CeremonyOpened>(body))
        return {};
    if (!state.ceremony || ceremonyId != state.ceremony->id)
        return broken("an entry of a ceremony that is not the newest");
    if (state.ceremony->closed && !isTail(body))
        return broken("after ceremony_closed only entries of the tail may follow");
    if (state.ceremony->pendingIntent && isIntent(body))
        return broken("an intent while an earlier one has no outcome");
    return {};
}

} // namespace

Result<void> apply(AuthorityState& state, const audit::Entry& entry) {
    SR_ASSIGN(EntryBody body, readBody(entry.type, entry.body));
    SR_TRY(checkFrame(state, entry.seq, entry.ceremony, body));
    if (entry.seq > 0 && entry.mode != state.mode)
        return Error{ErrorCode::wrongMode, "an entry of another mode"};
    SR_TRY(std::visit(Fold(state, entry), body));

    state.size = entry.seq + 1;
    state.head = entry.hash;
    state.lastTime = entry.time;
    if (entry.seq == 0)
        return {};
    CeremonyState& ceremony = *state.ceremony;
    if (ceremony.pendingIntent && endsIntent(ceremony.pendingIntent->body, body))
        ceremony.pendingIntent.reset();
    Recorded recorded{{entry.seq, entry.hash}, entry.time, entry.step, std::move(body)};
    if (isIntent(recorded.body))
        ceremony.pendingIntent = recorded;
    ceremony.steps[entry.step].push_back(std::move(recorded));
    return {};
}

Result<AuthorityState> replay(const std::filesystem::path& record) {
    SR_ASSIGN(audit::ChainReader reader, audit::ChainReader::open(record));
    AuthorityState state;
    while (true) {
        SR_ASSIGN(const audit::Entry* entry, reader.next());
        if (entry == nullptr)
            return state;
        if (const auto applied = apply(state, *entry); !applied)
            return Error{applied.error().code,
                         "entry " + std::to_string(entry->seq) + ": " + applied.error().detail};
    }
}

} // namespace strongroom::authority

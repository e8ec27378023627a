#include "core/authority/verify/signature_rules.h"

#include "core/authority/statements.h"
#include "core/custody/backup_set.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::authority {

namespace {

template<typename Intent>
const Intent* pendingIn(const AuthorityState& state) {
    if (!state.ceremony || !state.ceremony->pendingIntent)
        return nullptr;
    return std::get_if<Intent>(&state.ceremony->pendingIntent->body);
}

} // namespace

struct SignatureRules::Visitor {
    SignatureRules& rules;
    const Place& place;
    const AuthorityState& state = place.before;

    Result<void> operator()(const RosterProposed& body) {
        for (const CardEnrolled& added : body.added)
            SR_TRY((*this)(added));
        return {};
    }

    Result<void> operator()(const CardEnrolled& body) {
        SR_TRY(checkEarlier(place, body.head));
        custody::Officer officer;
        officer.person = body.person;
        officer.algorithm = body.algorithm;
        officer.signSpki = body.signSpki;
        SR_ASSIGN(const Bytes statement,
                  challengeStatement(state, body.role, officer.card(), body.nonce, body.head));
        SR_TRY(fresh(statement));
        return verifyCard(officer, statement, body.signature);
    }

    Result<void> operator()(const CardSignedIn& body) {
        SR_TRY(checkEarlier(place, body.head));
        SR_ASSIGN(const custody::Officer* officer, officerWith(place, body.person, body.card));
        SR_ASSIGN(const Bytes statement, challengeStatement(state, custody::nameOf(officer->role), body.card,
                                                            body.nonce, body.head));
        SR_TRY(fresh(statement));
        return verifyCard(*officer, statement, body.signature);
    }

    Result<void> operator()(const PolicyProposed&) {
        rules.m_founding.reset();
        return {};
    }

    Result<void> operator()(const FoundingSigned& body) {
        SR_ASSIGN(const custody::Officer* officer, officerWith(place, body.person, body.card));
        SR_ASSIGN(const Bytes statement, foundingStatement(state));
        const Digest digest = ossl::sha256(statement);
        // The roster may not grow between the first card's signature and the last one's.
        if (rules.m_founding && *rules.m_founding != digest)
            return brokenRule("the cards did not sign one and the same founding statement");
        rules.m_founding = digest;
        return verifyCard(*officer, statement, body.signature);
    }

    Result<void> operator()(const AuthorityFounded& body) {
        SR_ASSIGN(const Bytes statement, foundingStatement(state));
        if (ossl::sha256(statement) != body.anchor || rules.m_founding != body.anchor)
            return brokenRule("the anchor is not the digest of what the cards signed");
        if (const auto valid = custody::validate(*state.policy, state.roster); !valid)
            return brokenRule(valid.error().detail);
        if (rules.m_anchor && *rules.m_anchor != body.anchor)
            return Error{ErrorCode::anchorMismatch,
                         "the authority's anchor is another one than the one given"};
        return {};
    }

    Result<void> operator()(const ShareProven& body) {
        SR_TRY(checkEarlier(place, body.head));
        SR_ASSIGN(const custody::Officer* officer, officerWith(place, body.person, body.card));
        SR_ASSIGN(const Bytes statement,
                  shareProofStatement(state, body.set, *officer, body.nonce, body.head));
        SR_TRY(fresh(statement));
        return verifyCard(*officer, statement, body.signature);
    }

    Result<void> operator()(const KeyGenerated& body) {
        return verifyProof(body.spki, base::ProofPurpose::generated, std::nullopt, body.proof);
    }

    Result<void> operator()(const KeyRestored& body) {
        const auto* intended = pendingIn<RestoreIntended>(state);
        const KeyState* key = state.keyById(body.ckaId);
        if (intended == nullptr || intended->ckaId != body.ckaId || intended->token != body.token)
            return brokenRule("a key was restored without its intent");
        if (key == nullptr || key->key != body.key)
            return brokenRule("a key was restored that is not the one generated");
        return verifyProof(key->spki, base::ProofPurpose::restored, intended->medium, body.proof);
    }

    Result<void> operator()(const DrillPassed& body) {
        const auto* intended = pendingIn<DrillIntended>(state);
        if (intended == nullptr || intended->medium != body.medium || intended->number != body.number ||
            intended->set != body.set)
            return brokenRule("a drill passed without its intent");
        const auto backup = state.backups.find(body.number);
        if (backup == state.backups.end())
            return brokenRule("a drill of a backup that nobody prepared");
        SR_ASSIGN(const auto manifest, custody::BackupManifest::fromBytes(backup->second.prepared.manifest));
        std::set<std::string> drilled;
        for (const DrilledKey& one : body.keys) {
            const KeyState* key = state.keyById(one.ckaId);
            if (key == nullptr || key->key != one.key || !drilled.insert(one.ckaId).second)
                return brokenRule("a key was drilled that is not the one generated, or twice");
            SR_TRY(verifyProof(key->spki, base::ProofPurpose::drill, body.medium, one.proof));
        }
        for (const custody::BackupKey& key : manifest.keys)
            if (!drilled.contains(key.ckaId))
                return brokenRule("the drill leaves out key " + key.ckaId + " of the backup");
        return {};
    }

    Result<void> operator()(const RecordKeyIntroduced& body) {
        const auto found = std::find_if(state.keys.begin(), state.keys.end(),
                                        [&](const auto& pair) { return pair.second.key == body.key; });
        if (found == state.keys.end() || found->second.intended.purpose != "record")
            return brokenRule("a record key was introduced that was not generated as one");
        const KeyState& key = found->second;
        if (body.token != key.intended.token || body.head != key.reference)
            return brokenRule("a record key was introduced with another token or another entry than its own");
        if (body.previous != state.previousNote)
            return brokenRule("a record key was introduced after another checkpoint than the last one");
        for (const auto& [device, token] : state.tokens)
            if (token.serial == body.token && !token.recordKey.isZero() && token.recordKey != body.key)
                return brokenRule("a second record key in one life of the HSM");
        std::vector<Digest> cards;
        for (const CardSignature& one : body.signatures) {
            SR_ASSIGN(const custody::Officer* officer, officerWith(place, one.person, one.card));
            if (std::find(cards.begin(), cards.end(), one.card) != cards.end())
                return brokenRule("the card of " + one.person + " introduces the record key twice");
            SR_ASSIGN(const Bytes statement, recordKeyStatement(state, key, *officer));
            SR_TRY(fresh(statement));
            SR_TRY(verifyCard(*officer, statement, one.signature));
            cards.push_back(one.card);
        }
        if (!state.anchor || !state.policy)
            return brokenRule("a record key was introduced before the founding");
        if (const auto enough = custody::recordQuorum(*state.policy, state.roster, cards); !enough)
            return brokenRule("introduction of the record key: " + enough.error().detail);
        return {};
    }

    Result<void> operator()(const TranscriptMade& body) {
        if (body.size > place.entry.seq)
            return brokenRule("a transcript of entries that were not written yet");
        return {};
    }

    Result<void> operator()(const TranscriptSigned& body) {
        SR_ASSIGN(const custody::Officer* officer, officerWith(place, body.person, body.card));
        SR_ASSIGN(const base::TranscriptChoice choice, base::transcriptChoiceFromName(body.choice));
        if (body.role != custody::nameOf(officer->role))
            return brokenRule(body.person + " signed the transcript in another role");
        SR_ASSIGN(const Bytes statement, transcriptStatement(state, *officer, choice, body.reason));
        return verifyCard(*officer, statement, body.signature);
    }

    template<typename Other>
    Result<void> operator()(const Other&) {
        return {};
    }

    Result<void> fresh(const Bytes& statement) {
        if (!rules.m_statements.insert(ossl::sha256(statement)).second)
            return brokenRule("it repeats a statement that was signed before: it is not fresh");
        return {};
    }

    Result<void> verifyProof(const Bytes& spki, base::ProofPurpose purpose, std::optional<std::string> medium,
                             const KeyProof& proof) {
        const Digest key = ossl::sha256(spki);
        SR_ASSIGN(const Bytes statement,
                  keyProofStatement(state, key, purpose, std::move(medium), proof.nonce));
        SR_TRY(fresh(statement));
        return verifySignature(spki, proof.algorithm, statement, proof.signature,
                               "key " + key.hex().substr(0, 16) + " in its proof");
    }
};

Result<void> SignatureRules::check(const Place& place, const EntryBody& body) {
    return std::visit(Visitor{*this, place}, body);
}

} // namespace strongroom::authority

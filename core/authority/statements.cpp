#include "core/authority/statements.h"

#include "core/audit/checkpoint.h"
#include "core/base/hex.h"
#include "core/ossl/digest.h"

namespace strongroom::authority {

namespace {

Result<const CeremonyState*> ceremonyOf(const AuthorityState& state) {
    if (!state.ceremony)
        return Error{ErrorCode::notNow, "no ceremony was opened yet"};
    return &*state.ceremony;
}

Result<std::optional<Digest>> digestOrNone(const std::string& hex) {
    if (hex == "-")
        return std::optional<Digest>();
    SR_ASSIGN(const Digest digest, base::digestFromHex(hex));
    return std::optional(digest);
}

std::optional<std::string> textOrNone(const std::string& text) {
    return text == "-" ? std::nullopt : std::optional(text);
}

std::optional<Digest> digestOfReason(const std::string& reason) {
    return reason.empty() ? std::nullopt : std::optional(ossl::sha256(base::viewOf(reason)));
}

const TranscriptMade* newestTranscript(const CeremonyState& ceremony) {
    const TranscriptMade* newest = nullptr;
    std::uint64_t seq = 0;
    for (const auto& [step, entries] : ceremony.steps)
        for (const Recorded& recorded : entries)
            if (const auto* made = std::get_if<TranscriptMade>(&recorded.body);
                made != nullptr && recorded.reference.seq >= seq) {
                newest = made;
                seq = recorded.reference.seq;
            }
    return newest;
}

} // namespace

Result<Bytes> challengeStatement(const AuthorityState& state, const std::string& role, const Digest& card,
                                 ByteView nonce, const EntryReference& head) {
    SR_ASSIGN(const CeremonyState* ceremony, ceremonyOf(state));
    SR_ASSIGN(const base::Nonce drawn, base::nonceOf(nonce));
    return base::writeStatement(
        base::ChallengeStatement{state.mode, state.authority, ceremony->id, role, card, drawn, head});
}

Result<Bytes> foundingStatement(const AuthorityState& state) {
    if (!state.policyProposed || !state.policy)
        return Error{ErrorCode::notNow, "no policy was proposed yet"};
    return base::writeStatement(base::FoundingStatement{state.mode, state.authority, *state.policyProposed,
                                                        state.roster.digest(), state.policy->digest(),
                                                        state.roster.officers().size()});
}

Result<Bytes> shareProofStatement(const AuthorityState& state, const std::string& set,
                                  const custody::Officer& officer, ByteView nonce,
                                  const EntryReference& head) {
    SR_ASSIGN(const CeremonyState* ceremony, ceremonyOf(state));
    const auto found = state.sets.find(set);
    const custody::ShareMember* member =
        found != state.sets.end() ? found->second.set.memberOf(officer.person) : nullptr;
    if (member == nullptr)
        return Error{ErrorCode::shareForeign, officer.person + " holds no share of '" + set + "'"};
    SR_ASSIGN(const base::Nonce drawn, base::nonceOf(nonce));
    return base::writeStatement(base::ShareProofStatement{state.mode, state.authority, ceremony->id, set,
                                                          member->member, member->commitment,
                                                          member->envelope, officer.card(), drawn, head});
}

Result<Bytes> recordKeyStatement(const AuthorityState& state, const KeyState& key,
                                 const custody::Officer& officer) {
    SR_ASSIGN(const CeremonyState* ceremony, ceremonyOf(state));
    SR_ASSIGN(const std::optional<Digest> previous, digestOrNone(state.previousNote));
    return base::writeStatement(base::RecordKeyStatement{state.mode, state.authority, ceremony->id, key.key,
                                                         key.intended.token, previous, officer.card(),
                                                         key.reference});
}

Result<Bytes> keyProofStatement(const AuthorityState& state, const Digest& key, base::ProofPurpose purpose,
                                std::optional<std::string> medium, ByteView nonce) {
    SR_ASSIGN(const CeremonyState* ceremony, ceremonyOf(state));
    SR_ASSIGN(const base::Nonce drawn, base::nonceOf(nonce));
    return base::writeStatement(base::KeyProofStatement{state.mode, state.authority, ceremony->id, key,
                                                        purpose, std::move(medium), drawn});
}

Result<Bytes> approvalStatement(const AuthorityState& state, const Request& request,
                                const custody::Officer& officer, base::Decision decision,
                                const std::string& reason) {
    SR_ASSIGN(const CeremonyState* ceremony, ceremonyOf(state));
    if (!state.anchor)
        return Error{ErrorCode::notNow, "nothing is approved before the founding"};
    base::ApprovalStatement statement;
    statement.mode = state.mode;
    statement.authority = state.authority;
    statement.ceremony = ceremony->id;
    statement.step = request.step;
    statement.plan = ceremony->opened.plan;
    statement.policy = state.policyReference;
    statement.request = request.reference;
    SR_ASSIGN(statement.operation, base::operationFromName(request.requested.operation));
    SR_ASSIGN(statement.key, digestOrNone(request.requested.key));
    statement.algorithm = textOrNone(request.requested.algorithm);
    SR_ASSIGN(statement.subject, base::Subject::fromText(request.requested.subject));
    SR_ASSIGN(statement.lint, digestOrNone(request.requested.lint));
    statement.role = custody::nameOf(officer.role);
    statement.card = officer.card();
    statement.decision = decision;
    statement.reason = digestOfReason(reason);
    return base::writeStatement(statement);
}

Result<Bytes> transcriptStatement(const AuthorityState& state, const custody::Officer& officer,
                                  base::TranscriptChoice choice, const std::string& reason) {
    SR_ASSIGN(const CeremonyState* ceremony, ceremonyOf(state));
    const TranscriptMade* made = newestTranscript(*ceremony);
    if (made == nullptr)
        return Error{ErrorCode::notNow, "no transcript was made yet"};
    return base::writeStatement(base::TranscriptStatement{
        state.mode, state.authority, ceremony->id, made->size, made->digest, custody::nameOf(officer.role),
        officer.card(), choice, digestOfReason(reason)});
}

Bytes eraseOrder(const std::string& token, const std::vector<std::string>& inventory,
                 const std::string& checkpoint, const std::vector<RecordCopy>& copies) {
    base::Value::Array places, objects;
    for (const RecordCopy& copy : copies) {
        base::Value place;
        place.set("folder", copy.folder).set("medium", copy.medium);
        places.push_back(std::move(place));
    }
    for (const std::string& object : inventory)
        objects.push_back(object);
    base::Value order;
    order.set("checkpoint", checkpoint).set("copies", std::move(places));
    order.set("inventory", std::move(objects)).set("token", token);
    return base::bytesOf(base::writeCanonical(order));
}

Bytes restoreOrder(const Digest& manifest, const std::string& medium, const std::string& token) {
    base::Value order;
    order.set("manifest", manifest).set("medium", medium).set("token", token);
    return base::bytesOf(base::writeCanonical(order));
}

std::vector<custody::Vote> votesOn(const AuthorityState& state, const Request& request) {
    std::vector<custody::Vote> votes;
    for (const auto& [person, given] : request.given) {
        const custody::Officer* officer = state.holder(person);
        const auto decision = base::decisionFromName(given.decision);
        if (officer != nullptr && officer->card() == given.card && decision)
            votes.push_back({given.card, person, officer->role, *decision});
    }
    return votes;
}

std::vector<custody::ActingRole> rolesActed(const AuthorityState& state) {
    std::vector<custody::ActingRole> acted;
    for (const Request& request : state.requests)
        if (request.reference.seq > state.ceremony->openedSeq)
            for (const custody::Vote& vote : votesOn(state, request))
                acted.push_back({vote.person, vote.role});
    return acted;
}

Result<void> checkGranted(const AuthorityState& state, const Request& request) {
    SR_ASSIGN(const base::Operation operation, base::operationFromName(request.requested.operation));
    if (!state.anchor || !state.policy)
        return Error{ErrorCode::denied, "nothing is approved before the founding"};
    const custody::Tally votes =
        custody::tally(*state.policy, state.validCards(), operation, votesOn(state, request));
    if (votes.state != custody::TallyState::granted)
        return Error{ErrorCode::denied, std::string(base::nameOf(operation)) + ": " +
                                            std::to_string(votes.approvals) + " of " +
                                            std::to_string(votes.needed) + " approvals"};
    return {};
}

Result<audit::NoteKeys> liveNoteKeys(const AuthorityState& state) {
    audit::NoteKeys keys;
    keys.authority = state.authority;
    for (const auto& [device, token] : state.tokens) {
        if (token.recordKey.isZero())
            continue;
        for (const auto& [name, key] : state.keys)
            if (key.key == token.recordKey)
                keys.recordKey = key.spki;
        if (!keys.recordKey)
            return Error{ErrorCode::keyMismatch, "the record key of '" + device + "' is not on record"};
    }
    for (const custody::Officer& officer : state.roster.officers())
        if (!state.lostCards.contains(officer.card()))
            keys.cards.push_back({officer.signSpki, officer.algorithm});
    return keys;
}

Result<void> checkManifestNote(const AuthorityState& state, ByteView manifest, const base::Note& note) {
    SR_ASSIGN(const audit::NoteKeys keys, liveNoteKeys(state));
    SR_ASSIGN(const audit::ManifestClaim claim, audit::verifyManifestNote(note, keys));
    if (claim.manifest != ossl::sha256(manifest) || claim.size != manifest.size())
        return Error{ErrorCode::digestMismatch, "the note is about another manifest"};
    return {};
}

Result<audit::SignedCheckpoint> checkNote(const AuthorityState& state, const base::Note& note) {
    SR_ASSIGN(const audit::NoteKeys keys, liveNoteKeys(state));
    SR_ASSIGN(audit::SignedCheckpoint checked, audit::verifyCheckpoint(note, keys));
    if (keys.recordKey && !checked.signers.recordKey)
        return Error{ErrorCode::signatureInvalid, "a checkpoint lacks the signature of the record key"};
    if (!state.policy)
        return Error{ErrorCode::recordBroken, "a checkpoint before there was a policy"};
    SR_TRY(custody::recordQuorum(*state.policy, state.roster, checked.signers.cards));
    return checked;
}

} // namespace strongroom::authority

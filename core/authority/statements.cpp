#include "core/authority/statements.h"

#include "core/audit/checkpoint.h"
#include "core/ossl/digest.h"

namespace strongroom::authority {

namespace {

std::optional<Bytes> liveRecordKey(const AuthorityState& state) {
    std::optional<Bytes> spki;
    for (const auto& [device, token] : state.tokens)
        for (const auto& [name, key] : state.keys)
            if (!token.recordKey.isZero() && key.key == token.recordKey)
                spki = key.spki;
    return spki;
}

} // namespace

Result<Bytes> foundingStatement(const AuthorityState& state) {
    if (!state.policyProposed || !state.policy)
        return Error{ErrorCode::notNow, "no policy was proposed yet"};
    return base::writeStatement(base::FoundingStatement{state.mode, state.authority, *state.policyProposed,
                                                        state.roster.digest(), state.policy->digest(),
                                                        state.roster.officers().size()});
}

Result<Bytes> recordKeyStatement(const AuthorityState& state, const KeyState& key,
                                 const custody::Officer& officer) {
    std::optional<Digest> previous;
    if (state.previousNote != "-") {
        SR_ASSIGN(previous, base::digestFromHex(state.previousNote));
    }
    return base::writeStatement(base::RecordKeyStatement{state.mode, state.authority, state.ceremony->id,
                                                         key.key, key.intended.token, previous,
                                                         officer.card(), key.reference});
}

Result<Bytes> approvalStatement(const AuthorityState& state, const Request& request,
                                const custody::Officer& officer, base::Decision decision,
                                std::string_view reason) {
    const ApprovalRequested& asked = request.requested;
    base::ApprovalStatement statement;
    statement.mode = state.mode;
    statement.authority = state.authority;
    statement.ceremony = state.ceremony->id;
    statement.step = request.step;
    statement.plan = state.ceremony->opened.plan;
    statement.policy = state.policyReference;
    statement.request = request.reference;
    SR_ASSIGN(statement.operation, base::operationFromName(asked.operation));
    if (asked.key != "-") {
        SR_ASSIGN(statement.key, base::digestFromHex(asked.key));
    }
    if (asked.algorithm != "-")
        statement.algorithm = asked.algorithm;
    SR_ASSIGN(statement.subject, base::Subject::fromText(asked.subject));
    if (asked.lint != "-") {
        SR_ASSIGN(statement.lint, base::digestFromHex(asked.lint));
    }
    statement.role = custody::nameOf(officer.role);
    statement.card = officer.card();
    statement.decision = decision;
    if (!reason.empty())
        statement.reason = ossl::sha256(base::viewOf(reason));
    return base::writeStatement(statement);
}

std::vector<custody::Vote> votesOn(const AuthorityState& state, const Request& request) {
    std::vector<custody::Vote> votes;
    for (const auto& [person, given] : request.given)
        if (const custody::Officer* officer = state.roster.byPerson(person))
            votes.push_back(
                {given.card, person, officer->role,
                 given.decision == "approve" ? base::Decision::approve : base::Decision::decline});
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

Result<void> checkManifestNote(const AuthorityState& state, ByteView manifest, const base::Note& note) {
    audit::NoteKeys keys;
    keys.authority = state.authority;
    keys.recordKey = liveRecordKey(state);
    SR_ASSIGN(const audit::ManifestClaim claim, audit::verifyManifestNote(note, keys));
    if (claim.manifest != ossl::sha256(manifest) || claim.size != manifest.size())
        return Error{ErrorCode::digestMismatch, "the note is about another manifest"};
    return {};
}

Result<void> checkNote(const AuthorityState& state, const base::Note& note) {
    audit::NoteKeys keys;
    keys.authority = state.authority;
    keys.recordKey = liveRecordKey(state);
    for (const custody::Officer& officer : state.roster.officers())
        if (!state.lostCards.contains(officer.card()))
            keys.cards.push_back({officer.signSpki, officer.algorithm});
    SR_ASSIGN(const audit::SignedCheckpoint checked, audit::verifyCheckpoint(note, keys));
    if (keys.recordKey && !checked.signers.recordKey)
        return Error{ErrorCode::signatureInvalid, "a checkpoint lacks the signature of the record key"};
    if (!state.policy)
        return Error{ErrorCode::recordBroken, "a checkpoint before there was a policy"};
    return custody::recordQuorum(*state.policy, state.roster, checked.signers.cards);
}

} // namespace strongroom::authority

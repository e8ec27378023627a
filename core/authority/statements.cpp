#include "core/authority/statements.h"

#include "core/audit/checkpoint.h"
#include "core/base/statement.h"
#include "core/custody/quorum.h"

namespace strongroom::authority {

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

Result<void> checkNote(const AuthorityState& state, const base::Note& note) {
    audit::NoteKeys keys;
    keys.authority = state.authority;
    for (const auto& [device, token] : state.tokens)
        for (const auto& [name, key] : state.keys)
            if (!token.recordKey.isZero() && key.key == token.recordKey)
                keys.recordKey = key.spki;
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

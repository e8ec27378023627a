// Acts of a quorum on exact bytes (PROTOCOL P2): the request, and each card's decision on it.
#include "core/authority/statements.h"
#include "core/engine/perform.h"
#include "core/ossl/random.h"

namespace strongroom::engine {

Result<void> performAct(Workbench& bench, const ceremony::RequestApproval& act) {
    SR_ASSIGN(Bytes nonce, ossl::randomBytes(32));
    authority::ApprovalRequested requested;
    requested.operation = base::nameOf(act.operation);
    requested.subject = act.subject.text();
    requested.key = act.key;
    requested.algorithm = act.algorithm;
    requested.lint = act.lint;
    requested.nonce = std::move(nonce);
    requested.quorum = bench.state().policy->rule(act.operation).quorum;
    return bench.record(std::move(requested));
}

Result<void> decideOn(Workbench& bench, const custody::Officer& officer, const ceremony::CardAct& act) {
    const authority::AuthorityState& state = bench.state();
    SR_ASSIGN(const base::EntryReference reference, base::EntryReference::fromText(act.open.subject));
    const authority::Request* request = state.request(reference);
    if (request == nullptr || request->used || request->isVoid)
        return Error{ErrorCode::notNow, "there is no open request " + act.open.subject};
    const base::Decision decision =
        act.decision == api::Decision::approve ? base::Decision::approve : base::Decision::decline;
    SR_ASSIGN(const base::Operation operation, base::operationFromName(request->requested.operation));
    SR_TRY(custody::mayVote(*state.policy, state.roster, operation,
                            {officer.card(), officer.person, officer.role, decision},
                            authority::votesOn(state, *request), authority::rolesActed(state)));
    SR_ASSIGN(const Bytes statement,
              authority::approvalStatement(state, *request, officer, decision, act.reason));
    auto signature = bench.cards.sign(officer.signSpki, officer.algorithm, statement);
    if (!signature)
        return Error{signature.error().code, officer.person + ": " + signature.error().detail,
                     signature.error().ckRv};
    return bench.record(authority::ApprovalGiven{reference, officer.person, custody::nameOf(officer.role),
                                                 base::nameOf(decision), act.reason, officer.card(),
                                                 std::move(*signature)});
}

} // namespace strongroom::engine

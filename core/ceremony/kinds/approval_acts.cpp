#include "core/ceremony/kinds/approval_acts.h"

#include "core/authority/statements.h"
#include "core/ceremony/kinds/share_acts.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

// The newest request of this step about exactly these bytes. One that is void after a restart, or was used by
// an act that was cut short, is made again; one that the declines made void is not: people decide.
const authority::Request* requestOf(const Context& context, const RequestApproval& wanted) {
    const auto& requests = context.state.requests;
    const auto found =
        std::find_if(requests.rbegin(), requests.rend(), [&](const authority::Request& request) {
            return request.requested.operation == base::nameOf(wanted.operation) &&
                   request.requested.subject == wanted.subject.text() &&
                   std::any_of(context.entries.begin(), context.entries.end(),
                               [&](const auto& entry) { return entry.reference == request.reference; });
        });
    return found != requests.rend() ? &*found : nullptr;
}

} // namespace

Approval askForApproval(const Context& context, const RequestApproval& wanted, api::CardActsStep acts) {
    const authority::Request* request = requestOf(context, wanted);
    if (request == nullptr)
        return {nullptr, Next(Do{wanted})};
    const custody::Tally tally =
        custody::tally(*context.state.policy, context.state.validCards(), wanted.operation,
                       authority::votesOn(context.state, *request));
    if (tally.state == custody::TallyState::lost)
        return {nullptr,
                Next(Wait{api::DecideStep{
                              {SR_TEXT("So many declined that the approval cannot be reached any more."), {}},
                              {SR_TEXT("Raise an exception: what was asked for is prepared anew in another "
                                       "attempt, or the ceremony is suspended."),
                               {}}},
                          {}})};
    // One request, one act: an act that was cut short is approved anew.
    if (request->isVoid || request->used)
        return {nullptr, Next(Do{wanted})};
    if (tally.state == custody::TallyState::granted)
        return {request, std::nullopt};
    acts.needed = tally.needed;
    api::ActProgress progress{api::CardActKind::approve,
                              request->reference.text(),
                              {SR_TEXT("Approve: %1"), {base::nameOf(wanted.operation)}},
                              {},
                              tally.needed};
    for (const auto& [person, given] : request->given)
        if (given.decision == "approve")
            progress.done.push_back(person);
    acts.progress.push_back(std::move(progress));
    acts.digest = wanted.subject.digest.hex();
    for (const std::string& person : tally.mayStillVote)
        if (context.state.holder(person) != nullptr)
            acts.open.push_back({person,
                                 api::CardActKind::approve,
                                 request->reference.text(),
                                 {SR_TEXT("Approve: %1"), {base::nameOf(wanted.operation)}}});
    return {nullptr, Next(waitFor(std::move(acts)))};
}

} // namespace strongroom::ceremony

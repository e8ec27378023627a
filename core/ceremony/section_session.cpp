#include "core/ceremony/section_session.h"

#include "core/ceremony/kinds/missing.h"

namespace strongroom::ceremony {

std::optional<Next> sessionFirst(const authority::AuthorityState& state, const Volatile& now,
                                 const PlanStep& step) {
    for (const auto& [device, set] : now.sessions)
        if (!step.session || step.session->device != device)
            return Next(Do{CloseSession{device}});
    if (!step.session || !step.kind->needsSession() || now.sessions.contains(step.session->device))
        return std::nullopt;
    const auto token = state.tokens.find(step.session->device);
    if (token == state.tokens.end() || token->second.userSet.empty())
        return Next(Refuse{
            {ErrorCode::planInvalid, "the section's session needs an HSM that was initialised before"}});
    if (!now.devices.contains(step.session->device))
        return Next(waitForHsm(step.session->device)); // no share is released for an HSM that is not there
    const std::string& set = token->second.userSet;
    const authority::ShareSetState& shares = state.sets.at(set);
    const auto released = now.released.find(set);
    const std::uint64_t have = released == now.released.end() ? 0 : released->second.size();
    if (have >= shares.threshold())
        return Next(Do{OpenSession{step.session->device, set}});
    api::CardActsStep acts;
    acts.what = "session";
    acts.text = {SR_TEXT("%1 of %2 officers release their share: this opens the HSM."),
                 {std::to_string(shares.threshold()), std::to_string(shares.set.members.size())}};
    acts.needed = shares.threshold();
    acts.progress.push_back({api::CardActKind::releaseShare,
                             set,
                             {SR_TEXT("Shares of %1 released"), {set}},
                             {},
                             shares.threshold()});
    if (released != now.released.end())
        acts.progress.back().done.assign(released->second.begin(), released->second.end());
    Wait wait{{}, {}};
    for (const custody::ShareMember& member : shares.set.members) {
        if ((released != now.released.end() && released->second.contains(member.person)) ||
            state.holder(member) == nullptr)
            continue;
        acts.open.push_back(
            {member.person, api::CardActKind::releaseShare, set, {SR_TEXT("Release my share of %1"), {set}}});
        wait.actsNext.push_back(member.person);
    }
    wait.step = std::move(acts);
    return Next(std::move(wait));
}

} // namespace strongroom::ceremony

#include "core/ceremony/kinds/share_acts.h"

#include <algorithm>

namespace strongroom::ceremony {

const authority::ShareSetState* setOfStep(const Context& context, custody::SetKind kind) {
    for (auto at = context.entries.rbegin(); at != context.entries.rend(); ++at) {
        const auto* prepared = std::get_if<authority::ShareSetPrepared>(&at->body);
        if (prepared == nullptr)
            continue;
        const authority::ShareSetState& set = context.state.sets.at(prepared->set);
        if (set.set.id.kind == kind)
            return set.life == custody::SetState::dead ? nullptr : &set;
    }
    return nullptr;
}

std::optional<Next> splitFirst(const Context& context, custody::SetKind kind, const std::string& device) {
    const authority::ShareSetState* set = setOfStep(context, kind);
    if (set == nullptr)
        return Do{PrepareShareSet{{kind, context.state.nextGeneration(kind)}, device}};
    if (!set->isProven() && context.state.ceremony->lastResumed > set->seq)
        return Do{RecordEntry{authority::ShareSetDead{set->prepared.set, "not proven before a restart"}}};
    return std::nullopt;
}

namespace {

// Adds an act for each holder who has not proven the own share.
void askForProofs(const Context& context, const authority::ShareSetState& set, api::CardActsStep& acts) {
    acts.progress.push_back({api::CardActKind::proveShare,
                             set.prepared.set,
                             {SR_TEXT("Shares of %1 proven"), {set.prepared.set}},
                             {set.provenBy.begin(), set.provenBy.end()},
                             set.set.members.size()});
    for (const custody::ShareMember& member : set.set.members)
        if (!set.provenBy.contains(member.person) && context.state.holder(member) != nullptr)
            acts.open.push_back({member.person,
                                 api::CardActKind::proveShare,
                                 set.prepared.set,
                                 {SR_TEXT("Prove my share of %1"), {set.prepared.set}}});
}

bool sufficesOf(const Context& context, const authority::ShareSetState& set, const std::string& shares) {
    const auto released = context.now.released.find(shares);
    return released != context.now.released.end() && released->second.size() >= set.threshold();
}

void askFor(const Context& context, const authority::ShareSetState& set, const std::string& shares,
            const Text& title, api::CardActsStep& acts) {
    if (sufficesOf(context, set, shares))
        return;
    const auto released = context.now.released.find(shares);
    acts.needed = set.threshold();
    acts.progress.push_back({api::CardActKind::releaseShare,
                             shares,
                             {SR_TEXT("Shares of %1 released"), {shares}},
                             {},
                             set.threshold()});
    if (released != context.now.released.end())
        acts.progress.back().done.assign(released->second.begin(), released->second.end());
    for (const custody::ShareMember& member : set.set.members) {
        const bool done = released != context.now.released.end() && released->second.contains(member.person);
        if (!done && context.state.holder(member) != nullptr)
            acts.open.push_back({member.person, api::CardActKind::releaseShare, shares, title});
    }
}

} // namespace

bool isReleased(const Context& context, const authority::ShareSetState& set) {
    return sufficesOf(context, set, set.prepared.set);
}

void askForReleases(const Context& context, const authority::ShareSetState& set, api::CardActsStep& acts) {
    askFor(context, set, set.prepared.set, {SR_TEXT("Release my share of %1"), {set.prepared.set}}, acts);
}

bool isReleasedFrom(const Context& context, const authority::ShareSetState& set, const std::string& medium) {
    return sufficesOf(context, set, sharesFrom(set.prepared.set, medium));
}

void askForReleasesFrom(const Context& context, const authority::ShareSetState& set,
                        const std::string& medium, api::CardActsStep& acts) {
    askFor(context, set, sharesFrom(set.prepared.set, medium),
           {SR_TEXT("Release my share of %1 from %2"), {set.prepared.set, medium}}, acts);
}

Wait waitFor(api::CardActsStep acts) {
    Wait wait;
    for (const api::OpenAct& act : acts.open)
        if (std::find(wait.actsNext.begin(), wait.actsNext.end(), act.person) == wait.actsNext.end())
            wait.actsNext.push_back(act.person);
    wait.step = std::move(acts);
    return wait;
}

std::optional<Next> sharesFirst(const Context& context, const AskedShares& asked, api::CardActsStep acts) {
    bool isReady = true;
    for (const authority::ShareSetState* set : asked.proven)
        if (set != nullptr) {
            askForProofs(context, *set, acts);
            isReady = isReady && set->isProven();
        }
    for (const authority::ShareSetState* set : asked.released)
        if (set != nullptr) {
            askForReleases(context, *set, acts);
            isReady = isReady && isReleased(context, *set);
        }
    if (isReady)
        return std::nullopt;
    return waitFor(std::move(acts));
}

Next openSession(const Context& context, const std::string& device, const authority::ShareSetState& user,
                 Text why) {
    if (isReleased(context, user))
        return Do{OpenSession{device, user.prepared.set}};
    api::CardActsStep acts;
    acts.what = "session";
    acts.text = std::move(why);
    askForReleases(context, user, acts);
    return waitFor(std::move(acts));
}

} // namespace strongroom::ceremony

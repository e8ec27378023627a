// What several kinds ask of share holders: a new set is split over them, each proves the own share of it, and
// they release shares towards a quorum. Private to kinds/.
#pragma once

#include "core/ceremony/context.h"

#include <vector>

namespace strongroom::ceremony {

// The newest set of this kind that was prepared in this step and is not dead, or nullptr.
const authority::ShareSetState* setOfStep(const Context& context, custody::SetKind kind);

// What comes first until setOfStep() has a set that lives. Sets that were prepared but not proven before the
// program was started again are dead (PROTOCOL P8): another one is split.
std::optional<Next> splitFirst(const Context& context, custody::SetKind kind, const std::string& device);

bool isReleased(const Context& context, const authority::ShareSetState& set);
// Adds an act for each holder who has not released, while the set has fewer than its threshold.
void askForReleases(const Context& context, const authority::ShareSetState& set, api::CardActsStep& acts);

// The same for shares whose envelopes are read from a medium (sharesFrom).
bool isReleasedFrom(const Context& context, const authority::ShareSetState& set, const std::string& medium);
void askForReleasesFrom(const Context& context, const authority::ShareSetState& set,
                        const std::string& medium, api::CardActsStep& acts);

// A wait for these acts; who acts next is whoever has one.
Wait waitFor(api::CardActsStep acts);

// All that is still asked of holders before a step goes on, in one insertion of each card; nothing when each
// set of `proven` is proven and each of `released` is released. nullptr stands for no set.
struct AskedShares {
    std::vector<const authority::ShareSetState*> proven, released;
};
std::optional<Next> sharesFirst(const Context& context, const AskedShares& asked, api::CardActsStep acts);

// The quorum of this user set opens the HSM; `why` is told to it.
Next openSession(const Context& context, const std::string& device, const authority::ShareSetState& user,
                 Text why);

} // namespace strongroom::ceremony

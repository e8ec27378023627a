// What several kinds ask of share holders: prove the own share of a new set, release a share towards a
// quorum. Private to kinds/.
#pragma once

#include "core/ceremony/context.h"

namespace strongroom::ceremony {

// The newest set of this kind that was prepared in this step and is not dead, or nullptr.
const authority::ShareSetState* setOfStep(const Context& context, custody::SetKind kind);

// Sets that were prepared but not proven before the program was started again are dead (PROTOCOL P8).
bool diedWithRestart(const Context& context, const authority::ShareSetState& set);

// Adds an act for each holder who has not proven the own share.
void askForProofs(const Context& context, const authority::ShareSetState& set, api::CardActsStep& acts);

bool isReleased(const Context& context, const authority::ShareSetState& set);
// Adds an act for each holder who has not released, while the set has fewer than its threshold.
void askForReleases(const Context& context, const authority::ShareSetState& set, api::CardActsStep& acts);

// The same for shares whose envelopes are read from a medium (sharesFrom).
bool isReleasedFrom(const Context& context, const authority::ShareSetState& set, const std::string& medium);
void askForReleasesFrom(const Context& context, const authority::ShareSetState& set,
                        const std::string& medium, api::CardActsStep& acts);

// A wait for these acts; who acts next is whoever has one.
Wait waitFor(api::CardActsStep acts);

} // namespace strongroom::ceremony

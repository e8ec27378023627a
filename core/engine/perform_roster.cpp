// Acts that change the roster (PROTOCOL P3).
#include "core/authority/roster_change.h"
#include "core/engine/perform.h"

namespace strongroom::engine {

Result<void> performAct(Workbench& bench, const ceremony::ProposeRoster& act) {
    const custody::Officer* old = bench.state().roster.byPerson(act.person);
    if (old == nullptr)
        return Error{ErrorCode::denied, act.person + " is not on the roster"};
    SR_ASSIGN(authority::CardEnrolled added, challengeCard(bench, act.person, custody::nameOf(old->role)));
    authority::RosterProposed proposal{{std::move(added)}, {act.person}};
    SR_TRY(authority::rosterAfter(bench.state(), proposal));
    SR_TRY(bench.record(std::move(proposal)));
    bench.now.enrolling.reset();
    bench.enrolSecrets.reset();
    return {};
}

Result<void> performAct(Workbench& bench, const ceremony::ChangeRoster& act) {
    const std::optional<authority::ProposedRoster> proposed = bench.state().proposedRoster;
    if (!proposed)
        return Error{ErrorCode::notNow, "no roster was proposed"};
    SR_TRY(
        bench.record(authority::RosterChanged{proposed->reference, act.request, proposed->roster.digest()}));
    // Whose card lies in which reader is another question now.
    return bench.poll();
}

} // namespace strongroom::engine

// One step of a plan, of some kind. Each kind is one file in kinds/, which reads its keys from the YAML step
// and answers next(): a pure function of the plan, the record's state and what is volatile. It never calls a
// token, a disk or a clock.
#pragma once

#include "core/base/yaml_reader.h"
#include "core/ceremony/next.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace strongroom::ceremony {

struct Context;
struct Plan;
class Outline;
struct ScriptStep;

class PlannedStep {
public:
    virtual ~PlannedStep() = default;

    virtual std::string_view keyword() const = 0; // as in the plan: "enrol"
    virtual Text title() const = 0;               // for the rail and the script
    virtual Next next(const Context& context) const = 0;
    // True when it uses the HSM session of its section.
    virtual bool needsSession() const { return false; }
    // True when all that it records may follow ceremony_closed (PROTOCOL P5).
    virtual bool mayFollowClose() const { return false; }
    // True when it proves an HSM blank: its plan does not go on with keys that lie in one.
    virtual bool provesBlank() const { return false; }
    // True when it founds the authority: its plan runs on no authority that is founded already.
    virtual bool founds() const { return false; }
    // What people must do before an intent of this step that was cut short can be looked into; nothing when
    // the engine can look at once.
    virtual std::optional<Next> beforeSettling(const Context& context) const;
    // True when an exception may leave out what is still missing here now: signatures beyond the record's
    // quorum, of people who have left. And what comes next when one did.
    virtual bool mayLeaveRestOut(const Context&) const { return false; }
    virtual Next restLeftOut(const Context&) const { return Done{}; }
    // Cards that lie on the training desk besides those of the plan's roles, as they are marked.
    virtual std::vector<std::string> spareCards() const { return {}; }
    // Bags whose numbers it asks for, by its prompts: they lie in the training desk's drawer.
    virtual std::vector<std::string> bags() const { return {}; }
    // Names that the plan must know; problems are added at `place`.
    virtual void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const;
    // The same once the profiles that the plan uses were read.
    virtual void checkProfiles(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const;

    // For `check`: what must hold before this step (Outline::need...), what is true after it (give, take),
    // and whose cards it asks for (askCards for acts that are open together, pause wherever people do
    // something else than card acts and saying "go"). A kind that says nothing needs nothing, gives nothing
    // and is done without cards.
    virtual void outline(Outline& outline) const;
    // For the script on paper: what people do, hear, compare and write at this step. The number, the title,
    // the minutes and the places for initials and time are there for every step.
    virtual void describe(ScriptStep& script) const;
    // How long it takes where the plan does not say, with so many cards that come forward (timing.h).
    virtual std::uint64_t minutes(const Plan& plan, std::uint64_t insertions) const;
};

using StepReader = std::shared_ptr<const PlannedStep> (*)(base::YamlReader& step);

} // namespace strongroom::ceremony

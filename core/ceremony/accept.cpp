#include "core/ceremony/accept.h"

#include "core/ceremony/machine.h"

#include <algorithm>
#include <set>

namespace strongroom::ceremony {

namespace {

Error notNow(const api::Command& command) {
    return {ErrorCode::notNow, std::string("the command '") + api::nameOf(api::kindOf(command)) +
                                   "' is not allowed in the present step"};
}

// Who says something are different people of the plan, one or more.
Result<void> knowAll(const Plan& plan, const std::vector<std::string>& persons) {
    if (persons.empty())
        return Error{ErrorCode::badArgument, "nobody was named who says so"};
    std::set<std::string> known;
    for (const std::string& person : persons) {
        if (!plan.hasPerson(person))
            return Error{ErrorCode::badArgument, "'" + person + "' is nobody of this plan"};
        if (!known.insert(person).second)
            return Error{ErrorCode::badArgument, person + " was named twice"};
    }
    return {};
}

// A step asks one person of a role; whoever of that role is there may say it.
Result<void> answersFor(const Plan& plan, const std::vector<std::string>& persons,
                        const std::vector<std::string>& asked) {
    SR_TRY(knowAll(plan, persons));
    for (const std::string& one : asked)
        if (std::none_of(persons.begin(), persons.end(),
                         [&](const std::string& person) { return roleOf(person) == roleOf(one); }))
            return Error{ErrorCode::badArgument, "nobody speaks for the role '" + roleOf(one) +
                                                     "', which the plan asks at this step"};
    return {};
}

const char* nameOf(api::ExceptionKind kind) {
    switch (kind) {
    case api::ExceptionKind::note: return "note";
    case api::ExceptionKind::deviation: return "deviation";
    case api::ExceptionKind::stop: return "stop";
    }
    return "";
}

const char* nameOf(api::ExceptionEnding ending) {
    switch (ending) {
    case api::ExceptionEnding::corrected: return "corrected";
    case api::ExceptionEnding::anotherAttempt: return "another-attempt";
    case api::ExceptionEnding::contingency: return "contingency";
    case api::ExceptionEnding::leftOut: return "left-out";
    case api::ExceptionEnding::suspend: return "suspend";
    case api::ExceptionEnding::abandon: return "abandon";
    }
    return "";
}

// One overload for each command; all but the last few need the matching step on screen.
struct Acceptor {
    const Plan& plan;
    const authority::AuthorityState& state;
    const Volatile& now;
    UtcTime system;
    const Position& position;
    const api::Command& command;

    template<typename Shown>
    const Shown* shown() const {
        const auto* wait = std::get_if<Wait>(&position.next);
        return wait != nullptr ? std::get_if<Shown>(&wait->step) : nullptr;
    }

    Result<Accepted> operator()(const api::Confirm& confirm) const {
        if (const auto* attend = shown<api::AttendStep>()) {
            SR_TRY(answersFor(plan, confirm.by, attend->by));
            if (!confirm.values.empty())
                return Error{ErrorCode::badArgument, "nothing is typed here"};
            return Accepted(authority::EntryBody(authority::Confirmed{"attend", confirm.by, {}}));
        }
        const auto* step = shown<api::ConfirmStep>();
        if (step == nullptr)
            return notNow(command);
        SR_TRY(answersFor(plan, confirm.by, step->by));
        if (confirm.values.size() != step->prompts.size())
            return Error{ErrorCode::badArgument, "as many values as prompts are needed"};
        authority::Confirmed body{step->what, confirm.by, {}};
        for (std::size_t i = 0; i < confirm.values.size(); ++i) {
            if (confirm.values[i].empty())
                return Error{ErrorCode::badArgument, "no value was given for " + step->prompts[i].name};
            body.values.push_back(step->prompts[i].name + ": " + confirm.values[i]);
        }
        return Accepted(authority::EntryBody(std::move(body)));
    }

    Result<Accepted> operator()(const api::RecordPresence& presence) const {
        if (!plan.hasPerson(presence.person))
            return Error{ErrorCode::badArgument, "'" + presence.person + "' is nobody of this plan"};
        const auto& known = state.ceremony->presence;
        const auto found = known.find(presence.person);
        const bool isIn = found != known.end() && found->second.change == "in";
        const bool comesIn = presence.change == api::Presence::in;
        if (isIn == comesIn)
            return Error{ErrorCode::badArgument,
                         presence.person + (isIn ? " is in the room already" : " is not in the room")};
        const custody::Officer* officer = state.roster.byPerson(presence.person);
        const std::string name = officer != nullptr      ? officer->name
                                 : found != known.end()  ? found->second.name
                                 : presence.name.empty() ? std::string()
                                                         : presence.name;
        if (name.empty())
            return Error{ErrorCode::badArgument, "the person's name is missing"};
        const auto* attend = shown<api::AttendStep>();
        const bool mustCheck = comesIn && attend != nullptr && attend->isIdentityChecked;
        if (mustCheck && presence.checkedBy.empty())
            return Error{ErrorCode::badArgument,
                         "somebody else must look at the papers of " + presence.person};
        if (comesIn && !presence.checkedBy.empty())
            SR_TRY(knowAll(plan, {presence.person, presence.checkedBy}));
        return Accepted(authority::EntryBody(
            authority::PresenceRecorded{presence.person, name, comesIn ? "in" : "out",
                                        comesIn && !presence.checkedBy.empty() ? presence.checkedBy : "-"}));
    }

    Result<Accepted> operator()(const api::ConfirmClock& confirm) const {
        const auto* step = shown<api::ClockStep>();
        if (step == nullptr)
            return notNow(command);
        SR_TRY(answersFor(plan, confirm.by, step->by));
        const std::int64_t apart = confirm.wall.seconds - system.seconds;
        if (static_cast<std::uint64_t>(apart < 0 ? -apart : apart) > step->toleranceSeconds)
            return Error{ErrorCode::badArgument,
                         "the clock in the room and the machine's are " +
                             std::to_string(apart < 0 ? -apart : apart) + " seconds apart, the plan allows " +
                             std::to_string(step->toleranceSeconds) +
                             ": read the clock again, or set the machine's and start the program again"};
        return Accepted(authority::EntryBody(authority::ClockConfirmed{confirm.wall, system, confirm.by}));
    }

    Result<Accepted> operator()(const api::EnrolCard& enrol) const {
        const auto* step = shown<api::EnrolStep>();
        if (step == nullptr)
            return notNow(command);
        if (step->person != enrol.person)
            return Error{ErrorCode::denied, "it is the turn of " + step->person + ", not of " + enrol.person};
        if (enrol.name.empty())
            return Error{ErrorCode::badArgument, "the person's name is missing"};
        const auto reader =
            std::find_if(now.readers.begin(), now.readers.end(),
                         [&](const api::Reader& seen) { return seen.reader == enrol.reader; });
        if (reader == now.readers.end() || !reader->cardPresent)
            return Error{ErrorCode::tokenMissing, "no card lies in reader '" + enrol.reader + "'"};
        if (!reader->person.empty())
            return Error{ErrorCode::denied, "this card is enrolled for " + reader->person + " already"};
        VolatileChange change;
        change.enrolling = Enrolling{enrol.person, enrol.name, enrol.reader};
        return Accepted(std::move(change));
    }

    Result<void> holdsCard(const std::string& person) const {
        if (state.roster.byPerson(person) == nullptr)
            return Error{ErrorCode::denied, person + " has no card on the roster"};
        if (state.holder(person) == nullptr)
            return Error{ErrorCode::denied,
                         "the card of " + person + " is recorded as lost: it counts nowhere any more"};
        return {};
    }

    Result<Accepted> operator()(const api::UnlockCard& unlock) const {
        if (shown<api::CardActsStep>() == nullptr)
            return notNow(command);
        SR_TRY(holdsCard(unlock.person));
        return Accepted(VolatileChange{}); // the engine logs in to the card; nothing is recorded
    }

    Result<Accepted> operator()(const api::DecideAct& decide) const {
        const auto* step = shown<api::CardActsStep>();
        if (step == nullptr)
            return notNow(command);
        SR_TRY(holdsCard(decide.person));
        const auto open = std::find_if(step->open.begin(), step->open.end(), [&](const api::OpenAct& act) {
            return act.person == decide.person && act.kind == decide.kind && act.subject == decide.subject;
        });
        if (open == step->open.end())
            return Error{ErrorCode::denied, decide.person + " is not asked for this now"};
        if (!now.isUnlocked(decide.person))
            return Error{ErrorCode::notNow,
                         "the card of " + decide.person + " is not in a reader and unlocked"};
        VolatileChange change;
        change.decided = Decided{*open, decide.decision, decide.reason};
        return Accepted(std::move(change));
    }

    Result<Accepted> operator()(const api::Proceed&) const {
        if (shown<api::RunStep>() == nullptr)
            return notNow(command);
        VolatileChange change;
        change.proceed = position.stepId;
        return Accepted(std::move(change));
    }

    Result<Accepted> operator()(const api::TypeHead&) const { return notNow(command); }

    Result<Accepted> operator()(const api::RaiseException& raise) const {
        SR_TRY(knowAll(plan, raise.by));
        if (raise.expected.empty() || raise.happened.empty() || raise.decided.empty())
            return Error{ErrorCode::badArgument,
                         "an exception says what was expected, what happened, what was decided"};
        // Nobody could decide anything about it any more.
        if (state.ceremony->closed && state.ceremony->abandoned && raise.kind != api::ExceptionKind::note)
            return Error{ErrorCode::notNow,
                         "the ceremony is abandoned and closed already: its seal is all that "
                         "is left to do, and what happens now is a note"};
        return Accepted(authority::EntryBody(authority::ExceptionRaised{
            nameOf(raise.kind), raise.expected, raise.happened, raise.decided, raise.by}));
    }

    Result<Accepted> operator()(const api::EndException& end) const {
        if (!state.ceremony->openException())
            return notNow(command);
        if (end.ending == api::ExceptionEnding::leftOut && !mayLeaveOut())
            return Error{ErrorCode::denied, "only a step that the plan calls optional can be left out, or "
                                            "signatures beyond the record's quorum"};
        return Accepted(authority::EntryBody(
            authority::ExceptionEnded{*state.ceremony->openException(), nameOf(end.ending)}));
    }

    bool mayLeaveOut() const {
        if (position.step == nullptr || position.step->optional)
            return position.step != nullptr;
        const auto entries = state.ceremony->steps.find(position.stepId);
        return entries != state.ceremony->steps.end() &&
               position.step->kind->mayLeaveRestOut({plan, state, now, *position.step, entries->second});
    }

    Result<Accepted> operator()(const api::Suspend& suspend) const {
        SR_TRY(knowAll(plan, suspend.by));
        return Accepted(authority::EntryBody(authority::Suspended{suspend.reason, suspend.by}));
    }

    Result<Accepted> operator()(const api::Resume& resume) const {
        if (shown<api::SuspendedStep>() == nullptr)
            return notNow(command);
        SR_TRY(knowAll(plan, resume.by));
        return Accepted(authority::EntryBody(authority::SuspensionEnded{resume.by}));
    }

    Result<Accepted> operator()(const api::LockRoom&) const { return Accepted(VolatileChange{}); }
};

} // namespace

Result<Accepted> accept(const Plan& plan, const authority::AuthorityState& state, const Volatile& now,
                        UtcTime system, const api::Command& command) {
    const Position position = next(plan, state, now);
    if (!position.allowed.contains(api::kindOf(command)))
        return notNow(command);
    return std::visit(Acceptor{plan, state, now, system, position, command}, command);
}

} // namespace strongroom::ceremony

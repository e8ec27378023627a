#include "core/ceremony/machine.h"

#include "core/base/words.h"
#include "core/ceremony/kinds/checkpoint_acts.h"
#include "core/ceremony/opening.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

using api::CommandKind;

// What may always be said while a ceremony is open.
const api::CommandSet always{CommandKind::raiseException, CommandKind::suspend, CommandKind::lockRoom};

std::uint64_t attemptOf(const authority::CeremonyState& ceremony, const std::string& base) {
    // Every exception of the step that ended in another attempt starts one.
    std::uint64_t attempt = 1;
    while (true) {
        const auto found = ceremony.steps.find(attempt == 1 ? base : base + "/" + std::to_string(attempt));
        const bool again = found != ceremony.steps.end() &&
                           std::any_of(found->second.begin(), found->second.end(), [](const auto& recorded) {
                               const auto* ended = std::get_if<authority::ExceptionEnded>(&recorded.body);
                               return ended != nullptr && ended->ending == "another-attempt";
                           });
        if (!again)
            return attempt;
        ++attempt;
    }
}

bool wasLeftOut(std::span<const authority::Recorded> entries) {
    return std::any_of(entries.begin(), entries.end(), [](const auto& recorded) {
        const auto* ended = std::get_if<authority::ExceptionEnded>(&recorded.body);
        return ended != nullptr && ended->ending == "left-out";
    });
}

struct Walked {
    std::string id;
    Next next;
};

std::string idOf(const authority::CeremonyState& ceremony, const PlanStep& step) {
    const std::uint64_t attempt = attemptOf(ceremony, step.id);
    return attempt == 1 ? step.id : step.id + "/" + std::to_string(attempt);
}

std::span<const authority::Recorded> entriesOf(const authority::CeremonyState& ceremony,
                                               const std::string& id) {
    const auto found = ceremony.steps.find(id);
    return found != ceremony.steps.end() ? std::span<const authority::Recorded>(found->second)
                                         : std::span<const authority::Recorded>();
}

Walked ask(const Plan& plan, const authority::AuthorityState& state, const Volatile& now,
           const PlanStep& step) {
    const std::string id = idOf(*state.ceremony, step);
    const std::span<const authority::Recorded> entries = entriesOf(*state.ceremony, id);
    if (wasLeftOut(entries))
        return {id, Done{}};
    return {id, step.kind->next({plan, state, now, step, entries, attemptOf(*state.ceremony, step.id)})};
}

// The section's session: opened before the first step that needs it, closed when the next step is outside.
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

api::CommandSet allowedFor(const api::Step& step) {
    api::CommandSet allowed = always;
    const auto add = [&](std::initializer_list<CommandKind> kinds) {
        for (const CommandKind kind : kinds)
            allowed.insert(kind);
    };
    std::visit(
        [&]<typename Shown>(const Shown&) {
            if constexpr (std::is_same_v<Shown, api::ConfirmStep>)
                add({CommandKind::confirm});
            else if constexpr (std::is_same_v<Shown, api::ClockStep>)
                add({CommandKind::confirmClock});
            else if constexpr (std::is_same_v<Shown, api::EnrolStep>)
                add({CommandKind::enrolCard});
            else if constexpr (std::is_same_v<Shown, api::CardActsStep>)
                add({CommandKind::unlockCard, CommandKind::decideAct});
            else if constexpr (std::is_same_v<Shown, api::RunStep>)
                add({CommandKind::proceed});
            else if constexpr (std::is_same_v<Shown, api::HeadStep>)
                add({CommandKind::typeHead});
            else if constexpr (std::is_same_v<Shown, api::DecideStep>)
                allowed = {CommandKind::endException, CommandKind::raiseException, CommandKind::suspend,
                           CommandKind::lockRoom};
            else if constexpr (std::is_same_v<Shown, api::SuspendedStep>)
                allowed = {CommandKind::resume};
            else if constexpr (std::is_same_v<Shown, api::FinishedStep>)
                allowed = {};
            else
                static_assert(std::is_same_v<Shown, api::MissingStep>);
        },
        step);
    return allowed;
}

// Where the machine waits for nobody (something fails, or the plan cannot go on), people can still say so.
api::CommandSet allowedAt(const Next& next, const authority::CeremonyState& ceremony) {
    const auto* wait = std::get_if<Wait>(&next);
    api::CommandSet allowed = wait != nullptr ? allowedFor(wait->step) : always;
    if (ceremony.closed)
        allowed.erase(CommandKind::suspend); // no entry of the tail
    return allowed;
}

// Turns what people said into the act they said it for.
Next withDecisions(Next next, const Volatile& now, const std::string& stepId) {
    if (auto* told = std::get_if<WhenTold>(&next)) {
        if (now.proceed == stepId)
            return Do{std::move(told->act)};
        return Wait{std::move(told->step), {}};
    }
    if (const auto* wait = std::get_if<Wait>(&next); wait != nullptr && now.decided) {
        const auto* acts = std::get_if<api::CardActsStep>(&wait->step);
        if (acts != nullptr &&
            std::find(acts->open.begin(), acts->open.end(), now.decided->open) != acts->open.end())
            return Do{CardAct{now.decided->open, now.decided->decision, now.decided->reason}};
    }
    return next;
}

Wait finishedWith(const authority::AuthorityState& state, const char* result) {
    api::FinishedStep step{state.ceremony->id, result, "", ""};
    if (state.ceremony->closed)
        step.head = spokenHead({state.ceremony->closing.seq + 1, state.ceremony->closing.hash});
    if (state.anchor)
        step.anchor = base::pgpText(*state.anchor);
    return Wait{std::move(step), {}};
}

// Nothing of the plan is done any more: the ceremony is closed and its record sealed. What lies in the HSM
// stays there, and on record; the next ceremony finds it.
Position abandon(const Plan& plan, const authority::AuthorityState& state, const Volatile& now) {
    const authority::CeremonyState& ceremony = *state.ceremony;
    PlanStep sealing;
    for (const auto& [device, token] : state.tokens)
        if (!token.recordKey.isZero())
            sealing.session = SectionSession{device, ""};
    Position position;
    position.stepId = "-";
    if (!ceremony.closed)
        position.next = Do{RecordEntry{authority::CeremonyClosed{"abandoned"}}};
    else if (state.isFounded())
        position.next = withDecisions(completeCheckpoint({plan, state, now, sealing, {}}, "close"), now, "-");
    if (std::holds_alternative<Done>(position.next))
        position.next = now.sessions.empty() ? Next(finishedWith(state, "abandoned"))
                                             : Next(Do{CloseSession{now.sessions.begin()->first}});
    position.allowed = allowedAt(position.next, ceremony);
    return position;
}

} // namespace

Position next(const Plan& plan, const authority::AuthorityState& state, const Volatile& now) {
    const auto finished = [&](const char* result) {
        Position position;
        position.next = finishedWith(state, result);
        return position;
    };
    const authority::CeremonyState& ceremony = *state.ceremony;
    Position position;
    if (ceremony.abandoned && !ceremony.pendingIntent)
        return abandon(plan, state, now);
    for (const PlanStep* step : plan.steps()) {
        Walked walked = ask(plan, state, now, *step);
        if (std::holds_alternative<Done>(walked.next))
            continue;
        position.step = step;
        position.stepId = walked.id;
        position.next = std::move(walked.next);
        break;
    }
    // What became of a key can only be seen with the HSM open: its quorum comes first.
    if (ceremony.pendingIntent && position.step != nullptr && !ceremony.suspended) {
        const authority::EntryBody& intent = ceremony.pendingIntent->body;
        std::optional<Next> first;
        if (std::holds_alternative<authority::KeyGenerationIntended>(intent) ||
            std::holds_alternative<authority::RestoreIntended>(intent))
            first = sessionFirst(state, now, *position.step);
        else
            first = position.step->kind->beforeSettling(
                {plan, state, now, *position.step, entriesOf(ceremony, position.stepId)});
        if (first) {
            position.next = withDecisions(std::move(*first), now, position.stepId);
            position.allowed = allowedAt(position.next, ceremony);
            return position;
        }
    }
    if (ceremony.pendingIntent) {
        position.stepId = ceremony.pendingIntent->step;
        position.next = Settle{ceremony.pendingIntent->reference.seq};
        position.allowed = allowedAt(position.next, ceremony);
        return position;
    }
    if (ceremony.suspended)
        position.next = Wait{api::SuspendedStep{{SR_TEXT("The ceremony is suspended."), {}}}, {}};
    else if (ceremony.openException)
        position.next = Wait{api::DecideStep{{SR_TEXT("An exception is open."), {}},
                                             {SR_TEXT("Decide how it ends, then the ceremony goes on."), {}}},
                             {}};
    else if (position.step == nullptr) {
        if (!now.sessions.empty())
            position.next = Do{CloseSession{now.sessions.begin()->first}};
        else
            return finished(ceremony.closed ? "complete" : "open");
    } else {
        if (auto first = sessionFirst(state, now, *position.step))
            position.next = std::move(*first);
        position.next = withDecisions(std::move(position.next), now, position.stepId);
    }
    position.allowed = allowedAt(position.next, ceremony);
    return position;
}

namespace {

Error notNow(const api::Command& command) {
    return {ErrorCode::notNow, std::string("the command '") + api::nameOf(api::kindOf(command)) +
                                   "' is not allowed in the present step"};
}

bool knows(const Plan& plan, const std::string& person) {
    const std::size_t dash = person.rfind('-');
    if (dash == std::string::npos)
        return false;
    const std::vector<std::string> persons = plan.personsOf(person.substr(0, dash));
    return std::find(persons.begin(), persons.end(), person) != persons.end();
}

Result<void> knowAll(const Plan& plan, const std::vector<std::string>& persons) {
    if (persons.empty())
        return Error{ErrorCode::badArgument, "nobody was named who says so"};
    for (const std::string& person : persons)
        if (!knows(plan, person))
            return Error{ErrorCode::badArgument, "'" + person + "' is nobody of this plan"};
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
        const auto* step = shown<api::ConfirmStep>();
        if (step == nullptr)
            return notNow(command);
        SR_TRY(knowAll(plan, confirm.by));
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

    Result<Accepted> operator()(const api::ConfirmClock& confirm) const {
        const auto* step = shown<api::ClockStep>();
        if (step == nullptr)
            return notNow(command);
        SR_TRY(knowAll(plan, confirm.by));
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
        return Accepted(authority::EntryBody(authority::ExceptionRaised{
            nameOf(raise.kind), raise.expected, raise.happened, raise.decided, raise.by}));
    }

    Result<Accepted> operator()(const api::EndException& end) const {
        if (!state.ceremony->openException)
            return notNow(command);
        if (end.ending == api::ExceptionEnding::leftOut &&
            (position.step == nullptr || !position.step->optional))
            return Error{ErrorCode::denied, "only a step that the plan calls optional can be left out"};
        return Accepted(authority::EntryBody(
            authority::ExceptionEnded{*state.ceremony->openException, nameOf(end.ending)}));
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

std::vector<api::RailItem> rail(const Plan& plan, const authority::AuthorityState& state,
                                const Volatile& now) {
    std::vector<api::RailItem> items;
    bool ahead = false;
    for (const PlanStep* step : plan.steps()) {
        api::RailItem item{step->id, step->kind->title(), api::RailItem::State::ahead, step->minutes};
        if (!ahead) {
            const bool done = std::holds_alternative<Done>(ask(plan, state, now, *step).next);
            item.state = done ? api::RailItem::State::done : api::RailItem::State::current;
            ahead = !done;
        }
        items.push_back(std::move(item));
    }
    return items;
}

} // namespace strongroom::ceremony

#include "core/ceremony/machine.h"

#include "core/base/words.h"
#include "core/ceremony/allowed.h"
#include "core/ceremony/kinds/checkpoint_acts.h"
#include "core/ceremony/opening.h"
#include "core/ceremony/script_step.h"
#include "core/ceremony/section_session.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

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
    const Context context{plan, state, now, step, entries, attemptOf(*state.ceremony, step.id)};
    return {id, wasLeftOut(entries) ? step.kind->restLeftOut(context) : step.kind->next(context)};
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

// What people said of it, and how it may end.
api::DecideStep openException(const authority::AuthorityState& state, const PlanStep* step) {
    using api::ExceptionEnding;
    api::DecideStep shown{{SR_TEXT("An exception is open."), {}},
                          {SR_TEXT("Decide how it ends, then the ceremony goes on."), {}},
                          {},
                          {ExceptionEnding::corrected, ExceptionEnding::anotherAttempt}};
    if (step != nullptr && step->optional)
        shown.endings.push_back(ExceptionEnding::leftOut);
    shown.endings.push_back(ExceptionEnding::suspend);
    shown.endings.push_back(ExceptionEnding::abandon);
    for (const auto& [id, entries] : state.ceremony->steps)
        for (const authority::Recorded& recorded : entries)
            if (const auto* raised = std::get_if<authority::ExceptionRaised>(&recorded.body);
                raised != nullptr && recorded.reference.seq == *state.ceremony->openException()) {
                shown.fields = {{{SR_TEXT("Expected"), {}}, raised->expected},
                                {{SR_TEXT("Happened"), {}}, raised->happened},
                                {{SR_TEXT("Decided"), {}}, raised->decided},
                                {{SR_TEXT("Agreed"), {}}, joined(raised->by)}};
            }
    return shown;
}

Wait finishedWith(const authority::AuthorityState& state, const char* result) {
    api::FinishedStep step{state.ceremony->id, result, "", ""};
    if (state.ceremony->closed)
        step.head = audit::spokenHead({state.ceremony->closing.seq + 1, state.ceremony->closing.hash});
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
    // What became of a key can only be seen with the HSM open: its quorum comes first, unless people decide
    // otherwise.
    const bool isDecided = ceremony.suspended || ceremony.openException();
    if (ceremony.pendingIntent && position.step != nullptr && !isDecided) {
        const authority::EntryBody& intent = ceremony.pendingIntent->body;
        std::optional<Next> first;
        if (std::holds_alternative<authority::KeyGenerationIntended>(intent) ||
            std::holds_alternative<authority::RestoreIntended>(intent))
            first = ceremony.abandoned ? std::nullopt : sessionFirst(state, now, *position.step);
        else
            first = position.step->kind->beforeSettling(
                {plan, state, now, *position.step, entriesOf(ceremony, position.stepId)});
        if (first) {
            position.next = withDecisions(std::move(*first), now, position.stepId);
            position.allowed = allowedAt(position.next, ceremony);
            return position;
        }
    }
    if (ceremony.pendingIntent && !isDecided) {
        position.stepId = ceremony.pendingIntent->step;
        position.next = Settle{ceremony.pendingIntent->reference.seq};
        position.allowed = allowedAt(position.next, ceremony);
        return position;
    }
    if (ceremony.suspended)
        position.next = Wait{api::SuspendedStep{{SR_TEXT("The ceremony is suspended."), {}}}, {}};
    else if (ceremony.openException())
        position.next = Wait{openException(state, position.step), {}};
    else if (position.step == nullptr) {
        if (!now.sessions.empty())
            position.next = Do{CloseSession{now.sessions.begin()->first}};
        else
            position.next = finishedWith(state, ceremony.closed ? "complete" : "open");
    } else {
        if (auto first = sessionFirst(state, now, *position.step))
            position.next = std::move(*first);
        position.next = withDecisions(std::move(position.next), now, position.stepId);
    }
    position.allowed = allowedAt(position.next, ceremony);
    return position;
}

std::vector<api::RailItem> rail(const Plan& plan, const authority::AuthorityState& state,
                                const Volatile& now) {
    std::vector<api::RailItem> items;
    bool ahead = false;
    for (const PlanStep* step : plan.steps()) {
        api::RailItem item{step->id, "", "", step->kind->title(), api::RailItem::State::ahead, step->minutes};
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

#include "app/simulated_officers.h"

#include "core/base_io/file_layer.h"
#include "core/custody/officer.h"

#include <algorithm>
#include <cstdio>

namespace strongroom::app {

namespace {

// The persons that have an open act, in the order of the step.
std::vector<std::string> personsAsked(const api::CardActsStep& step) {
    std::vector<std::string> persons;
    for (const api::OpenAct& act : step.open)
        if (std::find(persons.begin(), persons.end(), act.person) == persons.end())
            persons.push_back(act.person);
    return persons;
}

// A backup that cannot be read is no reason to stop: the plan names more than one medium.
bool isDamagedMedium(const api::Step& step, const Error& error) {
    const auto* acts = std::get_if<api::CardActsStep>(&step);
    const auto* go = std::get_if<api::RunStep>(&step);
    const bool isRestore = (acts != nullptr && acts->what == "restore") || (go && go->what == "restore");
    return isRestore && error.detail.starts_with("medium '");
}

} // namespace

Result<void> SimulatedOfficers::walk() {
    return walkUntil([](const api::Snapshot&) { return false; });
}

Result<void> SimulatedOfficers::walkUntil(const std::function<bool(const api::Snapshot&)>& arrived) {
    // A plan has a few hundred answers; one that needs more goes round in circles.
    constexpr int mostAnswers = 10'000;
    for (int i = 0; i < mostAnswers; ++i) {
        showProgress();
        SR_TRY(takeCardsAfterSitting());
        const api::Step current = m_engine.snapshot().current;
        if (const auto* finished = std::get_if<api::FinishedStep>(&current))
            return answer(*finished);
        if (arrived(m_engine.snapshot()))
            return {};
        const Result<void> answered = std::visit([&](const auto& step) { return answer(step); }, current);
        if (answered)
            continue;
        if (m_tookAnotherMedium || !isDamagedMedium(m_engine.snapshot().current, answered.error()))
            return answered;
        m_tookAnotherMedium = true;
        SR_TRY(takeAnotherMedium(answered.error()));
    }
    return Error{ErrorCode::planInvalid, "the rehearsal does not come to an end"};
}

void SimulatedOfficers::showProgress() {
    const api::Snapshot& snapshot = m_engine.snapshot();
    if (snapshot.stepId == m_shown)
        return;
    const bool isFirst = m_shown.empty();
    m_shown = snapshot.stepId;
    // Steps that asked nobody anything are done by now, and shown all the same.
    std::size_t reached = m_shownItems;
    for (std::size_t i = m_shownItems; i < snapshot.rail.size(); ++i)
        if (snapshot.rail[i].state == api::RailItem::State::current ||
            snapshot.rail[i].state == api::RailItem::State::done)
            reached = i + 1;
    for (std::size_t i = isFirst && reached > 0 ? reached - 1 : m_shownItems; i < reached; ++i)
        std::printf("[%2zu/%zu] %-7s %s\n", i + 1, snapshot.rail.size(), snapshot.rail[i].step.c_str(),
                    snapshot.rail[i].title.english().c_str());
    m_shownItems = reached;
    std::fflush(stdout);
}

Result<void> SimulatedOfficers::say(api::Command command) {
    const api::Snapshot& seen = m_engine.snapshot();
    return m_engine.submit({seen.stepId, seen.version, std::move(command)});
}

Result<void> SimulatedOfficers::answer(const api::ConfirmStep& step) {
    api::Confirm confirm;
    confirm.by = step.by;
    for (const api::Prompt& prompt : step.prompts)
        confirm.values.push_back("TRAINING-" + m_engine.snapshot().ceremony.substr(0, 4) + "-" + prompt.name);
    return say(std::move(confirm));
}

Result<void> SimulatedOfficers::answer(const api::AttendStep& step) {
    if (step.missing.empty())
        return say(api::Confirm{step.by, {}});
    const std::string& person = step.missing.front();
    const bool checksThemselves = person == step.by.front();
    return say(api::RecordPresence{person, "Training " + person, api::Presence::in,
                                   checksThemselves ? step.by.back() : step.by.front()});
}

Result<void> SimulatedOfficers::answer(const api::ClockStep& step) {
    return say(api::ConfirmClock{m_wall.now(), step.by});
}

const api::Reader* SimulatedOfficers::cardSeen(const std::string& person) const {
    const auto inserted = m_inserted.find(person);
    if (inserted == m_inserted.end())
        return nullptr;
    const std::vector<api::Reader>& readers = m_engine.snapshot().readers;
    const auto seen = std::find_if(readers.begin(), readers.end(), [&](const api::Reader& reader) {
        return reader.reader == inserted->second && reader.cardPresent;
    });
    return seen != readers.end() ? &*seen : nullptr;
}

Result<void> SimulatedOfficers::insertCard(const std::string& person) {
    if (cardSeen(person) != nullptr)
        return {};
    if (m_readers == ceremony::Readers::oneForAll)
        SR_TRY(takeCardsOut());
    ++m_insertions[person];
    SR_ASSIGN(m_inserted[person], insertOwnCard(person));
    return {};
}

Result<void> SimulatedOfficers::takeCardsOut() {
    while (!m_inserted.empty())
        SR_TRY(removeCard(std::string(m_inserted.begin()->first)));
    return {};
}

Result<void> SimulatedOfficers::takeCardsAfterSitting() {
    if (m_sitting == m_engine.snapshot().sitting)
        return {};
    m_sitting = m_engine.snapshot().sitting;
    return takeCardsOut();
}

Result<std::string> SimulatedOfficers::insertOwnCard(const std::string& person) {
    std::vector<std::string> marked;
    for (const std::string& card : m_desk.cards())
        if (card == person || card.starts_with(person + "-"))
            marked.push_back(card);
    for (const std::string& card : marked) {
        SR_TRY(m_desk.insertCard(card));
        SR_TRY(m_engine.poll());
        const std::vector<api::Reader>& readers = m_engine.snapshot().readers;
        const bool isOwn = std::any_of(readers.begin(), readers.end(), [&](const api::Reader& reader) {
            return reader.reader == card && reader.person == person;
        });
        if (isOwn || marked.size() == 1)
            return card;
        SR_TRY(m_desk.removeCard(card));
        SR_TRY(m_engine.poll());
    }
    return Error{ErrorCode::tokenMissing, "no card on the tray is that of " + person +
                                              ": it was taken away, or has lost what was on it; put it back, "
                                              "or give " +
                                              person + " a new card"};
}

Result<void> SimulatedOfficers::removeCard(const std::string& person) {
    const auto inserted = m_inserted.find(person);
    if (inserted == m_inserted.end())
        return {};
    SR_TRY(m_desk.removeCard(inserted->second));
    m_inserted.erase(inserted);
    return m_engine.poll();
}

Result<void> SimulatedOfficers::answer(const api::EnrolStep& step) {
    ++m_insertions[step.person];
    m_inserted[step.person] = step.card;
    SR_TRY(m_desk.insertCard(step.card));
    SR_TRY(m_engine.poll());
    SR_ASSIGN(Secret pin, m_desk.cardPin(step.card));
    SR_ASSIGN(Secret soPin, m_desk.cardSecurityOfficerPin(step.card));
    std::optional<Secret> securityOfficerPin;
    securityOfficerPin.emplace(std::move(soPin));
    SR_TRY(say(api::EnrolCard{step.person, "Training " + step.person, step.card, std::move(pin),
                              std::move(securityOfficerPin)}));
    return removeCard(step.person);
}

Result<void> SimulatedOfficers::answer(const api::CardActsStep& step) {
    const std::vector<std::string> asked = personsAsked(step);
    if (asked.empty())
        return Error{ErrorCode::denied, "nobody is left who could do what this step needs"};
    std::vector<std::string> able;
    for (const std::string& person : asked)
        if (!m_withoutCard.contains(person))
            able.push_back(person);
    const std::string person = chooseFrom(able.empty() ? asked : able);
    const Result<void> used = useCard(person);
    if (used || used.error().code != ErrorCode::tokenMissing || able.empty())
        return used;
    return stepBack(person, used.error());
}

std::string SimulatedOfficers::chooseFrom(const std::vector<std::string>& persons) {
    std::vector<std::string> in;
    for (const std::string& person : persons)
        if (cardSeen(person) != nullptr)
            in.push_back(person);
    if (!in.empty())
        return in[m_turn++ % in.size()];
    return ceremony::nextToInsert(persons, m_insertions, m_insertTurn++);
}

// Whose card has lost what was on it leaves the rest to the others, as long as they are enough.
Result<void> SimulatedOfficers::stepBack(const std::string& person, const Error& error) {
    m_withoutCard.insert(person);
    SR_TRY(removeCard(person));
    std::printf("refused: %s\n", error.detail.c_str());
    return raise(api::ExceptionKind::note, {person + " uses the own card.", error.detail,
                                            "The others do what is asked; this card is replaced."});
}

// One insertion does all that this officer is asked for, each act singly. A card that lies there unlocked is
// asked for no PIN again.
Result<void> SimulatedOfficers::useCard(const std::string& person) {
    SR_TRY(insertCard(person));
    if (const api::Reader* seen = cardSeen(person); seen == nullptr || !seen->unlocked) {
        SR_ASSIGN(Secret pin, m_desk.cardPin(m_inserted.at(person)));
        SR_TRY(say(api::UnlockCard{person, std::move(pin)}));
    }
    while (m_engine.snapshot().sitting == m_sitting) {
        const auto* acts = std::get_if<api::CardActsStep>(&m_engine.snapshot().current);
        if (acts == nullptr)
            break;
        const auto own = std::find_if(acts->open.begin(), acts->open.end(),
                                      [&](const api::OpenAct& act) { return act.person == person; });
        if (own == acts->open.end())
            break;
        SR_TRY(say(api::DecideAct{person, own->kind, own->subject, api::Decision::approve, ""}));
    }
    return {};
}

Result<void> SimulatedOfficers::answer(const api::RunStep&) {
    return say(api::Proceed{});
}

Result<void> SimulatedOfficers::answer(const api::MissingStep& step) {
    if (step.what == "hsm") {
        SR_TRY(m_desk.connectHsm(step.name));
    } else if (step.what == "medium") {
        SR_TRY(m_desk.insertMedium(step.name));
    } else {
        return insertAnyCard(step.name);
    }
    return m_engine.poll();
}

// The person that is named comes first; a card that lost all that was on it leaves it to the others.
Result<void> SimulatedOfficers::insertAnyCard(const std::string& person) {
    std::vector<std::string> order = m_desk.cards();
    std::stable_partition(order.begin(), order.end(),
                          [&](const std::string& card) { return card == person; });
    for (const std::string& card : order) {
        SR_TRY(insertCard(card));
        if (!std::holds_alternative<api::MissingStep>(m_engine.snapshot().current))
            return {};
        SR_TRY(removeCard(card));
    }
    return Error{ErrorCode::tokenMissing, "no card on the tray is one that the authority knows"};
}

Result<void> SimulatedOfficers::takeAnotherMedium(const Error& error) {
    std::printf("refused: %s\n", error.detail.c_str());
    return decide({"The keys are restored from this medium.", error.detail, "Another medium is taken."},
                  api::ExceptionEnding::anotherAttempt);
}

Result<void> SimulatedOfficers::abandon(const std::string& why) {
    const api::Step& current = m_engine.snapshot().current;
    const auto* finished = std::get_if<api::FinishedStep>(&current);
    if ((finished != nullptr && finished->result != "open") || std::holds_alternative<api::HeadStep>(current))
        return Error{ErrorCode::notNow, "no ceremony is open: there is nothing to abandon"};
    return decide({"The ceremony goes on.", why, "The ceremony is abandoned."},
                  api::ExceptionEnding::abandon);
}

Result<void> SimulatedOfficers::raise(api::ExceptionKind kind, const Deviation& deviation) {
    std::vector<std::string> by; // two persons; a spare card is marked otherwise
    for (const std::string& card : m_desk.cards())
        if (by.size() < 2 && custody::PersonId::fromText(card))
            by.push_back(card);
    return say(
        api::RaiseException{kind, deviation.expected, deviation.happened, deviation.decided, std::move(by)});
}

Result<void> SimulatedOfficers::decide(const Deviation& deviation, api::ExceptionEnding ending) {
    SR_TRY(raise(api::ExceptionKind::deviation, deviation));
    return say(api::EndException{ending});
}

// Each from an own sheet; who mistyped types again.
Result<void> SimulatedOfficers::answer(const api::HeadStep& step) {
    const bool isFirst = m_typed.empty() || m_typed.back() == step.person;
    const std::string sheet = isFirst ? "head-1.txt" : "head-2.txt";
    SR_ASSIGN(std::string head, fromPaper(sheet, step.mistyped));
    const Result<void> typed = say(api::TypeHead{step.person, std::move(head)});
    const auto* now = std::get_if<api::HeadStep>(&m_engine.snapshot().current);
    const bool isAskedAgain = now != nullptr && now->mistyped > step.mistyped;
    if (isAskedAgain && now->mistyped < 3) {
        std::printf("mistyped: %s\n", typed ? "" : typed.error().detail.c_str());
        m_typed.clear();
        return {};
    }
    m_typed.push_back(step.person);
    return typed;
}

// A sheet on which somebody wrote more than one line is read line by line, one for each attempt.
Result<std::string> SimulatedOfficers::fromPaper(const std::string& sheet, std::uint64_t attempt) const {
    const auto bytes = base_io::readRegularFile(m_paper / sheet, 64 * 1024);
    if (!bytes)
        return Error{
            bytes.error().code,
            "nobody has the paper " + sheet +
                ": the ceremony before this one is not finished (go on with its own plan and --continue), "
                "or nothing was founded in this folder"};
    const std::string text = base::textOf(*bytes);
    std::size_t begin = 0;
    for (std::uint64_t line = 0; line < attempt; ++line) {
        const std::size_t end = text.find('\n', begin);
        if (end == std::string::npos || end + 1 >= text.size())
            break;
        begin = end + 1;
    }
    return text.substr(begin, text.find('\n', begin) - begin);
}

Result<void> SimulatedOfficers::answer(const api::DecideStep& step) {
    // One sentence, as every refusal: whoever prints it ends it.
    std::string happened = step.happened.english(), toDo = step.toDo.english();
    for (std::string* text : {&happened, &toDo})
        if (text->ends_with('.'))
            text->pop_back();
    return Error{ErrorCode::needsDecision,
                 happened + ". " + toDo + "; a ceremony that cannot go on is ended with --abandon REASON"};
}

Result<void> SimulatedOfficers::answer(const api::SuspendedStep&) {
    return say(api::Resume{{"administrator-1"}});
}

// What was read aloud is written down, twice, and kept in two places.
Result<void> SimulatedOfficers::answer(const api::FinishedStep& step) {
    if (step.head.empty())
        return {};
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(m_paper));
    if (kind == base_io::FileKind::missing)
        SR_TRY(base_io::makeFolder(m_paper));
    for (const auto& [sheet, text] :
         {std::pair("head-1.txt", step.head), {"head-2.txt", step.head}, {"anchor.txt", step.anchor}})
        SR_TRY(base_io::replaceFile(m_paper / sheet, base::viewOf(text + "\n")));
    return {};
}

} // namespace strongroom::app

// The people of a rehearsal. Each step on screen is answered as people would answer it; cards are inserted,
// unlocked with the PIN that the desk shows, asked for one act at a time, and taken out at the end of the
// sitting. Whose card is in comes first, by turns; else whoever put a card in least often, so that every
// officer's card is used. What they write down at the end of a ceremony lies in the paper folder as their
// handwriting; it is all they have to type the head from at the next opening.
#pragma once

#include "app/compose.h"
#include "core/base_io/clock.h"
#include "core/ceremony/card_table.h"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace strongroom::app {

class SimulatedOfficers {
public:
    // `wall` is the clock on the wall of the room. With one reader for all, no card is put in before the
    // last one is out.
    SimulatedOfficers(api::Engine& engine, api::Desk& desk, std::filesystem::path paper,
                      const base_io::Clock& wall,
                      ceremony::Readers readers = ceremony::Readers::oneForEachCard)
        : m_engine(engine), m_desk(desk), m_paper(std::move(paper)), m_wall(wall), m_readers(readers) {}

    // Until the ceremony is finished; the first refusal that people could not answer ends it.
    Result<void> walk();
    // The same, but no further than to a snapshot for which `arrived` holds.
    Result<void> walkUntil(const std::function<bool(const api::Snapshot&)>& arrived);
    // The open ceremony ends here, by an exception.
    Result<void> abandon(const std::string& why);
    // How often each card was put into a reader; what `check` foretells.
    const std::map<std::string, std::uint64_t>& insertions() const noexcept { return m_insertions; }

private:
    Result<void> answer(const api::ConfirmStep& step);
    Result<void> answer(const api::AttendStep& step);
    Result<void> answer(const api::ClockStep& step);
    Result<void> answer(const api::EnrolStep& step);
    Result<void> answer(const api::CardActsStep& step);
    Result<void> answer(const api::RunStep& step);
    Result<void> answer(const api::MissingStep& step);
    Result<void> answer(const api::HeadStep& step);
    Result<void> answer(const api::DecideStep& step);
    Result<void> answer(const api::SuspendedStep& step);
    Result<void> answer(const api::FinishedStep& step);

    Result<void> say(api::Command command);
    Result<void> insertCard(const std::string& person);
    Result<void> removeCard(const std::string& person);
    // The card on the tray that the engine takes for the person's: after a loss it is marked otherwise. It is
    // in its reader then.
    Result<std::string> insertOwnCard(const std::string& person);
    Result<void> insertAnyCard(const std::string& person);
    Result<void> takeCardsOut();
    Result<void> takeCardsAfterSitting();
    // The card of the person, as the engine sees it in its reader; nullptr where it does not.
    const api::Reader* cardSeen(const std::string& person) const;
    std::string chooseFrom(const std::vector<std::string>& persons);
    Result<void> useCard(const std::string& person);
    Result<void> stepBack(const std::string& person, const Error& error);
    Result<void> takeAnotherMedium(const Error& error);
    struct Deviation {
        std::string expected, happened, decided;
    };
    Result<void> raise(api::ExceptionKind kind, const Deviation& deviation);
    Result<void> decide(const Deviation& deviation, api::ExceptionEnding ending);
    Result<std::string> fromPaper(const std::string& sheet, std::uint64_t attempt) const;
    void showProgress();

    api::Engine& m_engine;
    api::Desk& m_desk;
    std::filesystem::path m_paper;
    const base_io::Clock& m_wall;
    ceremony::Readers m_readers;
    std::string m_sitting;                         // in which the cards in the readers were put in
    std::vector<std::string> m_typed;              // who typed a head, in order
    std::string m_shown;                           // the step that was printed last
    std::size_t m_shownItems = 0;                  // of the rail
    bool m_tookAnotherMedium = false;              // once
    std::set<std::string> m_withoutCard;           // persons whose card lost what was on it
    std::size_t m_turn = 0, m_insertTurn = 0;      // of those whose card is in, and of all others
    std::map<std::string, std::string> m_inserted; // persons, and their cards that lie in a reader
    std::map<std::string, std::uint64_t> m_insertions;
};

} // namespace strongroom::app

// How often each card is put into a reader in the course of a plan, counted as `rehearse` does it: a card
// stays in its reader for a sitting (sitting.h) and does all that its person is asked for. Whose card is in
// comes first; else whoever put it in least often. With one reader for all, a card goes out
// before another one comes in. The figure is what a smooth ceremony costs; a mistake costs more.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace strongroom::ceremony {

// An act that is asked of all these persons until so many have done it.
struct CardDemand {
    std::vector<std::string> persons;
    std::uint64_t needed = 0;
};

// Who comes next with a card, of these: whoever came least often, by turns where that is more than one.
std::string nextToInsert(const std::vector<std::string>& persons,
                         const std::map<std::string, std::uint64_t>& insertions, std::size_t turn);

enum class Readers { oneForEachCard, oneForAll };

class CardTable {
public:
    explicit CardTable(Readers readers) : m_readers(readers) {}

    // Acts that are open together.
    void ask(const std::vector<CardDemand>& together);
    // A card comes and goes for something of its own: enrolment. It ends the sitting.
    void pass(const std::string& person);
    // A card is put in where none is, and stays until its person's turn.
    void lend(const std::string& person);
    // The sitting ends: every card is taken out.
    void endSitting() { m_in.clear(); }

    const std::map<std::string, std::uint64_t>& insertions() const noexcept { return m_insertions; }

private:
    std::string nextOf(const std::vector<std::string>& open);
    void insert(const std::string& person);

    Readers m_readers;
    std::map<std::string, std::uint64_t> m_insertions;
    std::size_t m_turn = 0;
    std::set<std::string> m_in; // persons whose card lies in a reader
};

} // namespace strongroom::ceremony

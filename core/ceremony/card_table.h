// How often each card is put into a reader in the course of a plan, counted as `rehearse` does it: one
// insertion does all that this officer is asked for while the acts are open, and whose turn it is rotates.
// The figure is what a smooth ceremony costs; a mistake costs more.
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

class CardTable {
public:
    // Acts that are open together.
    void ask(std::vector<CardDemand> together);
    // A card comes and goes for something of its own: enrolment.
    void pass(const std::string& person);
    // A card that is put in and stays until its person's next turn.
    void lend(const std::string& person);
    // Something else happens than card acts: the card in the reader is taken out.
    void pause() { m_inHand.clear(); }

    const std::map<std::string, std::uint64_t>& insertions() const noexcept { return m_insertions; }

private:
    void insert(const std::string& person);

    std::map<std::string, std::uint64_t> m_insertions;
    std::set<std::string> m_lent;
    std::string m_inHand; // whose card did the last act, "" after a pause
    std::size_t m_turn = 0;
};

} // namespace strongroom::ceremony

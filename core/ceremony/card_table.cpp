#include "core/ceremony/card_table.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

// Persons with an open act, in the order in which the acts are listed.
class Round {
public:
    explicit Round(std::vector<CardDemand> demands)
        : m_demands(std::move(demands)), m_done(m_demands.size()) {}

    std::vector<std::string> open() const {
        std::vector<std::string> persons;
        for (std::size_t i = 0; i < m_demands.size(); ++i)
            for (const std::string& person : m_demands[i].persons)
                if (isOpen(i, person) && std::find(persons.begin(), persons.end(), person) == persons.end())
                    persons.push_back(person);
        return persons;
    }
    // All that this person is asked for; false when it is nothing.
    bool act(const std::string& person) {
        bool acted = false;
        for (std::size_t i = 0; i < m_demands.size(); ++i)
            if (contains(m_demands[i], person) && isOpen(i, person))
                acted = m_done[i].insert(person).second;
        return acted;
    }

private:
    static bool contains(const CardDemand& demand, const std::string& person) {
        return std::find(demand.persons.begin(), demand.persons.end(), person) != demand.persons.end();
    }
    bool isOpen(std::size_t demand, const std::string& person) const {
        return m_done[demand].size() < m_demands[demand].needed && !m_done[demand].contains(person);
    }

    std::vector<CardDemand> m_demands;
    std::vector<std::set<std::string>> m_done;
};

} // namespace

void CardTable::ask(std::vector<CardDemand> together) {
    Round round(std::move(together));
    if (!m_inHand.empty())
        round.act(m_inHand);
    for (auto open = round.open(); !open.empty(); open = round.open()) {
        const std::string person = open[m_turn++ % open.size()];
        insert(person);
        round.act(person);
        m_inHand = person;
    }
}

void CardTable::pass(const std::string& person) {
    pause();
    insert(person);
}

void CardTable::lend(const std::string& person) {
    if (!m_inHand.empty())
        return;
    insert(person);
    m_lent.insert(person);
}

void CardTable::insert(const std::string& person) {
    if (m_lent.erase(person) == 0)
        ++m_insertions[person];
}

} // namespace strongroom::ceremony

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
    // All that this person is asked for.
    void act(const std::string& person) {
        for (std::size_t i = 0; i < m_demands.size(); ++i)
            if (contains(m_demands[i], person) && isOpen(i, person))
                m_done[i].insert(person);
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

std::string nextToInsert(const std::vector<std::string>& persons,
                         const std::map<std::string, std::uint64_t>& insertions, std::size_t turn) {
    std::vector<std::string> least;
    std::uint64_t fewest = 0;
    for (const std::string& person : persons) {
        const auto counted = insertions.find(person);
        const std::uint64_t count = counted != insertions.end() ? counted->second : 0;
        if (least.empty() || count < fewest) {
            least.clear();
            fewest = count;
        }
        if (count == fewest)
            least.push_back(person);
    }
    return least[turn % least.size()];
}

void CardTable::ask(const std::vector<CardDemand>& together) {
    Round round(together);
    for (auto open = round.open(); !open.empty(); open = round.open()) {
        const std::string person = nextOf(open);
        insert(person);
        round.act(person);
    }
}

void CardTable::pass(const std::string& person) {
    endSitting();
    insert(person);
    endSitting();
}

void CardTable::lend(const std::string& person) {
    if (m_in.empty())
        insert(person);
}

std::string CardTable::nextOf(const std::vector<std::string>& open) {
    const auto in =
        std::find_if(open.begin(), open.end(), [&](const auto& person) { return m_in.contains(person); });
    return in != open.end() ? *in : nextToInsert(open, m_insertions, m_turn++);
}

void CardTable::insert(const std::string& person) {
    if (m_in.contains(person))
        return;
    if (m_readers == Readers::oneForAll)
        m_in.clear();
    m_in.insert(person);
    ++m_insertions[person];
}

} // namespace strongroom::ceremony

#include "core/custody/coalition.h"

#include "core/custody/share_set.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <set>

namespace strongroom::custody {

namespace {

constexpr std::size_t mostPersons = 20;

// One way to a goal: a share set, or none, and something to have in hand.
struct Way {
    const char* name;
    const SplitPlan* plan; // nullptr: no card is needed
    std::uint64_t CardHolding::*member;
    std::vector<std::string> places; // any one of them
};

std::vector<Way> waysTo(const CustodyPlan& plan, Goal goal) {
    const Policy& policy = plan.policy;
    const std::vector<std::string> hsm{plan.hsmPlace};
    const Way user{"user PIN", &policy.userPin, &CardHolding::userPinMember, hsm};
    const Way so{"SO PIN", &policy.soPin, &CardHolding::soPinMember, hsm};
    const Way mbk{"MBK and a medium", &policy.mbk, &CardHolding::mbkMember, plan.mediumPlaces};
    const Way button{"button", nullptr, nullptr, hsm};
    switch (goal) {
    // The SO sets a user PIN of its choice; a key rebuilt outside needs no HSM. The HSM is taken as filled,
    // as it is during every ceremony.
    case Goal::useKey: return {user, so, mbk};
    case Goal::eraseHsm:
        return plan.button == EraseButton::present ? std::vector{button, so} : std::vector{so};
    case Goal::rebuildKeyOutside: return {mbk};
    }
    return {};
}

// What one set of persons can do.
class Group {
public:
    Group(const CustodyPlan& plan, std::vector<std::string> persons)
        : m_plan(plan), m_persons(std::move(persons)) {}

    std::optional<Coalition> follow(const Way& way) const {
        const auto target = std::find_if(way.places.begin(), way.places.end(),
                                         [&](const std::string& place) { return opens(place); });
        if (target == way.places.end())
            return std::nullopt;
        std::set<std::string> opened{*target};
        if (way.plan != nullptr) {
            std::vector<std::uint64_t> members;
            for (const CardHolding& card : m_plan.cards) {
                if (card.*way.member == 0 || !contains(card.person) || !opens(card.place))
                    continue;
                members.push_back(card.*way.member);
                opened.insert(card.place);
            }
            if (!suffices(*way.plan, members))
                return std::nullopt;
        }
        opened.erase("");
        return Coalition{m_persons, {opened.begin(), opened.end()}, way.name};
    }

private:
    bool contains(const std::string& person) const {
        return std::find(m_persons.begin(), m_persons.end(), person) != m_persons.end();
    }
    bool opens(const std::string& id) const {
        if (id.empty())
            return true;
        const auto place = std::find_if(m_plan.places.begin(), m_plan.places.end(),
                                        [&](const Place& one) { return one.id == id; });
        // A place that the plan does not describe protects nothing.
        if (place == m_plan.places.end() || place->controllers.empty())
            return true;
        const auto there = std::count_if(place->controllers.begin(), place->controllers.end(),
                                         [&](const std::string& person) { return contains(person); });
        return static_cast<std::uint64_t>(there) >= place->controllersNeeded;
    }

    const CustodyPlan& m_plan;
    std::vector<std::string> m_persons;
};

std::vector<std::string> everybody(const CustodyPlan& plan) {
    std::set<std::string> persons;
    for (const CardHolding& card : plan.cards)
        persons.insert(card.person);
    for (const Place& place : plan.places)
        persons.insert(place.controllers.begin(), place.controllers.end());
    return {persons.begin(), persons.end()};
}

} // namespace

const char* nameOf(Goal goal) noexcept {
    switch (goal) {
    case Goal::useKey: return "use the key";
    case Goal::eraseHsm: return "erase the HSM";
    case Goal::rebuildKeyOutside: return "rebuild the key outside the HSM";
    }
    return "";
}

Result<Coalition> smallestCoalition(const CustodyPlan& plan, Goal goal) {
    const std::vector<std::string> persons = everybody(plan);
    if (persons.size() > mostPersons)
        return Error{ErrorCode::tooLarge, "coalitions are searched among at most 20 persons, not " +
                                              std::to_string(persons.size())};
    const std::vector<Way> ways = waysTo(plan, goal);
    for (std::size_t size = 0; size <= persons.size(); ++size) {
        std::optional<Coalition> best;
        for (std::uint32_t choice = 0; choice < std::uint32_t{1} << persons.size(); ++choice) {
            if (static_cast<std::size_t>(std::popcount(choice)) != size)
                continue;
            std::vector<std::string> chosen;
            for (std::size_t i = 0; i < persons.size(); ++i)
                if (choice >> i & 1u)
                    chosen.push_back(persons[i]);
            const Group group(plan, std::move(chosen));
            for (const Way& way : ways) {
                auto found = group.follow(way);
                if (found && (!best || found->places.size() < best->places.size()))
                    best = std::move(found);
            }
        }
        if (best)
            return std::move(*best);
    }
    return Error{ErrorCode::objectMissing,
                 std::string("nobody can ") + nameOf(goal) + ", not even all persons together"};
}

} // namespace strongroom::custody

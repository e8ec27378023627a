// The smallest coalition of people, and the places they must open, that can use the key, erase the HSM, or
// rebuild the key outside it. Found by trying all sets of persons in rising size (at most 20 persons).
// Printed by `check`: it is what the policy and the custody plan really amount to, whatever they were meant
// to.
#pragma once

#include "core/base/result.h"
#include "core/custody/custody_item.h"
#include "core/custody/policy.h"

#include <cstdint>
#include <string>
#include <vector>

namespace strongroom::custody {

// What a person's card opens. Members count from 1 through all groups; 0 for no share.
struct CardHolding {
    std::string person;
    std::uint64_t userPinMember = 0, soPinMember = 0, mbkMember = 0;
    std::string place; // where the card lies, "" for in the holder's hand
};

enum class EraseButton { none, present }; // a button at the HSM that erases it without any PIN

struct CustodyPlan {
    Policy policy;
    std::vector<CardHolding> cards;
    std::vector<Place> places;
    std::string hsmPlace;                  // "" for anybody can reach it
    std::vector<std::string> mediumPlaces; // one for each backup medium; "" likewise
    EraseButton button = EraseButton::none;
};

enum class Goal { useKey, eraseHsm, rebuildKeyOutside };
const char* nameOf(Goal goal) noexcept;

struct Coalition {
    std::vector<std::string> persons; // empty: nobody is needed at all
    std::vector<std::string> places;  // that they open
    std::string way;                  // "user PIN", "SO PIN", "MBK and a medium", "button"
};

// objectMissing when nobody, not even all together, can reach the goal.
Result<Coalition> smallestCoalition(const CustodyPlan& plan, Goal goal);

} // namespace strongroom::custody

// Things in custody: what it is, in which numbered bag, in which place. Values that the record's
// bag_recorded, sealed and custody_moved entries fill. A place is a safe container, opened by its controllers
// together.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace strongroom::custody {

enum class ItemKind { hsm, card, backupMedium, recordMedium, paper, other };

struct CustodyItem {
    std::string id; // the plan's materials: "backup-a", "card-officer-3"
    ItemKind kind = ItemKind::other;
    std::string bag;    // the tamper-evident bag's number, "" while in none
    std::string place;  // "" while in the room
    std::string person; // the holder of a card
    bool operator==(const CustodyItem&) const = default;
};

struct Place {
    std::string id; // "safe-1"
    std::uint64_t controllersNeeded = 0;
    std::vector<std::string> controllers; // persons; empty when the policy names none: anybody can open it
    bool operator==(const Place&) const = default;
};

// A tamper-evident bag has one number, a number one bag: `denied` when `number` already belongs to something
// else.
Result<void> putIntoBag(std::vector<CustodyItem>& items, const std::string& id, const std::string& number);
Result<void> moveItem(std::vector<CustodyItem>& items, const std::string& id, const std::string& from,
                      const std::string& to);

// No container may hold a backup medium together with as many cards as rebuild the key (DESIGN 6). `denied`
// names the place.
Result<void> checkStorage(std::span<const CustodyItem> items, std::uint64_t cardsThatSuffice);

} // namespace strongroom::custody

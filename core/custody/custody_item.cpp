#include "core/custody/custody_item.h"

#include <algorithm>
#include <set>

namespace strongroom::custody {

namespace {

CustodyItem* find(std::vector<CustodyItem>& items, const std::string& id) {
    const auto found =
        std::find_if(items.begin(), items.end(), [&](const CustodyItem& item) { return item.id == id; });
    return found == items.end() ? nullptr : &*found;
}

Error unknownItem(const std::string& id) {
    return Error{ErrorCode::badArgument, "the plan's materials have no '" + id + "'"};
}

} // namespace

Result<void> putIntoBag(std::vector<CustodyItem>& items, const std::string& id, const std::string& number) {
    CustodyItem* item = find(items, id);
    if (item == nullptr)
        return unknownItem(id);
    if (number.empty())
        return Error{ErrorCode::badArgument, "a bag has a number"};
    for (const CustodyItem& other : items)
        if (other.bag == number && other.id != id)
            return Error{ErrorCode::denied, "one number, one bag: " + number + " already holds " + other.id};
    item->bag = number;
    return {};
}

Result<void> moveItem(std::vector<CustodyItem>& items, const std::string& id, const std::string& from,
                      const std::string& to) {
    CustodyItem* item = find(items, id);
    if (item == nullptr)
        return unknownItem(id);
    if (item->place != from)
        return Error{ErrorCode::denied, id + " is in '" + item->place + "', not in '" + from + "'"};
    item->place = to;
    return {};
}

Result<void> checkStorage(std::span<const CustodyItem> items, std::uint64_t cardsThatSuffice) {
    for (const CustodyItem& medium : items) {
        if (medium.kind != ItemKind::backupMedium || medium.place.empty())
            continue;
        std::set<std::string> cards;
        for (const CustodyItem& item : items)
            if (item.kind == ItemKind::card && item.place == medium.place)
                cards.insert(item.id);
        if (cards.size() >= cardsThatSuffice)
            return Error{ErrorCode::denied,
                         "no container holds a backup medium together with enough cards: " + medium.place +
                             " holds " + medium.id + " and " + std::to_string(cards.size()) + " cards"};
    }
    return {};
}

} // namespace strongroom::custody

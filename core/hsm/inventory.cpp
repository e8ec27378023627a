#include "core/hsm/inventory.h"

#include "core/base/hex.h"

#include <algorithm>
#include <tuple>

namespace strongroom::hsm {

std::size_t Inventory::count(ObjectClass objectClass) const noexcept {
    return static_cast<std::size_t>(
        std::count_if(objects.begin(), objects.end(), [objectClass](const ObjectFacts& object) {
            return object.objectClass == objectClass;
        }));
}

std::vector<std::string> Inventory::lines() const {
    std::vector<std::string> lines;
    for (const ObjectFacts& object : objects)
        lines.push_back(object.describe());
    return lines;
}

Result<Inventory> takeInventory(Session& session) {
    Inventory inventory;
    SR_ASSIGN(inventory.seenBy, session.loginState());
    SR_ASSIGN(inventory.objects, session.listObjects());
    std::sort(inventory.objects.begin(), inventory.objects.end(),
              [](const ObjectFacts& left, const ObjectFacts& right) {
                  return std::tie(left.objectClass, left.id, left.label) <
                         std::tie(right.objectClass, right.id, right.label);
              });
    return inventory;
}

const char* nameOf(BlankCase proof) noexcept {
    return proof == BlankCase::uninitialised ? "a" : "b";
}

namespace {

Result<void> expectNothing(Session& session, const char* seenBy) {
    SR_ASSIGN(const Inventory inventory, takeInventory(session));
    if (inventory.objects.empty())
        return {};
    return Error{ErrorCode::tokenNotBlank, std::string(seenBy) + " sees " +
                                               std::to_string(inventory.objects.size()) + " objects, first " +
                                               inventory.objects.front().describe()};
}

} // namespace

Result<BlankCase> proveBlank(Token& token, const Secret* securityOfficerPin) {
    SR_ASSIGN(const TokenFacts facts, token.facts());
    if (!facts.initialised)
        return BlankCase::uninitialised;
    if (facts.userPinInitialised)
        return Error{ErrorCode::tokenNotBlank, "the token has a user PIN"};
    if (securityOfficerPin == nullptr)
        return Error{ErrorCode::tokenNotBlank, "the token is initialised and no PIN of its security officer "
                                               "is known"};
    {
        SR_ASSIGN(Session session, token.openSession(Access::readOnly));
        SR_TRY(expectNothing(session, "nobody logged in"));
        SR_TRY(session.close());
    }
    SR_ASSIGN(Session session, token.openSession(Access::readWrite));
    SR_TRY(session.login(Role::securityOfficer, *securityOfficerPin));
    SR_TRY(expectNothing(session, "the security officer"));
    SR_TRY(session.close());
    return BlankCase::knownSecurityOfficer;
}

} // namespace strongroom::hsm

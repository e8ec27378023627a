#include "core/custody/role.h"

#include <array>
#include <string>

namespace strongroom::custody {

namespace {
constexpr std::array roles{Role::administrator, Role::officer,        Role::witness,
                           Role::auditor,       Role::safeController, Role::guest};
} // namespace

const char* nameOf(Role role) noexcept {
    switch (role) {
    case Role::administrator: return "administrator";
    case Role::officer: return "officer";
    case Role::witness: return "witness";
    case Role::auditor: return "auditor";
    case Role::safeController: return "safe-controller";
    case Role::guest: return "guest";
    }
    return "";
}

Result<Role> roleFromName(std::string_view name) {
    for (const Role role : roles)
        if (name == nameOf(role))
            return role;
    return Error{ErrorCode::badFormat, "unknown role '" + std::string(name) + "'"};
}

bool mayHoldShares(Role role) noexcept {
    return role == Role::officer;
}

bool mayApprove(Role role) noexcept {
    return role == Role::officer || role == Role::administrator;
}

bool maySignRecord(Role role) noexcept {
    return mayApprove(role) || role == Role::witness || role == Role::auditor;
}

} // namespace strongroom::custody

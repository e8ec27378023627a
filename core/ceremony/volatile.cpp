#include "core/ceremony/volatile.h"

#include <algorithm>

namespace strongroom::ceremony {

bool Volatile::isUnlocked(const std::string& person) const noexcept {
    return std::any_of(readers.begin(), readers.end(), [&](const api::Reader& reader) {
        return reader.cardPresent && reader.unlocked && reader.person == person;
    });
}

} // namespace strongroom::ceremony

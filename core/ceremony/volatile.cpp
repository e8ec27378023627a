#include "core/ceremony/volatile.h"

#include <algorithm>

namespace strongroom::ceremony {

std::string sharesFrom(const std::string& set, const std::string& medium) {
    return set + "@" + medium;
}

ReleasedFrom sourceOf(const std::string& shares) {
    const std::size_t at = shares.find('@');
    return at == std::string::npos ? ReleasedFrom{shares, "disk"}
                                   : ReleasedFrom{shares.substr(0, at), shares.substr(at + 1)};
}

const SealedNote* Volatile::note(const std::string& ceremony, const std::string& kind) const noexcept {
    const auto found = notes.find(ceremony + " " + kind);
    return found != notes.end() ? &found->second : nullptr;
}

bool Volatile::isUnlocked(const std::string& person) const noexcept {
    return std::any_of(readers.begin(), readers.end(), [&](const api::Reader& reader) {
        return reader.cardPresent && reader.unlocked && reader.person == person;
    });
}

} // namespace strongroom::ceremony

#include "core/authority/state.h"

#include <algorithm>
#include <charconv>

namespace strongroom::authority {

const char* nameOf(SetLife life) noexcept {
    switch (life) {
    case SetLife::prepared: return "prepared";
    case SetLife::switching: return "switching";
    case SetLife::active: return "active";
    case SetLife::retired: return "retired";
    case SetLife::dead: return "dead";
    }
    return "";
}

const ShareMember* ShareSetState::memberOf(std::string_view person) const noexcept {
    const auto found = std::find_if(prepared.members.begin(), prepared.members.end(),
                                    [&](const ShareMember& member) { return member.person == person; });
    return found != prepared.members.end() ? &*found : nullptr;
}

std::uint64_t Request::approvals() const noexcept {
    return static_cast<std::uint64_t>(std::count_if(
        given.begin(), given.end(), [](const auto& pair) { return pair.second.decision == "approve"; }));
}

const Person* AuthorityState::person(std::string_view id) const noexcept {
    const auto found =
        std::find_if(roster.begin(), roster.end(), [&](const Person& person) { return person.id == id; });
    return found != roster.end() ? &*found : nullptr;
}

const Person* AuthorityState::personOfCard(const Digest& card) const noexcept {
    const auto found =
        std::find_if(roster.begin(), roster.end(), [&](const Person& person) { return person.card == card; });
    return found != roster.end() ? &*found : nullptr;
}

const Person* AuthorityState::personOfSerial(std::string_view serial) const noexcept {
    const auto found = std::find_if(roster.begin(), roster.end(),
                                    [&](const Person& person) { return person.serial == serial; });
    return found != roster.end() ? &*found : nullptr;
}

const Request* AuthorityState::request(const EntryReference& reference) const noexcept {
    const auto found = std::find_if(requests.begin(), requests.end(),
                                    [&](const Request& request) { return request.reference == reference; });
    return found != requests.end() ? &*found : nullptr;
}

const KeyState* AuthorityState::keyById(std::string_view ckaId) const noexcept {
    const auto found =
        std::find_if(keys.begin(), keys.end(), [&](const auto& pair) { return pair.second.intended.ckaId == ckaId; });
    return found != keys.end() ? &found->second : nullptr;
}

std::uint64_t AuthorityState::nextGeneration(std::string_view kind) const {
    std::uint64_t newest = 0;
    for (const auto& [id, set] : sets) {
        if (!id.starts_with(kind) || id.size() <= kind.size() || id[kind.size()] != '.')
            continue;
        std::uint64_t generation = 0;
        std::from_chars(id.data() + kind.size() + 1, id.data() + id.size(), generation);
        newest = std::max(newest, generation);
    }
    return newest + 1;
}

UtcTime AuthorityState::timeFor(UtcTime system) const {
    const UtcTime wall = system.plusSeconds(clockOffsetTo.seconds - clockOffsetFrom.seconds);
    // The system's clock may be set back while the program is away; the record's time never falls.
    return std::max(wall, lastTime);
}

} // namespace strongroom::authority

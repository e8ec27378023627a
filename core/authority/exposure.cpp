#include "core/authority/exposure.h"

#include <algorithm>

namespace strongroom::authority {

namespace {

std::string joined(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items)
        text += (text.empty() ? "" : ", ") + item;
    return text.empty() ? "none" : text;
}

} // namespace

std::uint64_t Exposure::lostShares() const noexcept {
    return static_cast<std::uint64_t>(
        std::count_if(shares.begin(), shares.end(), [](const Share& share) { return share.isLost; }));
}

std::string Exposure::sentence() const {
    std::vector<std::string> holders, places;
    for (const Share& share : shares)
        holders.push_back(share.person + (share.isLost ? " on a lost card" : ""));
    for (const Copy& copy : copies)
        places.push_back(copy.medium + " (backup " + std::to_string(copy.backup) + ")");
    return set + ": any " + std::to_string(threshold) + " of its " + std::to_string(shares.size()) +
           " shares (" + joined(holders) + ") open " + joined(keys) + " from " + joined(places);
}

Exposure exposureOf(const AuthorityState& state, const ShareSetState& set) {
    Exposure exposure;
    exposure.set = set.prepared.set;
    exposure.threshold = set.threshold();
    for (const custody::ShareMember& member : set.set.members)
        exposure.shares.push_back({member.person, state.holder(member) == nullptr});
    for (const auto& [number, backup] : state.backups) {
        if (backup.manifest.mbkSet != set.set.id)
            continue;
        bool isAbout = false;
        for (const std::string& medium : backup.written)
            if (!backup.destroyed.contains(medium)) {
                exposure.copies.push_back({number, medium});
                isAbout = true;
            }
        for (const custody::BackupKey& held : backup.manifest.keys)
            for (const auto& [name, key] : state.keys)
                if (isAbout && key.intended.ckaId == held.ckaId &&
                    std::find(exposure.keys.begin(), exposure.keys.end(), name) == exposure.keys.end())
                    exposure.keys.push_back(name);
    }
    return exposure;
}

std::vector<Exposure> exposureOf(const AuthorityState& state) {
    std::vector<Exposure> exposures;
    for (const auto& [id, set] : state.sets) {
        if (set.set.id.kind != custody::SetKind::mbk || set.life != custody::SetState::retired)
            continue;
        Exposure exposure = exposureOf(state, set);
        if (!exposure.copies.empty())
            exposures.push_back(std::move(exposure));
    }
    return exposures;
}

bool isSuperseded(const AuthorityState& state, const ShareSetState& set) {
    return std::none_of(state.keys.begin(), state.keys.end(), [&](const auto& pair) {
        const auto backup = state.backups.find(pair.second.backup);
        return backup != state.backups.end() && backup->second.manifest.mbkSet == set.set.id;
    });
}

std::size_t drilledMediaWithout(const KeyState& key, const std::string& medium) {
    return key.drilledMedia.size() - key.drilledMedia.count(medium);
}

} // namespace strongroom::authority

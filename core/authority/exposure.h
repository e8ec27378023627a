// What an old backup key still opens (PROTOCOL P8). A retired MBK set is not dead while a medium with blobs
// under it may be about: whoever has the quorum of its shares and such a medium has the keys. Pure functions
// of the state: screen, paper and verifier say the same.
#pragma once

#include "core/authority/state.h"

namespace strongroom::authority {

struct Exposure {
    struct Share {
        std::string person;
        bool isLost = false; // its card is lost, or was replaced: the officer cannot account for it
    };
    struct Copy {
        std::uint64_t backup = 0;
        std::string medium;
    };
    std::string set;
    std::uint64_t threshold = 0; // so many of `shares` and one of `copies` open `keys`
    std::vector<Share> shares;
    std::vector<Copy> copies;      // not recorded destroyed
    std::vector<std::string> keys; // plan names

    std::uint64_t lostShares() const noexcept;
    // "mbk.1: any 3 of its 5 shares (officer-1, officer-2 on a lost card, ...) open root-key from backup-a
    // (backup 1), backup-b (backup 1)"
    std::string sentence() const;
};

// Of every retired MBK set with a copy left.
std::vector<Exposure> exposureOf(const AuthorityState& state);
// Of one MBK set, whatever its life: what it would be if the set were retired now.
Exposure exposureOf(const AuthorityState& state, const ShareSetState& set);

// No key's newest drilled backup is wrapped under this MBK set any more.
bool isSuperseded(const AuthorityState& state, const ShareSetState& set);
// So many media of the key's newest blobs passed their drill and are not destroyed, this one left out.
std::size_t drilledMediaWithout(const KeyState& key, const std::string& medium);

} // namespace strongroom::authority

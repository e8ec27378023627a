// What a rehearsal left, seen by a stranger with the officers' cards in hand: the record replayed, the shares
// opened with the simulated cards, the HSM opened with the PIN that they make. No door of the product is
// used: it learns the secrets as officers do. Threads: one. Not beside a running strongroom in that folder.
#pragma once

#include "core/authority/state.h"
#include "core/custody/share_set.h"
#include "core/hsm/token.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace strongroom::test {

class RehearsalFolder {
public:
    // Replays the record.
    static Result<RehearsalFolder> open(const std::filesystem::path& folder);

    const authority::AuthorityState& state() const noexcept { return m_state; }
    const std::filesystem::path& folder() const noexcept { return m_folder; }
    // Entry types in order.
    Result<std::vector<std::string>> types() const;

    Result<Bytes> envelope(const std::string& set, std::uint64_t member) const;
    // Any envelope for any member, with the card of `person`.
    Result<custody::OpenedShare> openEnvelope(const std::string& set, std::uint64_t member, ByteView envelope,
                                              const std::string& person);
    Result<custody::OpenedShare> openShare(const std::string& set, const std::string& person);
    Result<Secret> secret(const std::string& set, const std::vector<std::string>& persons);
    Result<Secret> pin(const std::string& set, const Secret& secret) const;

    Result<std::shared_ptr<hsm::Token>> token(const std::string& device);

    // Every rule that holds for a rehearsal that came to its end; the error says which one is broken.
    Result<void> checkEnd();
    // The part of it that a stranger can check: the record verifies, and its ceremony is closed.
    Result<void> checkRecord() const;

private:
    RehearsalFolder(std::filesystem::path folder, authority::AuthorityState state)
        : m_folder(std::move(folder)), m_state(std::move(state)) {}
    struct Card {
        std::shared_ptr<hsm::Token> token;
        hsm::Session session;
    };
    Result<Card*> card(const std::string& person);
    Result<void> checkEntries() const;
    Result<void> checkHsm();

    std::filesystem::path m_folder;
    authority::AuthorityState m_state;
    std::map<std::string, Card> m_cards;
};

} // namespace strongroom::test

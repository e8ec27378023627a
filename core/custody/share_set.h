// Share sets (PROTOCOL P6): a 32-byte secret split over the holders' cards, with public commitments, so that
// a bad or foreign share is named the moment it is opened. A ShareSet is what the record says of a set:
// nothing in it is secret. Generations are never reused in an authority. Cannot do: keep anything; shares
// live only as long as their Slip39Share.
#pragma once

#include "core/base/bytes.h"
#include "core/base/mode.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/custody/slip39.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace strongroom::ossl {
class PrivateKey;
}

namespace strongroom::custody {

enum class SetKind { userPin, soPin, mbk };
const char* nameOf(SetKind kind) noexcept; // "user-pin", "so-pin", "mbk"

// "<user-pin|so-pin|mbk>.<generation>", generations from 1.
struct SetId {
    SetKind kind = SetKind::userPin;
    std::uint64_t generation = 1;

    std::string text() const;
    static Result<SetId> fromText(std::string_view text);
    auto operator<=>(const SetId&) const = default;
};

// prepared -> proven -> switching -> active -> retired -> dead (PROTOCOL P8); prepared, proven and switching
// may fall to dead. A set is used to log in or unwrap only while active, retired or in its own switching.
enum class SetState { prepared, proven, switching, active, retired, dead };
const char* nameOf(SetState state) noexcept;
bool mayFollow(SetState from, SetState to) noexcept;

struct ShareMember {
    std::uint64_t member = 0; // 1 to N through all groups
    std::string person;       // "officer-3"
    Digest holder;            // SHA-256 of the SPKI of the card's decryption key
    Digest envelope;          // SHA-256 of envelopes/<set>/<member>.der
    Digest commitment;
    bool operator==(const ShareMember&) const = default;
};

struct ShareSet {
    Digest authority;
    Mode mode = Mode::production;
    SetId id;
    SplitPlan plan;
    std::uint16_t identifier = 0;
    Digest secretCommitment;
    std::vector<ShareMember> members; // rising, 1 to N

    const ShareMember* member(std::uint64_t number) const noexcept;
    const ShareMember* memberOf(std::string_view person) const noexcept;
    const ShareMember* memberHolding(const Digest& holder) const noexcept;
    bool operator==(const ShareSet&) const = default;
};

// Where member i (from 1, through all groups) stands: group and place in the group, both from 0.
struct MemberPlace {
    std::uint8_t group = 0;
    std::uint8_t index = 0;
};
Result<MemberPlace> placeOf(const SplitPlan& plan, std::uint64_t member);

Result<Digest> shareCommitment(const Digest& authority, const SetId& set, std::uint64_t member,
                               const Slip39Share& share);
Digest secretCommitment(const Digest& authority, const SetId& set, const Secret& secret);

// A random 15-bit identifier that the record does not use yet.
Result<std::uint16_t> drawIdentifier(std::span<const std::uint16_t> used);

// P6: M >= 2 and N >= M+1 in a single group; two-level: at least two shares are needed and the loss of any
// one leaves enough. `denied` names the rule.
Result<void> validatePlan(const SplitPlan& plan);

struct ShareHolder {
    std::string person;
    Bytes spki; // of the card's decryption key, DER
};

struct PreparedShareSet {
    ShareSet set;
    std::vector<Bytes> envelopes; // DER, in the order of the members
};

// Splits, recombines every subset in memory, commits, and seals each share to its holder (in the order of the
// plan's members). Nothing is written; the caller's `secret` is 32 bytes.
Result<PreparedShareSet> prepareShareSet(const Digest& authority, Mode mode, const SetId& id,
                                         const SplitPlan& plan, std::uint16_t identifier,
                                         std::span<const ShareHolder> holders, const Secret& secret);

// Opens member's envelope with the holder's card. Each failure names the holder: digestMismatch when the
// envelope is not the recorded one, keyMismatch when it is sealed to another card, shareForeign for a share
// of another set, authority or mode, shareAltered when it does not match its commitment.
Result<Slip39Share> openShare(const ShareSet& set, std::uint64_t member, ByteView envelope,
                              const ossl::PrivateKey& card);

struct OpenedShare {
    std::uint64_t member = 0;
    Slip39Share share;
};

// True when these members suffice to rebuild the secret.
bool suffices(const SplitPlan& plan, std::span<const std::uint64_t> members) noexcept;

// The secret from opened shares of distinct members: at least as many as suffice; of more, the first are
// taken. The result is compared with the secret commitment (shareAltered).
Result<Secret> rebuildSecret(const ShareSet& set, std::span<const OpenedShare> shares);

} // namespace strongroom::custody

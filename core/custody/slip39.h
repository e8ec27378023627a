// SLIP-0039, Shamir's secret sharing in words: GF(256), the RS1024 checksum and the four-round cipher, as the
// standard has them. Strongroom writes sets with an identifier, extendable flag 0, iteration exponent 0 and
// an empty passphrase; it reads all that the standard allows. Invariant: the share's words lie as 10-bit
// indices in a Secret; nothing that depends on the master secret is in ordinary memory, except for what
// libcrypto keeps on its stack during a call. Field arithmetic takes the same time for all values; looking up
// words does not. Cannot do: detect a share altered on purpose (its checksum can be made right); share_set.h
// does, by commitment.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace strongroom::custody {

// How a secret is split: `groupThreshold` of the groups, in each its threshold of its members. One group
// unless the set is two-level. All numbers 1 to 16.
struct SplitPlan {
    struct Group {
        std::uint8_t threshold = 0;
        std::uint8_t members = 0;
        bool operator==(const Group&) const = default;
    };
    std::uint8_t groupThreshold = 1;
    std::vector<Group> groups;

    static SplitPlan of(std::uint8_t threshold, std::uint8_t members) { return {1, {{threshold, members}}}; }
    std::size_t memberCount() const noexcept;   // N through all groups
    std::size_t fewestMembers() const noexcept; // the smallest number of shares that suffices
    bool operator==(const SplitPlan&) const = default;
};

// The part of a share that is not secret. Indices count from 0 as in the standard.
struct Slip39Header {
    std::uint16_t identifier = 0; // 15 bits
    std::uint8_t extendable = 0;  // 0 or 1
    std::uint8_t iterationExponent = 0;
    std::uint8_t groupIndex = 0;
    std::uint8_t groupThreshold = 1;
    std::uint8_t groupCount = 1;
    std::uint8_t memberIndex = 0;
    std::uint8_t memberThreshold = 1;
    bool operator==(const Slip39Header&) const = default;
};

class Slip39Share {
public:
    // One share of `value` (the share's own bytes, at least 16, an even number).
    static Result<Slip39Share> make(const Slip39Header& header, const Secret& value);
    // One line of words with single spaces, as words() writes it; any case. badFormat names the position
    // (from 1) of a wrong word but never the word; a wrong checksum or padding is badFormat too.
    static Result<Slip39Share> fromWords(const Secret& words);
    static Result<Slip39Share> fromWords(ByteView words); // the bytes lie in a Secret of the caller's

    const Slip39Header& header() const noexcept { return m_header; }
    std::size_t wordCount() const noexcept { return m_indices.size() / 2; }
    Result<Secret> words() const; // lower case, single spaces, no line end
    Result<Secret> value() const; // the share's bytes
    Result<Slip39Share> duplicate() const;

private:
    Slip39Share(const Slip39Header& header, Secret indices)
        : m_header(header), m_indices(std::move(indices)) {}
    static Result<Slip39Share> fromIndices(Secret indices);

    Slip39Header m_header;
    Secret m_indices; // two bytes for each word, high byte first
};

// The shares, group by group. The master secret has at least 16 bytes, an even number.
Result<std::vector<Slip39Share>> splitSecret(const Secret& master, const SplitPlan& plan,
                                             std::uint16_t identifier);

// The master secret from exactly as many shares as are needed (the standard refuses more). `passphrase` is
// empty in Strongroom. shareForeign when the shares belong to different sets, badArgument for too few or too
// many, shareAltered when the digest inside the set is wrong.
Result<Secret> combineShares(std::span<const Slip39Share* const> shares, std::string_view passphrase = {});

// Recombines every choice of shares that suffices, group by group, and compares the encrypted master secrets
// (PROTOCOL P6): no holder has been given a share that does not fit. cryptoFailed or shareAltered when one
// differs.
Result<void> checkEverySubset(std::span<const Slip39Share> shares, const SplitPlan& plan);

} // namespace strongroom::custody

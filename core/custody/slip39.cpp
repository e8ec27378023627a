#include "core/custody/slip39.h"

#include "core/custody/slip39_cipher.h"
#include "core/custody/slip39_field.h"
#include "core/ossl/random.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

namespace strongroom::custody {

namespace {

constexpr std::uint8_t digestIndex = 254;
constexpr std::uint8_t secretIndex = 255;
constexpr std::size_t digestSize = 4;

bool equalSecrets(const Secret& left, const Secret& right) {
    return left.size() == right.size() && left.expose([&](ByteView a) {
        return right.expose([&](ByteView b) { return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0; });
    });
}

// The y values at x = 0 .. count-1. Below the threshold they are drawn; two more points carry the secret and
// a digest of it, by which a wrong combination is noticed.
Result<std::vector<Secret>> splitValue(const Secret& secret, std::uint8_t threshold, std::uint8_t count) {
    std::vector<Secret> values;
    values.reserve(count);
    if (threshold == 1) {
        for (std::uint8_t i = 0; i < count; ++i) {
            SR_ASSIGN(Secret copy, secret.duplicate());
            values.push_back(std::move(copy));
        }
        return values;
    }
    SR_ASSIGN(Secret digestShare, Secret::make(secret.size()));
    SR_TRY(ossl::fillRandom(digestShare));
    SR_ASSIGN(const Secret digest, std::as_const(digestShare).expose([&](ByteView bytes) {
        return slip39Digest(bytes.subspan(digestSize), secret);
    }));
    digestShare.expose([&](std::span<std::uint8_t> bytes) {
        digest.expose([&](ByteView from) { std::copy(from.begin(), from.end(), bytes.begin()); });
    });
    const auto drawn = static_cast<std::uint8_t>(threshold - 2);
    std::vector<Point> points;
    for (std::uint8_t x = 0; x < drawn; ++x) {
        SR_ASSIGN(Secret value, Secret::make(secret.size()));
        SR_TRY(ossl::fillRandom(value));
        values.push_back(std::move(value));
        points.push_back({x, &values.back()}); // reserved above: the address stays
    }
    points.push_back({digestIndex, &digestShare});
    points.push_back({secretIndex, &secret});
    for (std::uint8_t x = drawn; x < count; ++x) {
        SR_ASSIGN(Secret value, interpolate(points, x));
        values.push_back(std::move(value));
    }
    return values;
}

Result<Secret> recoverValue(std::span<const Point> points) {
    if (points.size() == 1)
        return points.front().y->duplicate();
    SR_ASSIGN(Secret secret, interpolate(points, secretIndex));
    SR_ASSIGN(const Secret digestShare, interpolate(points, digestIndex));
    SR_ASSIGN(const Secret expected, digestShare.expose([&](ByteView bytes) {
        return slip39Digest(bytes.subspan(digestSize), secret);
    }));
    SR_ASSIGN(const Secret found, digestShare.firstBytes(digestSize));
    if (!equalSecrets(expected, found))
        return Error{ErrorCode::shareAltered,
                     "the shares do not fit together: the digest inside the set is wrong"};
    return secret;
}

// One level up: the value of a group, or of the set.
struct GroupValue {
    std::uint8_t index = 0;
    Secret value;
};

Result<void> checkSameSet(const Slip39Share& first, const Slip39Share& other) {
    Slip39Header a = first.header(), b = other.header();
    const bool sameThreshold = a.groupIndex != b.groupIndex || a.memberThreshold == b.memberThreshold;
    for (Slip39Header* header : {&a, &b})
        header->groupIndex = header->memberIndex = header->memberThreshold = 0;
    if (a == b && sameThreshold && first.wordCount() == other.wordCount())
        return {};
    return Error{ErrorCode::shareForeign,
                 "the shares do not belong to one set: identifier or parameters differ"};
}

Result<GroupValue> recoverGroup(std::span<const Slip39Share* const> members) {
    const Slip39Header& header = members.front()->header();
    if (members.size() != header.memberThreshold)
        return Error{ErrorCode::badArgument, std::to_string(members.size()) +
                                                 " shares of a group instead of " +
                                                 std::to_string(header.memberThreshold)};
    std::vector<Secret> values;
    std::vector<Point> points;
    values.reserve(members.size());
    for (const Slip39Share* member : members) {
        SR_ASSIGN(Secret value, member->value());
        values.push_back(std::move(value));
        points.push_back({member->header().memberIndex, &values.back()});
    }
    SR_ASSIGN(Secret value, recoverValue(points));
    return GroupValue{header.groupIndex, std::move(value)};
}

Result<Secret> recoverSet(std::span<const GroupValue* const> groups) {
    std::vector<Point> points;
    for (const GroupValue* group : groups)
        points.push_back({group->index, &group->value});
    return recoverValue(points);
}

// Calls visit with every choice of `size` of `items`, until it answers an error.
template<typename T>
Result<void> forEverySubset(const std::vector<const T*>& items, std::size_t size,
                            const std::function<Result<void>(std::span<const T* const>)>& visit) {
    if (size == 0 || size > items.size())
        return Error{ErrorCode::badArgument, "a threshold greater than the number of shares"};
    std::vector<std::size_t> chosen(size);
    std::iota(chosen.begin(), chosen.end(), 0);
    while (true) {
        std::vector<const T*> subset;
        for (const std::size_t i : chosen)
            subset.push_back(items[i]);
        SR_TRY(visit(subset));
        std::size_t place = size;
        while (place > 0 && chosen[place - 1] == items.size() - size + place - 1)
            --place;
        if (place == 0)
            return {};
        ++chosen[place - 1];
        for (std::size_t i = place; i < size; ++i)
            chosen[i] = chosen[i - 1] + 1;
    }
}

const Error subsetsDiffer{ErrorCode::cryptoFailed, "two choices of shares give different secrets"};

Result<void> checkShape(const SplitPlan& plan) {
    bool fits = !plan.groups.empty() && plan.groups.size() <= 16 && plan.groupThreshold >= 1 &&
                plan.groupThreshold <= plan.groups.size();
    for (const SplitPlan::Group& group : plan.groups) {
        fits = fits && group.threshold >= 1 && group.threshold <= group.members && group.members <= 16;
        // The standard: with threshold 1 the members would all hold the same share.
        fits = fits && (group.threshold > 1 || group.members == 1);
    }
    if (!fits)
        return Error{ErrorCode::badArgument, "a split that SLIP-0039 does not allow"};
    return {};
}

} // namespace

std::size_t SplitPlan::memberCount() const noexcept {
    std::size_t count = 0;
    for (const Group& group : groups)
        count += group.members;
    return count;
}

std::size_t SplitPlan::fewestMembers() const noexcept {
    std::vector<std::size_t> thresholds;
    for (const Group& group : groups)
        thresholds.push_back(group.threshold);
    std::sort(thresholds.begin(), thresholds.end());
    thresholds.resize(std::min<std::size_t>(thresholds.size(), groupThreshold));
    return std::accumulate(thresholds.begin(), thresholds.end(), std::size_t{0});
}

Result<std::vector<Slip39Share>> splitSecret(const Secret& master, const SplitPlan& plan,
                                             std::uint16_t identifier) {
    SR_TRY(checkShape(plan));
    Slip39Header header;
    header.identifier = identifier;
    header.groupThreshold = plan.groupThreshold;
    header.groupCount = static_cast<std::uint8_t>(plan.groups.size());
    SR_ASSIGN(const Secret encrypted, slip39Cipher(CipherDirection::encrypt, master, {}, header));
    SR_ASSIGN(const std::vector<Secret> groupValues,
              splitValue(encrypted, plan.groupThreshold, header.groupCount));
    std::vector<Slip39Share> shares;
    for (const SplitPlan::Group& group : plan.groups) {
        SR_ASSIGN(const std::vector<Secret> values,
                  splitValue(groupValues[header.groupIndex], group.threshold, group.members));
        header.memberThreshold = group.threshold;
        for (header.memberIndex = 0; header.memberIndex < group.members; ++header.memberIndex) {
            SR_ASSIGN(Slip39Share share, Slip39Share::make(header, values[header.memberIndex]));
            shares.push_back(std::move(share));
        }
        ++header.groupIndex;
    }
    return shares;
}

Result<Secret> combineShares(std::span<const Slip39Share* const> shares, std::string_view passphrase) {
    if (shares.empty())
        return Error{ErrorCode::badArgument, "no shares"};
    std::map<std::uint8_t, std::vector<const Slip39Share*>> byGroup;
    for (const Slip39Share* share : shares)
        byGroup[share->header().groupIndex].push_back(share);
    for (const Slip39Share* share : shares) {
        SR_TRY(checkSameSet(*shares.front(), *share));
        SR_TRY(checkSameSet(*byGroup[share->header().groupIndex].front(), *share));
    }
    const Slip39Header& header = shares.front()->header();
    if (byGroup.size() != header.groupThreshold)
        return Error{ErrorCode::badArgument, "shares of " + std::to_string(byGroup.size()) +
                                                 " groups instead of " +
                                                 std::to_string(header.groupThreshold)};
    std::vector<GroupValue> groups;
    std::vector<const GroupValue*> pointers;
    groups.reserve(byGroup.size());
    for (const auto& [index, members] : byGroup) {
        SR_ASSIGN(GroupValue group, recoverGroup(members));
        groups.push_back(std::move(group));
        pointers.push_back(&groups.back());
    }
    SR_ASSIGN(const Secret encrypted, recoverSet(pointers));
    return slip39Cipher(CipherDirection::decrypt, encrypted, passphrase, header);
}

Result<void> checkEverySubset(std::span<const Slip39Share> shares, const SplitPlan& plan) {
    SR_TRY(checkShape(plan));
    if (shares.size() != plan.memberCount())
        return Error{ErrorCode::badArgument, "not all shares of the set are there"};
    // Subsets of members give the group's value, subsets of groups give the set's: together they are all
    // ways.
    std::vector<GroupValue> groups;
    groups.reserve(plan.groups.size());
    std::size_t next = 0;
    for (const SplitPlan::Group& group : plan.groups) {
        std::vector<const Slip39Share*> members;
        for (std::uint8_t i = 0; i < group.members; ++i, ++next) {
            SR_TRY(checkSameSet(shares.front(), shares[next]));
            members.push_back(&shares[next]);
        }
        std::vector<GroupValue> first;
        SR_TRY(forEverySubset<Slip39Share>(members, group.threshold,
                                           [&](std::span<const Slip39Share* const> subset) -> Result<void> {
                                               SR_ASSIGN(GroupValue value, recoverGroup(subset));
                                               if (first.empty())
                                                   first.push_back(std::move(value));
                                               else if (!equalSecrets(first.front().value, value.value))
                                                   return subsetsDiffer;
                                               return {};
                                           }));
        groups.push_back(std::move(first.front()));
    }
    std::vector<const GroupValue*> pointers;
    for (const GroupValue& group : groups)
        pointers.push_back(&group);
    std::vector<Secret> first;
    return forEverySubset<GroupValue>(pointers, plan.groupThreshold,
                                      [&](std::span<const GroupValue* const> subset) -> Result<void> {
                                          SR_ASSIGN(Secret encrypted, recoverSet(subset));
                                          if (first.empty())
                                              first.push_back(std::move(encrypted));
                                          else if (!equalSecrets(first.front(), encrypted))
                                              return subsetsDiffer;
                                          return {};
                                      });
}

} // namespace strongroom::custody

#include "core/custody/share_set.h"

#include "core/base/canonical.h"
#include "core/custody/share_envelope.h"
#include "core/ossl/digest.h"
#include "core/ossl/key.h"
#include "core/ossl/random.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace strongroom::custody {

namespace {

constexpr std::array setKinds{SetKind::userPin, SetKind::soPin, SetKind::mbk};

// Every failure with one holder's share says whose it is.
Error naming(const ShareSet& set, const ShareMember& member, const Error& error) {
    return Error{error.code,
                 member.person + "'s share (member " + std::to_string(member.member) + " of " +
                     set.id.text() + "): " + error.detail,
                 error.ckRv};
}

ShareContent contentOf(const ShareSet& set, const ShareMember& member) {
    return {set.authority, set.mode, set.id, set.plan, member.member, member.holder};
}

// The public part that the share of this member must have.
Result<Slip39Header> headerFor(const ShareSet& set, std::uint64_t member) {
    SR_ASSIGN(const MemberPlace place, placeOf(set.plan, member));
    Slip39Header header;
    header.identifier = set.identifier;
    header.groupIndex = place.group;
    header.groupThreshold = set.plan.groupThreshold;
    header.groupCount = static_cast<std::uint8_t>(set.plan.groups.size());
    header.memberIndex = place.index;
    header.memberThreshold = set.plan.groups[place.group].threshold;
    return header;
}

// The members of each group that are there, as indices into `members`.
std::map<std::uint8_t, std::vector<std::size_t>> byGroup(const SplitPlan& plan,
                                                         std::span<const std::uint64_t> members) {
    std::map<std::uint8_t, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const bool repeated = std::find(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(i),
                                        members[i]) != members.begin() + static_cast<std::ptrdiff_t>(i);
        if (const auto place = placeOf(plan, members[i]); place && !repeated)
            groups[place->group].push_back(i);
    }
    return groups;
}

// The first members that suffice exactly, as indices into `members`; empty when there are too few.
std::vector<std::size_t> firstThatSuffice(const SplitPlan& plan, std::span<const std::uint64_t> members) {
    std::vector<std::size_t> chosen;
    unsigned complete = 0;
    for (const auto& [group, present] : byGroup(plan, members)) {
        const std::size_t threshold = plan.groups[group].threshold;
        if (complete == plan.groupThreshold || present.size() < threshold)
            continue;
        chosen.insert(chosen.end(), present.begin(),
                      present.begin() + static_cast<std::ptrdiff_t>(threshold));
        ++complete;
    }
    if (complete < plan.groupThreshold)
        chosen.clear();
    return chosen;
}

} // namespace

const char* nameOf(SetKind kind) noexcept {
    switch (kind) {
    case SetKind::userPin: return "user-pin";
    case SetKind::soPin: return "so-pin";
    case SetKind::mbk: return "mbk";
    }
    return "";
}

std::string SetId::text() const {
    return std::string(nameOf(kind)) + "." + std::to_string(generation);
}

Result<SetId> SetId::fromText(std::string_view text) {
    for (const SetKind kind : setKinds) {
        const std::string start = std::string(nameOf(kind)) + ".";
        if (!text.starts_with(start))
            continue;
        SetId id{kind, 0};
        const char* first = text.data() + start.size();
        const char* last = text.data() + text.size();
        const auto [end, error] = std::from_chars(first, last, id.generation);
        if (error == std::errc() && end == last && id.generation >= 1 &&
            id.generation <= base::Value::maxNumber && id.text() == text)
            return id;
    }
    return Error{ErrorCode::badFormat, "a share set is named '<user-pin|so-pin|mbk>.<generation>', not '" +
                                           std::string(text) + "'"};
}

const char* nameOf(SetState state) noexcept {
    switch (state) {
    case SetState::prepared: return "prepared";
    case SetState::proven: return "proven";
    case SetState::switching: return "switching";
    case SetState::active: return "active";
    case SetState::retired: return "retired";
    case SetState::dead: return "dead";
    }
    return "";
}

bool mayFollow(SetState from, SetState to) noexcept {
    switch (from) {
    case SetState::prepared: return to == SetState::proven || to == SetState::dead;
    case SetState::proven: return to == SetState::switching || to == SetState::dead;
    case SetState::switching: return to == SetState::active || to == SetState::dead;
    case SetState::active: return to == SetState::retired || to == SetState::dead;
    case SetState::retired: return to == SetState::dead;
    case SetState::dead: return false;
    }
    return false;
}

const ShareMember* ShareSet::member(std::uint64_t number) const noexcept {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const ShareMember& one) { return one.member == number; });
    return found == members.end() ? nullptr : &*found;
}

const ShareMember* ShareSet::memberOf(std::string_view person) const noexcept {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const ShareMember& one) { return one.person == person; });
    return found == members.end() ? nullptr : &*found;
}

const ShareMember* ShareSet::memberHolding(const Digest& holder) const noexcept {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const ShareMember& one) { return one.holder == holder; });
    return found == members.end() ? nullptr : &*found;
}

Result<MemberPlace> placeOf(const SplitPlan& plan, std::uint64_t member) {
    std::uint64_t left = member;
    for (std::size_t group = 0; group < plan.groups.size() && left >= 1; ++group) {
        if (left <= plan.groups[group].members)
            return MemberPlace{static_cast<std::uint8_t>(group), static_cast<std::uint8_t>(left - 1)};
        left -= plan.groups[group].members;
    }
    return Error{ErrorCode::badArgument, "the set has no member " + std::to_string(member)};
}

Result<Digest> shareCommitment(const Digest& authority, const SetId& set, std::uint64_t member,
                               const Slip39Share& share) {
    SR_ASSIGN(const Secret words, share.words());
    const std::string start = "Strongroom share commitment v1\n" + authority.hex() + "\n" + set.text() +
                              "\n" + std::to_string(member) + "\n";
    return words.expose([&](ByteView text) {
        return ossl::sha256({base::viewOf(start), text, base::viewOf("\n")});
    });
}

Digest secretCommitment(const Digest& authority, const SetId& set, const Secret& secret) {
    const std::string start =
        "Strongroom secret commitment v1\n" + authority.hex() + "\n" + set.text() + "\n";
    return secret.expose([&](ByteView bytes) { return ossl::sha256({base::viewOf(start), bytes}); });
}

Result<std::uint16_t> drawIdentifier(std::span<const std::uint16_t> used) {
    constexpr int tries = 10000;
    for (int i = 0; i < tries; ++i) {
        SR_ASSIGN(const Bytes drawn, ossl::randomBytes(2));
        const auto identifier = static_cast<std::uint16_t>((drawn[0] << 8 | drawn[1]) & 0x7fff);
        if (std::find(used.begin(), used.end(), identifier) == used.end())
            return identifier;
    }
    return Error{ErrorCode::denied,
                 "the record uses nearly every identifier of 15 bits: found a new authority"};
}

Result<void> validatePlan(const SplitPlan& plan) {
    const auto refuse = [](const char* rule) { return Error{ErrorCode::denied, rule}; };
    if (plan.groups.empty() || plan.groups.size() > 16 || plan.groupThreshold < 1 ||
        plan.groupThreshold > plan.groups.size())
        return refuse("a share set has 1 to 16 groups, of which 1 to all are needed");
    std::size_t groupsThatMayLoseOne = 0;
    for (const SplitPlan::Group& group : plan.groups) {
        if (group.members > 16 || group.threshold < 1 || group.threshold > group.members)
            return refuse("a group has at most 16 members, of which 1 to all are needed");
        if (group.threshold == 1 && group.members > 1)
            return refuse("a group of which one member suffices has one member (SLIP-0039)");
        groupsThatMayLoseOne += group.members > group.threshold ? 1 : 0;
    }
    if (plan.fewestMembers() < 2)
        return refuse("M >= 2: no single share opens anything");
    const bool groupToSpare = plan.groups.size() > plan.groupThreshold;
    if (!groupToSpare && groupsThatMayLoseOne < plan.groups.size())
        return refuse("N >= M+1: the loss of one card must leave enough");
    return {};
}

Result<PreparedShareSet> prepareShareSet(const Digest& authority, Mode mode, const SetId& id,
                                         const SplitPlan& plan, std::uint16_t identifier,
                                         std::span<const ShareHolder> holders, const Secret& secret) {
    SR_TRY(validatePlan(plan));
    if (secret.size() != 32)
        return Error{ErrorCode::badArgument, "the secret of a share set has 32 bytes"};
    if (holders.size() != plan.memberCount())
        return Error{ErrorCode::badArgument, std::to_string(holders.size()) + " holders for " +
                                                 std::to_string(plan.memberCount()) + " shares"};
    SR_ASSIGN(const std::vector<Slip39Share> shares, splitSecret(secret, plan, identifier));
    SR_TRY(checkEverySubset(shares, plan));

    PreparedShareSet prepared{{authority, mode, id, plan, identifier, {}, {}}, {}};
    ShareSet& set = prepared.set;
    set.secretCommitment = secretCommitment(authority, id, secret);
    for (std::size_t i = 0; i < holders.size(); ++i) {
        SR_ASSIGN(const ossl::PublicKey key, ossl::PublicKey::fromSpki(holders[i].spki));
        ShareMember member;
        member.member = i + 1;
        member.person = holders[i].person;
        member.holder = key.spkiDigest();
        if (set.memberHolding(member.holder) || set.memberOf(member.person))
            return Error{ErrorCode::denied,
                         "one card, one share: " + member.person + " or its key is there twice"};
        SR_ASSIGN(Bytes envelope, sealShare(contentOf(set, member), shares[i], key));
        member.envelope = ossl::sha256(envelope);
        SR_ASSIGN(member.commitment, shareCommitment(authority, id, member.member, shares[i]));
        set.members.push_back(std::move(member));
        prepared.envelopes.push_back(std::move(envelope));
    }

    // Once through the cipher as well: what the cards will give back is the very secret.
    std::vector<OpenedShare> opened;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        SR_ASSIGN(Slip39Share copy, shares[i].duplicate());
        opened.push_back({i + 1, std::move(copy)});
    }
    if (const auto rebuilt = rebuildSecret(set, opened); !rebuilt)
        return rebuilt.error();
    return prepared;
}

Result<Slip39Share> openShare(const ShareSet& set, std::uint64_t number, ByteView envelope,
                              const ossl::PrivateKey& card) {
    const ShareMember* member = set.member(number);
    if (member == nullptr)
        return Error{ErrorCode::badArgument, set.id.text() + " has no member " + std::to_string(number)};
    // The header of CMS is not authenticated; the digest on record is.
    if (ossl::sha256(envelope) != member->envelope)
        return naming(set, *member,
                      {ErrorCode::digestMismatch, "the envelope is not the one whose digest is on record"});
    auto opened = openEnvelope(envelope, contentOf(set, *member), card);
    if (!opened) {
        // The bytes are those that were sealed, so what failed is the card.
        if (opened.error().code == ErrorCode::shareAltered)
            return naming(set, *member, {ErrorCode::tokenRefused, "the card did not open its envelope"});
        return naming(set, *member, opened.error());
    }
    SR_ASSIGN(const Slip39Header expected, headerFor(set, number));
    if (opened->header() != expected)
        return naming(set, *member,
                      {ErrorCode::shareForeign, "the words are a share of another set or member"});
    SR_ASSIGN(const Digest commitment, shareCommitment(set.authority, set.id, number, *opened));
    if (commitment != member->commitment)
        return naming(set, *member, {ErrorCode::shareAltered, "the words do not match their commitment"});
    return std::move(opened).value();
}

bool suffices(const SplitPlan& plan, std::span<const std::uint64_t> members) noexcept {
    return !firstThatSuffice(plan, members).empty();
}

Result<Secret> rebuildSecret(const ShareSet& set, std::span<const OpenedShare> shares) {
    std::vector<std::uint64_t> members;
    for (const OpenedShare& opened : shares) {
        SR_ASSIGN(const Slip39Header expected, headerFor(set, opened.member));
        if (opened.share.header() != expected)
            return Error{ErrorCode::shareForeign, "the share of member " + std::to_string(opened.member) +
                                                      " does not belong to " + set.id.text()};
        members.push_back(opened.member);
    }
    std::vector<const Slip39Share*> chosen;
    for (const std::size_t i : firstThatSuffice(set.plan, members))
        chosen.push_back(&shares[i].share);
    if (chosen.empty())
        return Error{ErrorCode::denied, "not enough shares of " + set.id.text() + " are open"};
    SR_ASSIGN(Secret secret, combineShares(chosen));
    if (secretCommitment(set.authority, set.id, secret) != set.secretCommitment)
        return Error{ErrorCode::shareAltered,
                     "the shares of " + set.id.text() + " give a secret that is not the one committed to"};
    return secret;
}

} // namespace strongroom::custody

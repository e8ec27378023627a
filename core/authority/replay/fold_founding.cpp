// The frame of a ceremony, the room, and the founding (PROTOCOL P3): who is there, with which cards, under
// which policy.
#include "core/authority/replay/fold.h"
#include "core/authority/roster_change.h"

#include <algorithm>

namespace strongroom::authority {

namespace {

std::string ordinalText(std::uint64_t ordinal) {
    std::string digits = std::to_string(ordinal);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

} // namespace

Result<void> Fold::operator()(const AuthorityCreated& body) {
    m_state.mode = m_entry.mode;
    m_state.name = body.name;
    m_state.authority = m_entry.hash;
    m_state.firstPlan = body.plan;
    return {};
}

Result<void> Fold::operator()(const CeremonyOpened& body) {
    if (m_state.ceremony && !m_state.ceremony->closed)
        return broken("a ceremony was opened while another one is open");
    if (body.ordinal != m_state.ceremonies + 1)
        return broken("ceremonies are not numbered in order");
    if (m_entry.ceremony != ordinalText(body.ordinal) + "-" + body.planId)
        return broken("the ceremony's id does not fit its number and plan");
    SR_TRY(checkOpening(body));
    CeremonyState ceremony;
    ceremony.opened = body;
    ceremony.id = m_entry.ceremony;
    ceremony.openedSeq = m_entry.seq;
    ceremony.openedAt = m_entry.time;
    ++m_state.ceremonies;
    m_state.ceremony = std::move(ceremony);
    m_state.previousNote = body.previous.isZero() ? "-" : body.previous.hex();
    // All of them are void, and none is asked about again: a long record is replayed in flat memory.
    m_state.requests.clear();
    for (auto& [device, token] : m_state.tokens)
        token.erased = token.erasing = EraseStage::nothing;
    return {};
}

Result<void> Fold::operator()(const ClockConfirmed& body) {
    // What passed before counts, by whatever clock it was measured.
    const std::int64_t offset = m_state.clockOffsetTo.seconds - m_state.clockOffsetFrom.seconds;
    if (m_state.ceremony)
        m_state.ceremony->openedAt =
            m_state.ceremony->openedAt.plusSeconds(body.wall.seconds - body.system.seconds - offset);
    m_state.clockOffsetFrom = body.system;
    m_state.clockOffsetTo = body.wall;
    return {};
}

Result<void> Fold::operator()(const PresenceRecorded& body) {
    if (body.name.empty())
        return broken("somebody without a name came in or went out");
    std::map<std::string, PresenceRecorded>& presence = m_state.ceremony->presence;
    const auto known = presence.find(body.person);
    const bool wasIn = known != presence.end() && known->second.change == "in";
    if (wasIn == (body.change == "in"))
        return broken(wasIn ? body.person + " came in twice without going out"
                            : body.person + " went out without having come in");
    if (body.person == body.checkedBy)
        return broken(body.person + " checked the own identity");
    if (body.change == "out" && body.checkedBy != "-")
        return broken("nobody's identity is checked at a going out");
    presence.insert_or_assign(body.person, body);
    return {};
}

Result<void> Fold::operator()(const TokenIdentified& body) {
    if (const TokenState* known = m_state.tokenBySerial(body.serial);
        body.serial != "-" && known != nullptr && known->identified.device != body.device)
        return broken("the HSM '" + known->identified.device + "' was identified as '" + body.device +
                      "', too");
    TokenState token;
    // The same token seen again: its life goes on until it is erased.
    if (const auto known = m_state.tokens.find(body.device);
        known != m_state.tokens.end() && body.serial != "-" && known->second.serial == body.serial)
        token = known->second;
    token.identified = body;
    token.serial = body.serial;
    token.blankProven = false;
    m_state.tokens[body.device] = std::move(token);
    return {};
}

Result<void> Fold::operator()(const BlankProven& body) {
    SR_TRY(needToken(body.device));
    TokenState& token = m_state.tokens[body.device];
    if (body.proof == "b" ? token.soSet.empty() || body.set != token.soSet : body.set != "-")
        return broken("a token was proven blank with another SO set than the one that opens it");
    if (body.proof == "b")
        SR_TRY(needSet(body.set));
    token.blankProven = true;
    return {};
}

Result<void> Fold::operator()(const CardInitialised& body) {
    const auto* intended = pending<CardInitIntended>();
    if (intended == nullptr || intended->person != body.person)
        return broken("a card was initialised without its intent");
    return {};
}

Result<void> Fold::operator()(const CardKeysGenerated& body) {
    const auto* intended = pending<CardKeysIntended>();
    if (intended == nullptr || intended->person != body.person ||
        (intended->decryptId == "-") != body.decryptSpki.empty())
        return broken("keys of a card were generated without their intent");
    return {};
}

Result<void> Fold::operator()(const CardEnrolled& body) {
    if (m_state.anchor)
        return broken("a card was enrolled after founding without a change of the roster");
    SR_ASSIGN(custody::Officer officer, officerOf(body));
    if (const auto added = m_state.roster.add(std::move(officer)); !added)
        return broken(added.error().detail);
    return {};
}

Result<void> Fold::operator()(const PolicyProposed& body) {
    if (m_state.anchor)
        return broken("a policy was proposed after the founding: it is changed by policy_changed");
    SR_ASSIGN(m_state.policy, custody::Policy::fromCanonical(body.policy));
    m_state.policyProposed = m_reference;
    m_state.foundingSignatures.clear();
    return {};
}

Result<void> Fold::operator()(const FoundingSigned& body) {
    if (!m_state.policyProposed)
        return broken("a founding signature before a policy");
    SR_TRY(needCard(body.person, body.card));
    m_state.foundingSignatures[body.person] = m_reference.text();
    return {};
}

Result<void> Fold::operator()(const AuthorityFounded& body) {
    if (m_state.anchor)
        return broken("the authority was founded twice");
    if (m_state.roster.officers().empty() ||
        m_state.foundingSignatures.size() != m_state.roster.officers().size())
        return broken("the authority was founded before every card signed");
    m_state.anchor = body.anchor;
    m_state.policyReference = m_reference;
    return {};
}

// PROTOCOL P5, P10: a further ceremony goes on from the close checkpoint and its tail, after two people
// typed the head and confirmed the tail.
Result<void> Fold::checkOpening(const CeremonyOpened& body) const {
    const bool isFirst = m_state.ceremonies == 0;
    if (isFirst != body.previous.isZero())
        return broken("a ceremony names no checkpoint before it, or the first one does");
    if (isFirst) {
        if (body.plan != m_state.firstPlan)
            return broken("the first ceremony has another plan than the authority was created with");
        const bool goesOn = body.tailSize != 0 || body.mistyped != 0 || !body.headTypedBy.empty() ||
                            !body.tailConfirmedBy.empty() || !body.candidates.empty();
        return goesOn ? broken("the first ceremony names a record before it") : Result<void>();
    }
    if (body.tailSize != m_entry.seq - (m_state.ceremony->closing.seq + 1))
        return broken("the ceremony names another tail than is there");
    for (const std::vector<std::string>& persons : {body.headTypedBy, body.tailConfirmedBy})
        if (std::set<std::string>(persons.begin(), persons.end()).size() < 2)
            return broken("the head was not typed, or the tail not confirmed, by two persons");
    return {};
}

} // namespace strongroom::authority

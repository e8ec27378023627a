// Share sets, the HSM's PINs and its keys (PROTOCOL P6 to P8).
#include "core/authority/exposure.h"
#include "core/authority/replay/fold.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::authority {

Result<void> Fold::operator()(const ShareSetPrepared& body) {
    if (m_state.sets.contains(body.set))
        return broken("share set " + body.set + " was prepared twice");
    SR_ASSIGN(custody::SetId id, custody::SetId::fromText(body.set));
    if (id.generation != m_state.nextGeneration(id.kind))
        return broken("share set " + body.set + " is not the next generation");
    ShareSetState set;
    set.set = {m_state.authority,
               m_state.mode,
               id,
               {},
               static_cast<std::uint16_t>(body.identifier),
               body.secretCommitment,
               {}};
    set.set.plan.groupThreshold = static_cast<std::uint8_t>(body.groupThreshold);
    for (const ShareGroup& group : body.groups)
        set.set.plan.groups.push_back(
            {static_cast<std::uint8_t>(group.threshold), static_cast<std::uint8_t>(group.members)});
    if (const auto valid = custody::validatePlan(set.set.plan); !valid)
        return broken("share set " + body.set + ": " + valid.error().detail);
    std::set<std::string> persons;
    for (std::size_t i = 0; i < body.members.size(); ++i) {
        const ShareMember& member = body.members[i];
        const custody::Officer* officer = m_state.holder(member.person);
        if (member.member != i + 1 || officer == nullptr || officer->holder() != member.holder ||
            !persons.insert(member.person).second)
            return broken("share set " + body.set + " has a member that is not on the roster, or twice");
        set.set.members.push_back(
            {member.member, member.person, member.holder, member.envelope, member.commitment});
    }
    if (set.set.members.size() != set.set.plan.memberCount())
        return broken("share set " + body.set + " has not as many members as its plan");
    set.prepared = body;
    set.seq = m_entry.seq;
    set.token = body.token;
    m_state.sets[body.set] = std::move(set);
    return {};
}

Result<void> Fold::operator()(const ShareProven& body) {
    SR_TRY(needMember(body.set, body.person, body.member));
    SR_TRY(needCard(body.person, body.card));
    m_state.sets[body.set].provenBy.insert(body.person);
    return {};
}

Result<void> Fold::operator()(const ShareOpened& body) {
    SR_TRY(needMember(body.set, body.person, body.member));
    return needCard(body.person, body.card);
}

Result<void> Fold::operator()(const PinSwitchIntended& body) {
    SR_TRY(needToken(body.device));
    SR_TRY(needSet(body.set));
    ShareSetState& set = m_state.sets[body.set];
    const TokenState& token = m_state.tokens[body.device];
    if (!set.isProven())
        return broken("share set " + body.set + " is used before every holder proved the own share");
    const bool isSo = set.set.id.kind == custody::SetKind::soPin;
    if (isSo != (body.call != "C_InitPIN"))
        return broken(body.call + " with a share set of the other role");
    if (body.call == "C_SetPIN" && (token.soSet.empty() || token.soSet == body.set))
        return broken("an SO PIN was changed where no other one was in use");
    // The old SO PIN opens a token once more; its set does not change by that.
    if (body.call == "C_InitToken" && !token.soSet.empty())
        return token.soSet == body.set
                   ? Result<void>()
                   : broken("a token was initialised with another SO set than the one that opens it");
    set.life = custody::SetState::switching;
    return {};
}

Result<void> Fold::operator()(const TokenInitialised& body) {
    SR_TRY(needToken(body.device));
    TokenState& token = m_state.tokens[body.device];
    if (!token.blankProven)
        return broken("a token was initialised that was not proven blank");
    const auto* intended = pending<PinSwitchIntended>();
    if (intended == nullptr || intended->call != "C_InitToken" || intended->device != body.device ||
        intended->set != body.set)
        return broken("a token was initialised without its intent");
    token.serial = body.serial;
    token.initialised = true;
    token.initialisedWith = body.set;
    forgetErase(body.serial);
    return {};
}

Result<void> Fold::operator()(const ShareSetActive& body) {
    SR_TRY(needSet(body.set));
    ShareSetState& set = m_state.sets[body.set];
    const bool everyMediumDrilled =
        std::any_of(m_state.backups.begin(), m_state.backups.end(), [&](const auto& pair) {
            return pair.second.manifest.mbkSet == set.set.id && pair.second.isDrilled();
        });
    if (set.set.id.kind == custody::SetKind::mbk && !everyMediumDrilled)
        return broken("an MBK set became active before every medium was drilled");
    if (set.set.id.kind != custody::SetKind::mbk)
        SR_TRY(checkSwitched(body));
    else if (m_state.ceremony->pendingIntent)
        return broken("an MBK set became active while an intent has no outcome");
    set.life = custody::SetState::active;
    set.token = body.token;
    if (TokenState* token = tokenWith(body.token); token != nullptr) {
        if (set.set.id.kind == custody::SetKind::soPin)
            token->soSet = body.set;
        if (set.set.id.kind == custody::SetKind::userPin)
            token->userSet = body.set;
    }
    return {};
}

// The token has the PIN of a set only by a call that was intended: in this very intent, by one that was
// looked into and found done, or, the first SO PIN, by the token's initialisation.
Result<void> Fold::checkSwitched(const ShareSetActive& body) {
    const TokenState* token = m_state.tokenBySerial(body.token);
    const ShareSetState& set = m_state.sets[body.set];
    if (token == nullptr || !token->initialised)
        return broken("share set " + body.set + " became active on a token that was not initialised");
    if (set.life != custody::SetState::switching)
        return broken("share set " + body.set + " became active whose PIN no token was given");
    const std::string& device = token->identified.device;
    const auto* intended = pending<PinSwitchIntended>();
    if (intended != nullptr && intended->set == body.set && intended->device == device &&
        intended->call != "C_InitToken")
        return {};
    const bool isFirst = token->soSet.empty() && token->initialisedWith == body.set;
    if (m_state.ceremony->pendingIntent || (!isFirst && !isKnownToBeSwitched(body.set)))
        return broken("share set " + body.set + " became active without its intent");
    return {};
}

bool Fold::isKnownToBeSwitched(const std::string& set) const {
    const auto& steps = m_state.ceremony->steps;
    return std::any_of(steps.begin(), steps.end(),
                       [&](const auto& step) { return authority::isKnownToBeSwitched(step.second, set); });
}

Result<void> Fold::operator()(const ShareSetRetired& body) {
    const auto by = m_state.sets.find(body.by);
    if (by == m_state.sets.end() || by->second.life != custody::SetState::active || body.by == body.set)
        return broken("share set " + body.set + " was retired before another one was active");
    SR_TRY(needSet(body.set));
    const ShareSetState& set = m_state.sets[body.set];
    if (by->second.set.id.kind != set.set.id.kind)
        return broken("share set " + body.set + " was retired by one of another kind");
    if (set.set.id.kind == custody::SetKind::mbk && !isSuperseded(m_state, set))
        return broken("share set " + body.set + " was retired while a key's newest backup is under it");
    return endSet(body.set, custody::SetState::retired);
}

Result<void> Fold::operator()(const ShareSetDead& body) {
    SR_TRY(needSet(body.set));
    const ShareSetState& set = m_state.sets[body.set];
    const bool isInUse = set.life == custody::SetState::active || set.life == custody::SetState::retired;
    if (set.set.id.kind == custody::SetKind::mbk && isInUse &&
        (set.life == custody::SetState::active || !exposureOf(m_state, set).copies.empty()))
        return broken("share set " + body.set + " is not dead while a medium with its blobs is about");
    return endSet(body.set, custody::SetState::dead);
}

// Only what opens this very token now: not what opened an earlier life, and no MBK.
Result<void> Fold::operator()(const SessionOpened& body) {
    const auto token = m_state.tokens.find(body.device);
    if (token == m_state.tokens.end() ||
        (body.set != token->second.userSet && body.set != token->second.soSet))
        return broken("an HSM was opened with share set " + body.set + ", which is not in use there");
    return needSet(body.set);
}

Result<void> Fold::operator()(const KeyGenerationIntended& body) {
    const TokenState* token = m_state.tokenBySerial(body.token);
    if (token == nullptr || !token->initialised)
        return broken("a key is to be made in an HSM that was not initialised");
    const KeyState* other = m_state.keyById(body.ckaId);
    const bool isGone = other != nullptr && other->intended.purpose == "record" && other->token.empty();
    if (other != nullptr && !isGone)
        return broken("a key is to be made under the CKA_ID " + body.ckaId + ", which another one has");
    return {};
}

Result<void> Fold::operator()(const KeyGenerated& body) {
    const auto* intended = pending<KeyGenerationIntended>();
    if (intended == nullptr || intended->ckaId != body.ckaId || intended->key != body.key)
        return broken("a key was generated without its intent");
    const auto earlier = m_state.keys.find(body.key);
    if (earlier != m_state.keys.end() &&
        (earlier->second.intended.purpose != "record" || !earlier->second.token.empty()))
        return broken("key '" + body.key + "' was generated twice");
    KeyState key;
    key.intended = *intended;
    key.spki = body.spki;
    key.key = ossl::sha256(body.spki);
    key.token = intended->token;
    key.reference = m_reference;
    key.extractable =
        std::find(body.attributes.begin(), body.attributes.end(), "EXTRACTABLE=1") != body.attributes.end();
    m_state.keys[body.key] = std::move(key);
    forgetErase(intended->token);
    return {};
}

Result<void> Fold::operator()(const RecordKeyIntroduced& body) {
    TokenState* token = tokenWith(body.token);
    if (token == nullptr)
        return broken("a record key was introduced on a token that nobody identified");
    token->recordKey = body.key;
    token->recordKeySince = m_entry.seq;
    return {};
}

Result<void> Fold::endSet(const std::string& set, custody::SetState life) {
    SR_TRY(needSet(set));
    m_state.sets[set].life = life;
    return {};
}

} // namespace strongroom::authority

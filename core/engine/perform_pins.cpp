// Acts on share sets and the HSM's PINs (PROTOCOL P6 to P8). No PIN outlives the function that derived it.
#include "core/base/hex.h"
#include "core/engine/perform.h"
#include "core/hsm/inventory.h"
#include "core/ossl/random.h"

namespace strongroom::engine {

namespace {

hsm::Role roleOf(custody::SetKind kind) {
    return kind == custody::SetKind::soPin ? hsm::Role::securityOfficer : hsm::Role::user;
}

struct PinSwitch {
    const char* call;
    const std::string &device, &soSet, &set; // who makes it, and whose PIN it gives
};

// The security officer's `call` gives the token a PIN.
template<typename Call>
Result<void> switchPin(Workbench& bench, const PinSwitch& wanted, Call call) {
    const std::string serial = bench.state().tokens.at(wanted.device).serial;
    SR_ASSIGN(const Secret soPin, bench.rebuildPin(wanted.soSet, wanted.device));
    SR_ASSIGN(const Secret newPin, bench.rebuildPin(wanted.set, wanted.device));
    SR_ASSIGN(std::shared_ptr<hsm::Token> token, bench.devices.token(wanted.device, serial));
    SR_TRY(bench.record(authority::PinSwitchIntended{wanted.call, wanted.device, serial, wanted.set, "-"}));
    SR_ASSIGN(hsm::Session session, token->openSession(hsm::Access::readWrite));
    SR_TRY(session.login(hsm::Role::securityOfficer, soPin));
    SR_TRY(call(session, soPin, newPin));
    SR_TRY(session.close());
    // The outcome is the set's activation: a fresh login with the PIN rebuilt from the cards' shares.
    return performAct(bench, ceremony::ActivatePinSet{wanted.device, wanted.set});
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::PrepareShareSet& act) {
    const authority::AuthorityState& state = bench.state();
    const custody::SplitPlan& plan = state.policy->split(act.set.kind);
    std::vector<custody::ShareHolder> holders;
    std::vector<std::string> persons;
    for (const custody::Officer& officer : state.roster.officers())
        if (!officer.decryptSpki.empty() && custody::mayHoldShares(officer.role) &&
            state.holder(officer.person) != nullptr) {
            holders.push_back({officer.person, officer.decryptSpki});
            persons.push_back(officer.person);
        }
    std::vector<std::uint16_t> used;
    for (const auto& [id, set] : state.sets)
        used.push_back(set.set.identifier);
    SR_ASSIGN(const std::uint16_t identifier, custody::drawIdentifier(used));
    // Half of the secret's randomness is the HSM's; a blank HSM can open no session, then a card's.
    const auto token = state.tokens.find(act.device);
    hsm::Session* session = bench.devices.session(act.device);
    SR_ASSIGN(Secret random, [&]() -> Result<Secret> {
        SR_ASSIGN(Secret bytes, Secret::make(32));
        if (session != nullptr) {
            SR_TRY(session->fillRandom(bytes));
            return bytes;
        }
        if (token == state.tokens.end() || !token->second.initialised)
            return bench.cards.random();
        // Random numbers need no login.
        SR_ASSIGN(std::shared_ptr<hsm::Token> hsmToken,
                  bench.devices.token(act.device, token->second.serial));
        SR_ASSIGN(hsm::Session passing, hsmToken->openSession(hsm::Access::readOnly));
        SR_TRY(passing.fillRandom(bytes));
        SR_TRY(passing.close());
        return bytes;
    }());
    SR_ASSIGN(const Secret secret, custody::drawActivationSecret(random));
    SR_ASSIGN(
        const custody::PreparedShareSet prepared,
        custody::prepareShareSet(state.authority, state.mode, act.set, plan, identifier, holders, secret));

    authority::ShareSetPrepared entry;
    entry.set = act.set.text();
    entry.groupThreshold = plan.groupThreshold;
    for (const custody::SplitPlan::Group& group : plan.groups)
        entry.groups.push_back({group.threshold, group.members});
    entry.identifier = identifier;
    const bool isPin = act.set.kind != custody::SetKind::mbk;
    entry.token = isPin && token != state.tokens.end() ? token->second.serial : "-";
    entry.secretCommitment = prepared.set.secretCommitment;
    SR_TRY(bench.folder.ensureFolder(bench.folder.envelope(entry.set, 1).parent_path()));
    for (std::size_t i = 0; i < prepared.set.members.size(); ++i) {
        const custody::ShareMember& member = prepared.set.members[i];
        const base_io::Path path = bench.folder.envelope(entry.set, member.member);
        SR_TRY(base_io::writeNew(path, prepared.envelopes[i]));
        SR_TRY(base_io::readBack(path, prepared.envelopes[i]));
        entry.members.push_back(
            {member.member, member.person, member.holder, member.envelope, member.commitment});
    }
    return bench.record(std::move(entry));
}

Result<void> performAct(Workbench& bench, const ceremony::InitialiseToken& act) {
    const std::string serial = bench.state().tokens.at(act.device).serial;
    SR_ASSIGN(const Secret pin, bench.rebuildPin(act.set, act.device));
    SR_ASSIGN(std::shared_ptr<hsm::Token> token, [&]() -> Result<std::shared_ptr<hsm::Token>> {
        auto found = bench.devices.token(act.device, serial);
        if (found || serial != "-")
            return found;
        // An attempt that was cut short after the token took its new name: it carries our label.
        return bench.devices.tokenWithLabel(act.device, act.label);
    }());
    SR_TRY(bench.record(authority::PinSwitchIntended{"C_InitToken", act.device, serial, act.set, act.label}));
    auto newSerial = token->initialise(pin, act.label);
    if (!newSerial)
        return Error{
            newSerial.error().code,
            "the HSM '" + act.device + "' could not be initialised (" + newSerial.error().detail +
                "); it holds no key, nothing is lost: connect it again, or begin again with another HSM",
            newSerial.error().ckRv};
    return bench.record(authority::TokenInitialised{act.device, std::move(*newSerial), act.set});
}

Result<void> performAct(Workbench& bench, const ceremony::SwitchSoPin& act) {
    return switchPin(bench, {"C_SetPIN", act.device, act.from, act.to},
                     [](hsm::Session& session, const Secret& oldPin, const Secret& newPin) {
                         return session.changePin(oldPin, newPin);
                     });
}

Result<void> performAct(Workbench& bench, const ceremony::SwitchUserPin& act) {
    return switchPin(bench, {"C_InitPIN", act.device, act.soSet, act.set},
                     [](hsm::Session& session, const Secret&, const Secret& userPin) {
                         return session.initialiseUserPin(userPin);
                     });
}

Result<std::string> lookAtSoPin(Workbench& bench, const authority::PinSwitchIntended& intent) {
    SR_ASSIGN(std::shared_ptr<hsm::Token> token, bench.devices.token(intent.device, intent.token));
    const std::string old = bench.state().tokens.at(intent.device).soSet;
    for (const auto& [set, finding] : {std::pair(intent.set, "done"), std::pair(old, "not-done")}) {
        SR_ASSIGN(const Secret pin, bench.rebuildPin(set, intent.device));
        SR_ASSIGN(hsm::Session session, token->openSession(hsm::Access::readWrite));
        const auto opened = session.login(hsm::Role::securityOfficer, pin);
        if (opened) {
            SR_TRY(session.close());
            return std::string(finding);
        }
        if (opened.error().code != ErrorCode::pinWrong)
            return opened.error();
    }
    return Error{
        ErrorCode::needsDecision,
        "the HSM '" + intent.device +
            "' takes neither the new nor the old SO PIN: take another HSM and restore the keys there "
            "from a backup"};
}

Result<void> performAct(Workbench& bench, const ceremony::ActivatePinSet& act) {
    const std::string serial = bench.state().tokens.at(act.device).serial;
    SR_ASSIGN(const Secret pin, bench.rebuildPin(act.set, act.device));
    SR_ASSIGN(std::shared_ptr<hsm::Token> token, bench.devices.token(act.device, serial));
    SR_ASSIGN(hsm::Session session, token->openSession(hsm::Access::readWrite));
    SR_TRY(session.login(roleOf(bench.state().sets.at(act.set).set.id.kind), pin));
    SR_TRY(session.close());
    return bench.record(authority::ShareSetActive{act.set, serial});
}

Result<void> performAct(Workbench& bench, const ceremony::OpenSession& act) {
    const std::string serial = bench.state().tokens.at(act.device).serial;
    SR_ASSIGN(const Secret pin, bench.rebuildPin(act.set, act.device));
    SR_ASSIGN(std::shared_ptr<hsm::Token> token, bench.devices.token(act.device, serial));
    SR_ASSIGN(hsm::Session session, token->openSession(hsm::Access::readWrite));
    SR_TRY(session.login(hsm::Role::user, pin));
    const std::set<std::string>& persons = bench.now.released.at(act.set);
    SR_TRY(bench.record(
        authority::SessionOpened{act.device, serial, act.set, {persons.begin(), persons.end()}}));
    bench.devices.keepSession(act.device, std::move(session));
    bench.now.sessions[act.device] = act.set;
    bench.shares.erase(act.set);
    bench.now.released.erase(act.set);
    return {};
}

// What lies in the HSM is looked at once more before the door is shut. A session that died has nothing to
// show: the next one will.
Result<void> performAct(Workbench& bench, const ceremony::CloseSession& act) {
    if (hsm::Session* session = bench.devices.session(act.device)) {
        const std::string serial = bench.state().tokens.at(act.device).serial;
        if (const auto inventory = hsm::takeInventory(*session))
            SR_TRY(bench.record(authority::InventoryTaken{act.device, serial, inventory->lines()}));
    }
    const Result<void> closed = bench.devices.closeSession(act.device);
    bench.now.sessions.erase(act.device);
    return bench.record(authority::SessionClosed{act.device, bench.state().tokens.at(act.device).serial,
                                                 closed ? "closed" : closed.error().detail});
}

} // namespace strongroom::engine

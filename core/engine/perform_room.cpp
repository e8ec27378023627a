// Acts on the room and on blank things: workstation, HSM identified and proven blank, founding.
#include "core/authority/statements.h"
#include "core/engine/perform.h"
#include "core/engine/workstation.h"
#include "core/hsm/inventory.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::engine {

namespace {

// No key lives in it by the record.
bool mayBeAnother(const authority::AuthorityState& state, const std::string& serial) {
    return std::none_of(state.keys.begin(), state.keys.end(),
                        [&](const auto& pair) { return pair.second.token == serial; });
}

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::RecordEntry& act) {
    return bench.record(act.body);
}

Result<void> performAct(Workbench& bench, const ceremony::CheckWorkstation&) {
    SR_ASSIGN(authority::WorkstationChecked facts, examineWorkstation());
    return bench.record(std::move(facts));
}

Result<void> performAct(Workbench& bench, const ceremony::IdentifyToken& act) {
    const auto known = bench.state().tokens.find(act.device);
    const std::string serial = known != bench.state().tokens.end() ? known->second.serial : "-";
    SR_ASSIGN(const hsm::SlotFacts slot, [&]() -> Result<hsm::SlotFacts> {
        auto same = bench.devices.slot(act.device, serial);
        if (same || serial == "-" || !mayBeAnother(bench.state(), serial))
            return same;
        // The one that was erased is gone or was made blank: a blank one in its place is as good.
        auto blank = bench.devices.slot(act.device, "-");
        return blank ? blank : same;
    }());
    const hsm::ModuleFacts& module = bench.devices.moduleFacts(act.device);
    const hsm::TokenFacts& token = *slot.token;
    return bench.record(authority::TokenIdentified{
        act.device, module.description, slot.description, module.manufacturer, token.model,
        token.serial.empty() ? "-" : token.serial, token.firmware, module.fileDigest});
}

Result<void> performAct(Workbench& bench, const ceremony::ProveBlank& act) {
    SR_ASSIGN(std::shared_ptr<hsm::Token> token,
              bench.devices.token(act.device, bench.state().tokens.at(act.device).serial));
    std::optional<Secret> soPin;
    if (!act.soSet.empty()) {
        SR_ASSIGN(Secret pin, bench.rebuildPin(act.soSet, act.device));
        soPin.emplace(std::move(pin));
    }
    SR_ASSIGN(const hsm::BlankCase proof, hsm::proveBlank(*token, soPin ? &*soPin : nullptr));
    const bool isOpened = proof == hsm::BlankCase::knownSecurityOfficer;
    return bench.record(authority::BlankProven{act.device, hsm::nameOf(proof), isOpened ? act.soSet : "-"});
}

Result<void> performAct(Workbench& bench, const ceremony::FoundAuthority&) {
    const authority::AuthorityState& state = bench.state();
    SR_ASSIGN(const Bytes statement, authority::foundingStatement(state));
    return bench.record(authority::AuthorityFounded{ossl::sha256(statement)});
}

} // namespace strongroom::engine

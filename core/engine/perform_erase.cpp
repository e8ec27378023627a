// The erase (PROTOCOL P10): every object destroyed, a fresh process finds nothing, the token reset, a fresh
// process finds it blank. Each part is on record before the next begins, so that an erase that was cut short
// goes on where it was.
#include "core/base/hex.h"
#include "core/base_io/child_process.h"
#include "core/engine/medium_folder.h"
#include "core/engine/perform.h"
#include "core/hsm/emptiness.h"
#include "core/hsm/inventory.h"

#include <algorithm>

namespace strongroom::engine {

namespace {

// The sticks in the room carry the sealed record: they are read, not believed.
Result<void> readCopies(const Workbench& bench, const std::vector<authority::RecordCopy>& copies) {
    for (const authority::RecordCopy& copy : copies) {
        SR_ASSIGN(const base_io::Path root, mediumRoot(bench, copy.medium));
        const auto files = readMediumFolder(root, bench.state().authority, copy.folder);
        if (!files)
            return Error{files.error().code,
                         "the HSM stays as it is: medium '" + copy.medium + "': " + files.error().detail};
        if (digestOf(*files) != bench.state().media.at(copy.medium).at(copy.folder))
            return Error{ErrorCode::digestMismatch, "the HSM stays as it is: " + copy.folder + " on '" +
                                                        copy.medium + "' is not what was written there"};
    }
    return {};
}

class Erasure {
public:
    Erasure(Workbench& bench, const ceremony::EraseToken& act, const Secret& soPin)
        : m_bench(bench), m_act(act), m_soPin(soPin) {
        for (const auto& [name, key] : bench.state().keys)
            if (key.token == act.order.token)
                m_keys.push_back({base::fromHex(key.intended.ckaId).value(), key.spki});
    }

    Result<void> run() {
        SR_ASSIGN(std::shared_ptr<hsm::Token> token, m_bench.devices.token(m_act.device, m_act.order.token));
        SR_ASSIGN(const hsm::TokenFacts facts, token->facts());
        // A token without user PIN was reset by an attempt that was cut short.
        if (facts.userPinInitialised) {
            SR_ASSIGN(const Secret userPin, m_bench.rebuildPin(m_act.userSet, m_act.device));
            SR_TRY(destroyAll(*token, userPin));
            SR_TRY(look(hsm::ErasureStage::destroyed, userPin));
            SR_TRY(m_bench.devices.rest(m_act.device));
            const auto serial = token->initialise(m_soPin, facts.label);
            if (!serial)
                return Error{serial.error().code,
                             "the HSM '" + m_act.device + "' could not be reset (" + serial.error().detail +
                                 "); its keys are destroyed, and nothing else is lost: connect it again, or "
                                 "have it destroyed and take another HSM next time",
                             serial.error().ckRv};
            if (*serial != m_act.order.token)
                m_bench.now.devices.clear(); // looked at afresh
        }
        SR_TRY(m_bench.record(authority::TokenReset{m_act.order.token, "C_InitToken"}));
        token.reset();
        return look(hsm::ErasureStage::reset, m_soPin);
    }

private:
    Result<void> destroyAll(hsm::Token& token, const Secret& userPin) {
        SR_ASSIGN(hsm::Session session, token.openSession(hsm::Access::readWrite));
        SR_TRY(session.login(hsm::Role::user, userPin));
        SR_ASSIGN(const hsm::Inventory inventory, hsm::takeInventory(session));
        const std::vector<std::string> there = inventory.lines();
        for (const std::string& object : there)
            if (std::find(m_act.order.inventory.begin(), m_act.order.inventory.end(), object) ==
                m_act.order.inventory.end())
                return Error{ErrorCode::tokenNotBlank,
                             "the HSM holds an object that the approved order does not name: " + object};
        SR_ASSIGN(const std::vector<hsm::DestroyFailure> left, session.destroyAll());
        if (!left.empty())
            return Error{ErrorCode::tokenNotBlank,
                         std::to_string(left.size()) + " objects could not be destroyed, first " +
                             left.front().object.describe() + ": " + left.front().detail};
        SR_TRY(session.close());
        return m_bench.record(authority::ObjectsDestroyed{m_act.order.token, there});
    }

    Result<void> look(hsm::ErasureStage stage, const Secret& pin) {
        hsm::EmptinessRequest request;
        request.module = m_bench.site.devices.at(m_act.device).module;
        request.serial = m_act.order.token;
        request.stage = stage;
        if (stage == hsm::ErasureStage::destroyed)
            request.keys = m_keys;
        const std::string input = request.text();
        base_io::ChildRequest child;
        child.program = m_bench.helper;
        child.arguments = {"prove-empty"};
        child.input = base::viewOf(input);
        child.secrets = {&pin};
        SR_ASSIGN(const base_io::ChildOutcome outcome, base_io::runChild(child));
        if (outcome.exitCode != 0)
            return Error{ErrorCode::childFailed,
                         "a fresh look at the HSM does not find it empty: " + outcome.errorOutput};
        SR_TRY(m_bench.devices.rest(m_act.device)); // what this process knew of the token is stale
        return m_bench.record(
            authority::EmptinessProven{m_act.order.token, hsm::nameOf(stage), base::textOf(outcome.output)});
    }

    Workbench& m_bench;
    const ceremony::EraseToken& m_act;
    const Secret& m_soPin;
    std::vector<hsm::EmptinessRequest::Key> m_keys; // as they were before
};

} // namespace

Result<void> performAct(Workbench& bench, const ceremony::EraseToken& act) {
    SR_TRY(readCopies(bench, act.order.copies));
    SR_ASSIGN(const Secret soPin, bench.rebuildPin(act.soSet, act.device));
    Erasure erasure(bench, act, soPin);
    SR_TRY(bench.record(act.order));
    return erasure.run();
}

} // namespace strongroom::engine

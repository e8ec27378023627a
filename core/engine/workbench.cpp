#include "core/engine/workbench.h"

namespace strongroom::engine {

Result<void> Workbench::record(authority::EntryBody body) {
    SR_ASSIGN(const base::EntryReference reference, journal.append(std::move(body)));
    (void)reference;
    return {};
}

Result<void> Workbench::poll() {
    SR_TRY(cards.poll(state().roster));
    now.readers = cards.readers();
    SR_ASSIGN(now.devices, devices.poll());
    for (auto at = now.sessions.begin(); at != now.sessions.end();)
        at = devices.session(at->first) == nullptr ? now.sessions.erase(at) : std::next(at);
    now.media.clear();
    for (const auto& [name, medium] : site.media) {
        SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(medium.path));
        if (kind == base_io::FileKind::folder)
            now.media.insert(name);
    }
    return {};
}

void Workbench::endStep() {
    enrolSecrets.reset();
    shares.clear();
    introductions.clear();
    checkpoint.reset();
    now.enrolling.reset();
    now.decided.reset();
    now.takenIn.reset();
    takenIn.clear();
    now.released.clear();
    now.introducedBy.clear();
    now.checkpoint.reset();
    now.proceed.clear();
}

Result<hsm::Session*> Workbench::session(const std::string& device) {
    if (hsm::Session* open = devices.session(device))
        return open;
    return Error{ErrorCode::notNow, "no session with the HSM '" + device + "' is open"};
}

Result<Secret> Workbench::rebuild(const std::string& released) const {
    const auto opened = shares.find(released);
    if (opened == shares.end())
        return Error{ErrorCode::denied, "no share of " + released + " was released"};
    return custody::rebuildSecret(state().sets.at(ceremony::sourceOf(released).set).set, opened->second);
}

Result<Secret> Workbench::rebuildPin(const std::string& released, const std::string& device) {
    const authority::TokenState& token = state().tokens.at(device);
    SR_ASSIGN(const hsm::SlotFacts slot, devices.slot(device, token.serial));
    custody::PinRules rules;
    if (slot.token && slot.token->maxPinBytes > 0) {
        rules.minimumLength = slot.token->minPinBytes;
        rules.maximumLength = slot.token->maxPinBytes;
    }
    SR_ASSIGN(const Secret secret, rebuild(released));
    const std::string set = ceremony::sourceOf(released).set;
    return custody::derivePin(secret, state().authority, state().sets.at(set).set.id, rules);
}

} // namespace strongroom::engine

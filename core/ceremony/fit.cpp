#include "core/ceremony/fit.h"

#include "core/ceremony/outline.h"

#include <algorithm>
#include <iterator>

namespace strongroom::ceremony {

namespace {

bool isRevoked(const authority::AuthorityState& state, const authority::IssuedObject& certificate) {
    return std::any_of(state.revocations.begin(), state.revocations.end(),
                       [&](const auto& revocation) { return revocation.serial == certificate.number; });
}

std::set<std::string> factsOf(const authority::AuthorityState& state) {
    std::set<std::string> known;
    if (state.isFounded())
        known.insert(facts::founded().name);
    for (const custody::Officer& officer : state.roster.officers())
        known.insert(facts::enrolled(custody::nameOf(officer.role)).name);
    for (const auto& [name, key] : state.keys) {
        known.insert(facts::key(name).name);
        for (const std::string& medium : key.drilledMedia)
            known.insert(facts::drilled(name, medium).name);
        if (const auto backup = state.backups.find(key.backup); backup != state.backups.end())
            for (const std::string& medium : backup->second.written)
                if (!backup->second.destroyed.contains(medium))
                    known.insert(facts::backedUp(name, medium).name);
    }
    for (const auto& [number, backup] : state.backups)
        for (const std::string& medium : backup.destroyed)
            if (state.backupOn(medium) == nullptr)
                known.insert(facts::destroyed(medium).name);
    for (const auto& [device, token] : state.tokens) {
        if (!token.userSet.empty())
            known.insert(facts::initialised(device).name);
        if (!token.recordKey.isZero())
            known.insert(facts::recordKey(device).name);
        for (const auto& [name, key] : state.keys)
            if (key.token == token.serial && !key.token.empty())
                known.insert({facts::inHsm(device, name).name, facts::holdsKeys(device).name});
    }
    for (const auto& [name, certificate] : state.certificates) {
        known.insert(facts::issued(name).name);
        if (isRevoked(state, certificate))
            known.insert(facts::revoked(name).name);
    }
    return known;
}

// Where the newest blobs of the keys are.
void tellMedia(Outline& outline, const authority::AuthorityState& state) {
    for (const auto& [name, key] : state.keys) {
        const auto backup = state.backups.find(key.backup);
        if (backup == state.backups.end())
            continue;
        std::vector<std::string> media;
        std::set_difference(backup->second.written.begin(), backup->second.written.end(),
                            backup->second.destroyed.begin(), backup->second.destroyed.end(),
                            std::back_inserter(media));
        outline.setMediaOf(name, std::move(media));
    }
}

} // namespace

Result<void> fitsAuthority(const Plan& plan, const authority::AuthorityState& state) {
    Outline outline(plan, factsOf(state));
    tellMedia(outline, state);
    for (const PlanStep* step : plan.steps())
        outlineStep(outline, *step);
    if (const auto fits = outline.problems().result(); !fits)
        return Error{fits.error().code,
                     "this plan cannot be carried out with this authority, and nothing was "
                     "changed: " +
                         fits.error().detail};
    return {};
}

} // namespace strongroom::ceremony

#include "core/engine/view.h"

#include <algorithm>

namespace strongroom::engine {

namespace {

api::Presence presenceOf(const authority::CeremonyState& ceremony, const std::string& person) {
    const auto found = ceremony.presence.find(person);
    if (found == ceremony.presence.end())
        return api::Presence::notArrived;
    return found->second.change == "in" ? api::Presence::in : api::Presence::out;
}

// The card's name counts; before there is one, the one that was said at the door.
std::string nameOf(const authority::AuthorityState& state, const std::string& person) {
    if (const custody::Officer* officer = state.roster.byPerson(person))
        return officer->name;
    const auto& presence = state.ceremony->presence;
    const auto found = presence.find(person);
    return found != presence.end() ? found->second.name : std::string();
}

void nameSections(std::vector<api::RailItem>& rail, const ceremony::Plan& plan) {
    std::size_t at = 0;
    for (const ceremony::PlanAct& act : plan.acts)
        for (const ceremony::PlanSection& section : act.sections)
            for (std::size_t i = 0; i < section.steps.size() && at < rail.size(); ++i, ++at) {
                rail[at].act = act.title;
                rail[at].section = section.title;
            }
}

} // namespace

void showPlan(api::Snapshot& snapshot, const ceremony::Plan& plan) {
    snapshot.title = plan.title;
    snapshot.planVersion = plan.version;
    snapshot.language = plan.language;
    snapshot.people.clear();
    for (const ceremony::Role& role : plan.roles) {
        std::uint64_t number = 0;
        for (const std::string& person : plan.personsOf(role.name)) {
            api::Person shown;
            shown.id = person;
            shown.role = role.name;
            shown.mustAttend = ++number <= role.people.least;
            shown.needsCard =
                role.card == ceremony::CardNeed::full || role.card == ceremony::CardNeed::signOnly;
            snapshot.people.push_back(std::move(shown));
        }
    }
    snapshot.media.clear();
    for (const ceremony::Material& material : plan.materials)
        if (material.isStick())
            snapshot.media.push_back({material.id, material.colour, false});
    snapshot.devices.clear();
    for (const std::string& device : plan.hsms)
        snapshot.devices.push_back({device, false, false});
    snapshot.rail.clear();
    for (const ceremony::PlanStep* step : plan.steps())
        snapshot.rail.push_back(
            {step->id, "", "", step->kind->title(), api::RailItem::State::ahead, step->minutes});
    nameSections(snapshot.rail, plan);
}

void showCeremony(api::Snapshot& snapshot, const Workbench& bench, const ceremony::Position& position) {
    const authority::AuthorityState& state = bench.state();
    showPlan(snapshot, bench.plan);
    snapshot.mode = state.mode;
    snapshot.ceremony = state.ceremony->id;
    snapshot.openedAt = state.ceremony->openedAt;
    snapshot.now = state.timeFor(bench.clock.now());
    snapshot.authority = state.authority.hex();
    snapshot.recordSize = state.size;
    snapshot.recordHead = state.head;
    for (api::Person& person : snapshot.people) {
        person.name = nameOf(state, person.id);
        person.hasCard = state.holder(person.id) != nullptr;
        person.presence = presenceOf(*state.ceremony, person.id);
    }
    for (api::Medium& medium : snapshot.media)
        medium.isPlugged = bench.now.media.contains(medium.name);
    for (api::Device& device : snapshot.devices) {
        device.isConnected = bench.now.devices.contains(device.name);
        device.isOpen = bench.now.sessions.contains(device.name);
    }
    snapshot.rail = ceremony::rail(bench.plan, state, bench.now);
    nameSections(snapshot.rail, bench.plan);
    snapshot.stepId = position.stepId;
    snapshot.readers = bench.now.readers;
    snapshot.allowed = position.allowed;
    snapshot.actsNext.clear();
    if (const auto* wait = std::get_if<ceremony::Wait>(&position.next)) {
        snapshot.current = wait->step;
        snapshot.actsNext = wait->actsNext;
    }
}

} // namespace strongroom::engine

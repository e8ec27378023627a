#include "core/ceremony/plan.h"

#include "core/custody/officer.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

template<typename List, typename Key>
auto findIn(const List& list, Key key, std::string_view wanted) noexcept {
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.*key == wanted; });
    return found != list.end() ? &*found : nullptr;
}

} // namespace

const Role* Plan::role(std::string_view name) const noexcept {
    return findIn(roles, &Role::name, name);
}
const Material* Plan::material(std::string_view wanted) const noexcept {
    return findIn(materials, &Material::id, wanted);
}
const Input* Plan::input(std::string_view wanted) const noexcept {
    return findIn(inputs, &Input::id, wanted);
}
const std::string* Plan::use(std::string_view name) const noexcept {
    const auto found =
        std::find_if(uses.begin(), uses.end(), [&](const auto& pair) { return pair.first == name; });
    return found != uses.end() ? &found->second : nullptr;
}

const PlannedPlace* Plan::place(std::string_view wanted) const noexcept {
    return findIn(places, &PlannedPlace::id, wanted);
}

const pki::CertificateProfile* Plan::certificateProfile(const std::string& use) const noexcept {
    const auto found = certificateProfiles.find(use);
    return found != certificateProfiles.end() ? &found->second : nullptr;
}
const pki::CrlProfile* Plan::crlProfile(const std::string& use) const noexcept {
    const auto found = crlProfiles.find(use);
    return found != crlProfiles.end() ? &found->second : nullptr;
}

base::YamlPlace Plan::placeOf(const std::string& name) const {
    const auto found = where.find(name);
    return found != where.end() ? found->second : base::YamlPlace{};
}

std::vector<std::string> Plan::personsOf(std::string_view roleOrPerson) const {
    const Role* known = role(roleOrPerson);
    if (known == nullptr)
        return {std::string(roleOrPerson)};
    std::vector<std::string> persons;
    for (std::uint64_t i = 1; i <= known->people.most; ++i)
        persons.push_back(known->name + "-" + std::to_string(i));
    return persons;
}

bool Plan::hasPerson(std::string_view person) const {
    return std::any_of(roles.begin(), roles.end(), [&](const Role& role) {
        const std::vector<std::string> persons = personsOf(role.name);
        return std::find(persons.begin(), persons.end(), person) != persons.end();
    });
}

std::string roleOf(const std::string& person) {
    const auto id = custody::PersonId::fromText(person);
    return id ? custody::nameOf(id->role) : person;
}

std::vector<const PlanStep*> Plan::steps() const {
    std::vector<const PlanStep*> all;
    for (const PlanAct& act : acts)
        for (const PlanSection& section : act.sections)
            for (const PlanStep& step : section.steps)
                all.push_back(&step);
    return all;
}

bool Plan::founds() const {
    const std::vector<const PlanStep*> all = steps();
    return std::any_of(all.begin(), all.end(),
                       [](const PlanStep* step) { return step->kind && step->kind->founds(); });
}

std::string copyName(const DigestedFile& file) {
    return file.kind + "-" + file.id + ".yaml";
}

std::string planDigestText(const std::vector<DigestedFile>& files) {
    std::vector<std::string> lines;
    for (const DigestedFile& file : files)
        lines.push_back(file.kind + " " + file.id + " " + file.sha256.hex() + "\n");
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines)
        text += line;
    return text;
}

} // namespace strongroom::ceremony

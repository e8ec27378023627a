// A ceremony's plan: what a reviewed YAML file says (DESIGN 8, plan-example.yaml), as values. Everything that
// a step needs stands in its PlannedStep; everything that belongs to the machine is in the site file, not
// here. Invariant of a plan that was read: names that steps use (roles, HSMs, materials, inputs) exist in it.
#pragma once

#include "core/base/yaml_reader.h"
#include "core/ceremony/planned_step.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace strongroom::ceremony {

enum class CardNeed { none, optional, signOnly, full };

struct Role {
    std::string name; // officer, administrator, witness, auditor, safe-controller, guest
    base::CountRange people;
    std::uint64_t quorum = 0; // M of people, 0 where the role has none
    CardNeed card = CardNeed::none;
    std::vector<std::string> excludes;
};

struct Material {
    std::string id, item, colour, serial;
    std::string to; // place
    bool isStick() const noexcept { return item == "stick"; }
};

struct Input {
    std::string id;
    std::string from; // material
    Digest digest;
    std::string requester;
    std::string sample; // file beside the plan, for rehearse and training
};

// An HSM session that spans a section: opened when its first step that needs it begins, closed with it.
struct SectionSession {
    std::string device;
    std::string quorum; // role whose members release the user PIN
};

struct PlanStep {
    std::string id; // act.section.step
    int line = 0;
    std::uint64_t minutes = 0;
    bool optional = false;
    std::shared_ptr<const PlannedStep> kind;
    std::optional<SectionSession> session; // of its section
};

struct PlanSection {
    std::string title;
    std::vector<PlanStep> steps;
};

struct PlanAct {
    std::string title;
    std::vector<PlanSection> sections;
};

struct Plan {
    std::string file;
    std::string id, title, version, language;
    std::vector<std::pair<std::string, std::string>> uses; // policy, root, sub, ...: name of the file
    std::vector<std::string> hsms;
    std::string expectedModel; // pattern with *, "" for any
    std::vector<Role> roles;
    std::vector<Material> materials;
    std::vector<Input> inputs;
    std::vector<PlanAct> acts;
    base::Value policy; // the canonical object of the policy it uses; read and bound by the engine

    const Role* role(std::string_view name) const noexcept;
    const Material* material(std::string_view id) const noexcept;
    const Input* input(std::string_view id) const noexcept;
    const std::string* use(std::string_view name) const noexcept;
    // "officer" -> officer-1 ... officer-5 (the most that may come); a person stays one.
    std::vector<std::string> personsOf(std::string_view roleOrPerson) const;
    std::vector<const PlanStep*> steps() const; // in order
    bool founds() const;                        // it begins an authority
};

// Every problem of the file with line and what to do; planInvalid with the first one as Error.
Result<Plan> readPlan(std::string_view text, std::string_view file);

// The lines over which the plan's digest is taken (PROTOCOL P1): "<kind> <id> <SHA-256>", sorted bytewise.
struct DigestedFile {
    std::string kind; // plan, policy, profile, input
    std::string id;
    Digest sha256;
};
std::string planDigestText(std::vector<DigestedFile> files);

} // namespace strongroom::ceremony

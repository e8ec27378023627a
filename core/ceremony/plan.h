// A ceremony's plan: what a reviewed YAML file says (DESIGN 8, plan-example.yaml), as values. Everything that
// a step needs stands in its PlannedStep; everything that belongs to the machine is in the site file, not
// here. Invariant of a plan that was read: names that steps use (roles, HSMs, materials, inputs) exist in it.
#pragma once

#include "core/base/yaml_reader.h"
#include "core/ceremony/planned_step.h"
#include "core/pki/profile.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
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
    std::uint64_t alternates = 0; // of people: they stand by
    bool initialsScript = false;  // initials each step on paper
    bool mayBeRemote = false;
    bool isWhole = true; // no: something in it is wrong, and its figures mean nothing
};

struct Material {
    std::string id, item, colour, serial;
    std::string to;        // place
    bool inBag = false;    // it comes in a numbered bag
    bool readOnly = false; // a stick that is never written to
    std::uint64_t quantity = 1;
    bool numbersRead = false; // each piece has a number that is read out
    bool isStick() const noexcept { return item == "stick"; }
};

struct Input {
    std::string id;
    std::string from; // material
    Digest digest;
    std::string requester;
    std::string sample; // file beside the plan, for rehearse and training
    std::string file;   // its name on the material
};

// Who ordered the ceremony, and under which clauses of the CPS.
struct Order {
    std::string by, reference, cps;
};

// What the site must turn out to be. Patterns: * stands for anything; "" for any.
struct Expected {
    std::optional<Digest> program;
    std::string hsmModel, hsmFirmware, hsmMode;
};

// A safe container: `controllers` persons open it together.
struct PlannedPlace {
    std::string id;
    std::uint64_t site = 0, controllers = 0;
};

// Something that is still to be done when the ceremony is over.
struct Duty {
    std::string duty, who;
    base::Duration within;
};

// An HSM session that spans a section: opened when its first step that needs it begins, closed with it.
struct SectionSession {
    std::string device;
    std::string quorum; // role whose members release the user PIN
};

struct PlanStep {
    std::string id; // act.section.step
    int line = 0;
    std::uint64_t minutes = 0; // 0: the plan does not say; see timing.h
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
    std::string expectedModel; // pattern with *, "" for any; also in `expected`
    Expected expected;
    std::optional<Order> order;
    std::vector<PlannedPlace> places;
    std::vector<Role> roles;
    std::vector<Material> materials;
    std::vector<Input> inputs;
    std::vector<PlanAct> acts;
    std::vector<std::string> contingencies;
    std::vector<Duty> duties;
    // Where names stand in the file: "uses/root", "roles/officer", "materials/hsm", "inputs/sub-csr".
    std::map<std::string, base::YamlPlace> where;
    // What `uses` names, read and bound by the engine: the policy's canonical object, and the profiles by the
    // names under which the plan uses them ("root", "sub", "crl").
    base::Value policy;
    std::map<std::string, pki::CertificateProfile> certificateProfiles;
    std::map<std::string, pki::CrlProfile> crlProfiles;
    // Names of `uses` whose profile is wrong in itself: nothing is asked that rests on it.
    std::set<std::string> unread;

    const Role* role(std::string_view name) const noexcept;
    const Material* material(std::string_view id) const noexcept;
    const Input* input(std::string_view id) const noexcept;
    const PlannedPlace* place(std::string_view id) const noexcept;
    const std::string* use(std::string_view name) const noexcept;
    const pki::CertificateProfile* certificateProfile(const std::string& use) const noexcept;
    const pki::CrlProfile* crlProfile(const std::string& use) const noexcept;
    base::YamlPlace placeOf(const std::string& name) const; // in `where`, else the beginning of the file
    // "officer" -> officer-1 ... officer-5 (the most that may come); a person stays one.
    std::vector<std::string> personsOf(std::string_view roleOrPerson) const;
    bool hasPerson(std::string_view person) const;
    std::vector<const PlanStep*> steps() const; // in order
    bool founds() const;                        // it begins an authority
};

// "officer" of the person "officer-3"; what is no person's name stays as it is.
std::string roleOf(const std::string& person);

// Everything that could be read of a plan, and every problem of the file with line and what to do. A step
// whose kind is not known has none. Without problems, the plan is whole.
struct PlanReading {
    Plan plan;
    std::vector<base::YamlProblem> problems; // in file order
};
// planInvalid where it is no YAML of ours at all.
Result<PlanReading> readWholePlan(std::string_view text, std::string_view file);

// The plan, or planInvalid with its first problem.
Result<Plan> readPlan(std::string_view text, std::string_view file);

// The lines over which the plan's digest is taken (PROTOCOL P1): "<kind> <id> <SHA-256>", sorted bytewise.
struct DigestedFile {
    std::string kind; // plan, policy, profile, input
    std::string id;
    Digest sha256;
};
// The file's name among the copies that an authority keeps of its plans: "plan-<id>.yaml" (FORMAT.md 1).
std::string copyName(const DigestedFile& file);
std::string planDigestText(const std::vector<DigestedFile>& files);

} // namespace strongroom::ceremony

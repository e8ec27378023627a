#include "core/ceremony/catalogue.h"
#include "core/ceremony/plan.h"

#include <algorithm>
#include <set>

namespace strongroom::ceremony {

namespace {

using base::YamlNode;
using base::YamlReader;

std::vector<std::pair<std::string, std::string>> readUses(const YamlNode& node,
                                                          base::YamlProblems& problems) {
    std::vector<std::pair<std::string, std::string>> uses;
    for (const base::YamlMember& member : node.members)
        uses.emplace_back(member.key, base::asIdentifier(member.value, problems));
    return uses;
}

Role readRole(const base::YamlMember& member, base::YamlProblems& problems) {
    YamlReader reader(member.value, problems, "a role");
    Role role;
    role.name = member.key;
    role.people = reader.countRange("people", 32);
    role.quorum = reader.optionalNumber("quorum", 2, 16).value_or(0);
    const std::string card =
        reader.optionalWord("card", {"true", "false", "optional", "sign-only"}).value_or("false");
    role.card = card == "true"        ? CardNeed::full
                : card == "optional"  ? CardNeed::optional
                : card == "sign-only" ? CardNeed::signOnly
                                      : CardNeed::none;
    role.excludes = reader.optionalOneOrMoreTexts("excludes");
    (void)reader.optionalNumber("alternates", 0, 16);
    (void)reader.optionalWord("initials", {"script"});
    (void)reader.optionalWord("may-be", {"remote"});
    return role;
}

Material readMaterial(const YamlNode& node, base::YamlProblems& problems) {
    YamlReader reader(node, problems, "a material");
    Material material;
    material.id = reader.identifier("id");
    material.item = reader.text("item");
    material.colour = reader.optionalText("colour").value_or("");
    material.serial = reader.optionalText("serial").value_or("");
    material.to = reader.optionalText("to").value_or("");
    (void)reader.optionalWord("bag", {"expected"});
    (void)reader.flag("read-only");
    (void)reader.optionalNumber("quantity", 1, 1000);
    (void)reader.optionalWord("numbers", {"read"});
    return material;
}

Input readInput(const base::YamlMember& member, base::YamlProblems& problems) {
    YamlReader reader(member.value, problems, "an input");
    Input input;
    input.id = member.key;
    input.from = reader.identifier("from");
    input.digest = reader.hexDigest("sha256");
    input.requester = reader.optionalText("requester").value_or("");
    input.sample = reader.optionalText("sample").value_or("");
    input.file = reader.optionalText("file").value_or(member.key + ".csr");
    if (input.file.find('/') != std::string::npos || input.file == "." || input.file == "..")
        problems.add(member.keyPlace, "'file' is the name of a file on the material, without folders");
    return input;
}

PlanStep readStep(const YamlNode& node, base::YamlProblems& problems, std::string id,
                  const std::optional<SectionSession>& session) {
    YamlReader reader(node, problems, "a step");
    PlanStep step;
    step.id = std::move(id);
    step.line = node.place.line;
    step.session = session;
    step.minutes = reader.optionalNumber("minutes", 1, 24 * 60).value_or(1);
    step.optional = reader.flag("optional");
    std::vector<std::string_view> keywords;
    for (const CatalogueRow& row : catalogue())
        keywords.push_back(row.keyword);
    const std::string_view keyword = reader.oneOf(keywords);
    for (const CatalogueRow& row : catalogue())
        if (row.keyword == keyword)
            step.kind = row.read(reader);
    return step;
}

PlanSection readSection(const YamlNode& node, base::YamlProblems& problems, const std::string& prefix) {
    YamlReader reader(node, problems, "a section");
    PlanSection section;
    section.title = reader.text("section");
    std::optional<SectionSession> session;
    if (const YamlNode* given = reader.optionalMap("session")) {
        YamlReader inner(*given, problems, "a session");
        session = SectionSession{inner.identifier("hsm"), inner.identifier("quorum")};
    }
    for (const YamlNode& item : reader.list("steps"))
        section.steps.push_back(
            readStep(item, problems, prefix + "." + std::to_string(section.steps.size() + 1), session));
    return section;
}

void checkNames(const Plan& plan, const YamlNode& root, base::YamlProblems& problems) {
    const auto unique = [&](const auto& list, auto key, const char* what) {
        std::set<std::string> seen;
        for (const auto& item : list)
            if (!seen.insert(item.*key).second)
                problems.add(root.place,
                             std::string(what) + " '" + item.*key + "' is given twice; rename one of them");
    };
    unique(plan.materials, &Material::id, "material");
    for (const Role& role : plan.roles)
        for (const std::string& other : role.excludes)
            if (plan.role(other) == nullptr)
                problems.add(root.place,
                             "role '" + role.name + "' excludes '" + other + "', which is no role here");
    for (const Input& input : plan.inputs)
        if (plan.material(input.from) == nullptr)
            problems.add(root.place, "input '" + input.id + "' comes from '" + input.from +
                                         "', which is no material here");
    for (const PlanStep* step : plan.steps()) {
        const base::YamlPlace place{step->line, 1};
        if (step->session && plan.role(step->session->quorum) == nullptr)
            problems.add(place, "the section's session names '" + step->session->quorum +
                                    "', which is no role here");
        if (step->kind)
            step->kind->check(plan, place, problems);
    }
}

} // namespace

Result<Plan> readPlan(std::string_view text, std::string_view file) {
    const auto document = base::readYaml(text, file);
    if (!document)
        return Error{ErrorCode::planInvalid, document.error().detail};
    const YamlNode& root = *document;
    base::YamlProblems problems{std::string(file)};
    Plan plan;
    plan.file = std::string(file);
    {
        YamlReader reader(root, problems, "the plan");
        (void)reader.word("format", {"strongroom-plan/1"});
        plan.id = reader.identifier("id");
        plan.title = reader.text("title");
        plan.version = reader.text("version");
        plan.language = reader.optionalText("language").value_or("en");
        if (const YamlNode* order = reader.optionalMap("order")) {
            YamlReader inner(*order, problems, "order");
            (void)inner.text("by"), (void)inner.text("reference"), (void)inner.optionalText("cps");
        }
        if (const YamlNode* uses = reader.map("uses"))
            plan.uses = readUses(*uses, problems);
        if (const YamlNode* expect = reader.optionalMap("expect")) {
            YamlReader inner(*expect, problems, "expect");
            if (const YamlNode* hsm = inner.optionalMap("hsm")) {
                YamlReader facts(*hsm, problems, "expect: hsm");
                plan.expectedModel = facts.optionalText("model").value_or("");
            }
        }
        plan.hsms = reader.oneOrMoreTexts("hsms");
        if (const YamlNode* places = reader.optionalMap("places"))
            for (const base::YamlMember& place : places->members) {
                YamlReader inner(place.value, problems, "a place");
                (void)inner.number("site", 1, 99), (void)inner.number("controllers", 1, 9);
            }
        if (const YamlNode* roles = reader.map("roles"))
            for (const base::YamlMember& member : roles->members)
                plan.roles.push_back(readRole(member, problems));
        for (const YamlNode& item : reader.optionalList("materials"))
            plan.materials.push_back(readMaterial(item, problems));
        if (const YamlNode* inputs = reader.optionalMap("inputs"))
            for (const base::YamlMember& member : inputs->members)
                plan.inputs.push_back(readInput(member, problems));
        for (const YamlNode& item : reader.list("acts")) {
            YamlReader inner(item, problems, "an act");
            PlanAct act;
            act.title = inner.text("act");
            const std::string number = std::to_string(plan.acts.size() + 1);
            for (const YamlNode& section : inner.list("sections"))
                act.sections.push_back(
                    readSection(section, problems, number + "." + std::to_string(act.sections.size() + 1)));
            plan.acts.push_back(std::move(act));
        }
        (void)reader.optionalOneOrMoreTexts("contingencies");
        (void)reader.optionalNode("after");
    }
    checkNames(plan, root, problems);
    if (const auto read = problems.result(); !read)
        return Error{ErrorCode::planInvalid, read.error().detail};
    return plan;
}

} // namespace strongroom::ceremony

#include "core/ceremony/catalogue.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/plan.h"

#include <algorithm>
#include <array>
#include <set>

namespace strongroom::ceremony {

namespace {

using base::YamlNode;
using base::YamlReader;

void readUses(Plan& plan, const YamlNode& node, base::YamlProblems& problems) {
    for (const base::YamlMember& member : node.members) {
        plan.uses.emplace_back(member.key, base::asIdentifier(member.value, problems));
        plan.where["uses/" + member.key] = member.keyPlace;
    }
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
    role.alternates = reader.optionalNumber("alternates", 0, 16).value_or(0);
    role.initialsScript = reader.optionalWord("initials", {"script"}).has_value();
    role.mayBeRemote = reader.optionalWord("may-be", {"remote"}).has_value();
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
    material.inBag = reader.optionalWord("bag", {"expected"}).has_value();
    material.readOnly = reader.flag("read-only");
    material.quantity = reader.optionalNumber("quantity", 1, 1000).value_or(1);
    material.numbersRead = reader.optionalWord("numbers", {"read"}).has_value();
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
    step.minutes = reader.optionalNumber("minutes", 1, 24 * 60).value_or(0);
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

bool isStep(const YamlNode& node) {
    return std::any_of(catalogue().begin(), catalogue().end(),
                       [&](const CatalogueRow& row) { return node.find(row.keyword) != nullptr; });
}

PlanSection readSection(const YamlNode& node, base::YamlProblems& problems, const std::string& prefix) {
    // A step among the sections is a section of its own: "- {break: 20m}".
    if (node.find("section") == nullptr && isStep(node)) {
        PlanSection section;
        section.steps.push_back(readStep(node, problems, prefix + ".1", std::nullopt));
        if (section.steps.front().kind)
            section.title = section.steps.front().kind->title().english();
        return section;
    }
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

Expected readExpected(const YamlNode& node, base::YamlProblems& problems) {
    YamlReader reader(node, problems, "expect");
    Expected expected;
    expected.program = reader.optionalDigest("program");
    if (const YamlNode* hsm = reader.optionalMap("hsm")) {
        YamlReader facts(*hsm, problems, "expect: hsm");
        expected.hsmModel = facts.optionalText("model").value_or("");
        expected.hsmFirmware = facts.optionalText("firmware").value_or("");
        expected.hsmMode = facts.optionalText("mode").value_or("");
    }
    return expected;
}

Duty readDuty(const YamlNode& node, base::YamlProblems& problems) {
    YamlReader reader(node, problems, "a duty");
    Duty duty;
    duty.duty = reader.text("duty");
    duty.who = reader.text("who");
    duty.within = reader.duration("within");
    return duty;
}

// What the script has a sheet for.
constexpr std::array<std::string_view, 5> contingencies{"spare-card", "spare-hsm", "spoilt-bag",
                                                        "wrong-object-signed", "abandon"};

// Told once, at the section's first step.
void checkSession(const Plan& plan, const PlanStep& first, base::YamlProblems& problems) {
    if (!first.session)
        return;
    const base::YamlPlace place{first.line, 1};
    if (std::find(plan.hsms.begin(), plan.hsms.end(), first.session->device) == plan.hsms.end())
        problems.add(place, "the section's session names '" + first.session->device +
                                "', which is none of this plan's 'hsms'");
    if (plan.role(first.session->quorum) == nullptr)
        return problems.add(place, "the section's session names '" + first.session->quorum +
                                       "', which is no role here");
    checkShareholders(plan, "quorum", first.session->quorum, place, problems);
}

void checkInputs(const Plan& plan, base::YamlProblems& problems) {
    std::map<std::pair<std::string, std::string>, std::string> files; // material and file: the input
    for (const Input& input : plan.inputs) {
        const base::YamlPlace place = plan.placeOf("inputs/" + input.id);
        if (plan.material(input.from) == nullptr)
            problems.add(place, "input '" + input.id + "' comes from '" + input.from +
                                    "', which is no material here");
        const auto [other, isNew] = files.try_emplace({input.from, input.file}, input.id);
        if (!isNew)
            problems.add(place, "inputs '" + other->second + "' and '" + input.id + "' are both '" +
                                    input.file + "' of '" + input.from +
                                    "'; say under 'file' which file is which");
    }
}

void checkNames(const Plan& plan, base::YamlProblems& problems) {
    std::set<std::string> seen;
    for (const Material& material : plan.materials) {
        const base::YamlPlace place = plan.placeOf("materials/" + material.id);
        if (!seen.insert(material.id).second)
            problems.add(place, "material '" + material.id + "' is given twice; rename one of them");
        if (!material.to.empty() && plan.place(material.to) == nullptr)
            problems.add(place, "'" + material.to + "' is no place of this plan; name one from 'places'");
    }
    for (const Role& role : plan.roles)
        for (const std::string& other : role.excludes)
            if (plan.role(other) == nullptr)
                problems.add(plan.placeOf("roles/" + role.name),
                             "role '" + role.name + "' excludes '" + other + "', which is no role here");
    checkInputs(plan, problems);
    for (std::size_t i = 0; i < plan.duties.size(); ++i)
        checkRole(plan, plan.duties[i].who, plan.placeOf("after/" + std::to_string(i)), problems);
    for (const PlanAct& act : plan.acts)
        for (const PlanSection& section : act.sections)
            if (!section.steps.empty())
                checkSession(plan, section.steps.front(), problems);
    for (const PlanStep* step : plan.steps())
        if (step->kind)
            step->kind->check(plan, {step->line, 1}, problems);
}

} // namespace

Result<PlanReading> readWholePlan(std::string_view text, std::string_view file) {
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
            plan.order =
                Order{inner.text("by"), inner.text("reference"), inner.optionalText("cps").value_or("")};
        }
        if (const YamlNode* uses = reader.map("uses"))
            readUses(plan, *uses, problems);
        if (const YamlNode* expect = reader.optionalMap("expect"))
            plan.expected = readExpected(*expect, problems);
        plan.expectedModel = plan.expected.hsmModel;
        plan.hsms = reader.oneOrMoreTexts("hsms");
        if (const YamlNode* places = reader.optionalMap("places"))
            for (const base::YamlMember& place : places->members) {
                YamlReader inner(place.value, problems, "a place");
                plan.places.push_back(
                    {place.key, inner.number("site", 1, 99), inner.number("controllers", 1, 9)});
            }
        if (const YamlNode* roles = reader.map("roles"))
            for (const base::YamlMember& member : roles->members) {
                const std::size_t before = problems.inFileOrder().size();
                plan.roles.push_back(readRole(member, problems));
                plan.roles.back().isWhole = problems.inFileOrder().size() == before;
                plan.where["roles/" + member.key] = member.keyPlace;
            }
        for (const YamlNode& item : reader.optionalList("materials")) {
            plan.materials.push_back(readMaterial(item, problems));
            plan.where["materials/" + plan.materials.back().id] = item.place;
        }
        if (const YamlNode* inputs = reader.optionalMap("inputs"))
            for (const base::YamlMember& member : inputs->members) {
                plan.inputs.push_back(readInput(member, problems));
                plan.where["inputs/" + member.key] = member.keyPlace;
            }
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
        for (const YamlNode& item : reader.optionalList("contingencies"))
            plan.contingencies.push_back(base::asWord(item, problems, contingencies));
        for (const YamlNode& item : reader.optionalList("after")) {
            plan.where["after/" + std::to_string(plan.duties.size())] = item.place;
            plan.duties.push_back(readDuty(item, problems));
        }
    }
    checkNames(plan, problems);
    return PlanReading{std::move(plan), problems.inFileOrder()};
}

Result<Plan> readPlan(std::string_view text, std::string_view file) {
    SR_ASSIGN(PlanReading reading, readWholePlan(text, file));
    if (reading.problems.empty())
        return std::move(reading.plan);
    const std::size_t more = reading.problems.size() - 1;
    return Error{ErrorCode::planInvalid, reading.problems.front().line() +
                                             (more > 0 ? " (and " + std::to_string(more) + " more)" : "")};
}

} // namespace strongroom::ceremony

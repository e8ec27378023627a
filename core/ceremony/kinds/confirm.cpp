// The steps in which people do, hear, look or compare, and say so: read, cameras, materials, compare,
// inspect, go-no-go, break. They differ in their keys and words; what is recorded is the same `confirmed`.
#include "core/base/words.h"
#include "core/ceremony/context.h"
#include "core/ceremony/kinds/confirmers.h"
#include "core/ceremony/kinds/kinds.h"
#include "core/ceremony/name_checks.h"
#include "core/ceremony/script_step.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

api::NamedDigest digestOf(const std::string& thing, const authority::CeremonyState& ceremony) {
    return thing == "plan" ? api::NamedDigest{{SR_TEXT("The plan"), {}}, ceremony.opened.plan.hex()}
                           : api::NamedDigest{{SR_TEXT("The program"), {}}, ceremony.opened.program.hex()};
}

void addMaterials(const Plan& plan, const std::string& which, std::vector<api::Field>& fields) {
    for (const Material& material : plan.materials) {
        if (which != "all" && which != material.id)
            continue;
        std::vector<std::string> facts;
        for (const std::string& fact :
             {material.colour, material.serial, std::string(material.inBag ? "bag" : ""),
              material.quantity > 1 ? "x" + std::to_string(material.quantity) : std::string(), material.to})
            if (!fact.empty())
                facts.push_back(fact);
        fields.push_back({{SR_TEXT("%1: %2"), {material.id, material.item}}, joined(facts)});
    }
}

class ConfirmKind final : public PlannedStep {
public:
    std::string_view what;
    Text heading, text;
    base::LocalText readAloud;
    std::vector<std::string> by; // roles or persons
    std::vector<api::Prompt> prompts;
    std::uint64_t usualMinutes = 1;
    std::vector<std::string> compared;  // what is compared with the script: plan, program
    std::vector<std::string> materials; // "all", or ids
    std::string photos;                 // numbers; the camera keeps the pictures

    std::string_view keyword() const override { return what; }
    Text title() const override { return heading; }

    Next next(const Context& context) const override {
        if (context.has<authority::Confirmed>())
            return Done{};
        api::ConfirmStep step;
        step.what = std::string(what);
        step.text = text;
        step.prompts = prompts;
        if (!readAloud.isEmpty())
            step.boxes.push_back(
                {api::BoxKind::readAloud,
                 {SR_TEXT("%1"), {spoken(readAloud.in(context.plan.language), context.state.ceremony->id)}}});
        if (!photos.empty())
            step.boxes.push_back({api::BoxKind::photograph, {SR_TEXT("%1"), {photos}}});
        for (const std::string& thing : compared)
            step.digests.push_back(digestOf(thing, *context.state.ceremony));
        for (const std::string& id : materials)
            addMaterials(context.plan, id, step.fields);
        for (const std::string& role : by) {
            // "all" is whoever must be there: at least one of each role that has people.
            if (role == "all") {
                for (const Role& known : context.plan.roles)
                    for (std::uint64_t i = 1; i <= known.people.least; ++i)
                        step.by.push_back(known.name + "-" + std::to_string(i));
                continue;
            }
            step.by.push_back(firstOf(context.plan, role));
        }
        return Wait{step, step.by};
    }

    std::uint64_t minutes(const Plan&, std::uint64_t) const override { return usualMinutes; }

    void describe(ScriptStep& script) const override {
        script.lines.push_back(text);
        if (!readAloud.isEmpty())
            script.aloud.push_back(spoken(readAloud.in(script.plan.language), script.plan.id));
        if (!photos.empty())
            script.line(SR_TEXT("PHOTOGRAPH: %1"), {photos});
        for (const std::string& thing : compared) {
            if (thing == "plan") {
                script.line(SR_TEXT("Plan: %1"), {script.planWords});
            } else if (thing == "program" && script.plan.expected.program) {
                script.line(SR_TEXT("Program: %1"), {base::pgpText(*script.plan.expected.program)});
            } else {
                script.blank(SR_TEXT("Digest of the %1, in words"), {thing});
            }
        }
        for (const api::Prompt& prompt : prompts)
            script.blanks.push_back(prompt.label);
    }

    void check(const Plan& plan, base::YamlPlace place, base::YamlProblems& problems) const override {
        for (const std::string& name : by) {
            if (name == "all")
                continue;
            if (roleOf(name) == name)
                checkRole(plan, name, place, problems);
            else
                checkPerson(plan, name, place, problems);
        }
    }
};

std::shared_ptr<ConfirmKind> make(std::string_view what, Text heading, Text text,
                                  std::vector<std::string> by) {
    auto kind = std::make_shared<ConfirmKind>();
    kind->what = what;
    kind->heading = std::move(heading);
    kind->text = std::move(text);
    kind->by = std::move(by);
    return kind;
}

// photo: P-03 or photo: [P-01, P-02]
void addPhotos(base::YamlReader& step, ConfirmKind& kind) {
    kind.photos = joined(step.optionalOneOrMoreTexts("photo"));
}

std::vector<std::string> orElse(const std::vector<std::string>& given,
                                const std::vector<std::string>& usual) {
    return given.empty() ? usual : given;
}

} // namespace

KindPointer readRead(base::YamlReader& step) {
    const std::string who = step.text("read");
    auto kind =
        make("read", {SR_TEXT("Read aloud"), {}}, {SR_TEXT("%1 reads aloud to the room."), {who}}, {who});
    kind->readAloud = step.localText("text");
    return kind;
}

KindPointer readCameras(base::YamlReader& step) {
    const auto cameras = step.oneOrMoreTexts("cameras");
    const std::string action = step.word("action", {"start", "stop", "check"});
    (void)step.flag("video-mark");
    return make("cameras", {SR_TEXT("Cameras"), {}},
                {SR_TEXT("Cameras %1: %2. Say the ceremony's id and this step into the camera."),
                 {joined(cameras), action}},
                {"witness"});
}

KindPointer readMaterials(base::YamlReader& step) {
    const auto which = step.oneOrMoreTexts("materials");
    auto kind = make("materials", {SR_TEXT("Materials"), {}},
                     {SR_TEXT("The materials on the list are here and unspoilt: %1."), {joined(which)}},
                     orElse(step.optionalOneOrMoreTexts("by"), {"administrator", "witness"}));
    kind->materials = which;
    addPhotos(step, *kind);
    return kind;
}

KindPointer readCompare(base::YamlReader& step) {
    const auto which = step.oneOrMoreTexts("compare");
    const std::string with = step.text("with");
    (void)step.optionalOneOrMoreTexts("read-aloud");
    auto kind = make("compare", {SR_TEXT("Compare"), {}},
                     {SR_TEXT("Compare with your paper (%2), word by word: %1."), {joined(which), with}},
                     {"administrator", "witness"});
    kind->compared = which;
    return kind;
}

KindPointer readInspect(base::YamlReader& step) {
    const std::string device = step.identifier("hsm");
    const std::string what = step.text("inspect");
    auto kind = make("inspect", {SR_TEXT("Inspect the HSM"), {}},
                     {SR_TEXT("Look at the HSM '%1': %2. Read the number aloud."), {device, what}},
                     {"administrator", "witness"});
    kind->prompts.push_back({what + " number", {SR_TEXT("Number on the %1"), {what}}});
    addPhotos(step, *kind);
    return kind;
}

KindPointer readGoNoGo(base::YamlReader& step) {
    std::vector<std::string> by;
    if (const base::YamlNode* node = step.map("go-no-go")) {
        base::YamlReader inner(*node, step.problems(), "go-no-go");
        by = inner.oneOrMoreTexts("ask");
        by.insert(by.begin(), inner.text("read"));
    }
    return make(
        "go-no-go", {SR_TEXT("Go or no go"), {}},
        {SR_TEXT("Each is asked in turn and answers 'go' or 'no go'. A 'no go' is an exception."), {}}, by);
}

KindPointer readBreak(base::YamlReader& step) {
    const base::Duration length = step.duration("break");
    const auto stay = step.optionalOneOrMoreTexts("stay");
    const bool lock = step.flag("lock");
    auto kind = make("break", {SR_TEXT("Break"), {}},
                     {lock ? SR_TEXT("Break of %1 minutes, the room locked. In the room stay: %2.")
                           : SR_TEXT("Break of %1 minutes. In the room stay: %2."),
                      {std::to_string(length.seconds / 60), joined(stay)}},
                     orElse(stay, {"administrator", "witness"}));
    kind->usualMinutes = static_cast<std::uint64_t>(std::max<std::int64_t>(1, length.seconds / 60));
    return kind;
}

} // namespace strongroom::ceremony

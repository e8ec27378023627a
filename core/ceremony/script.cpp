#include "core/ceremony/script.h"

#include "core/base/words.h"
#include "core/ceremony/script_step.h"
#include "core/custody/policy.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

using api::Fields;
using api::Table;

constexpr const char* forInitials = "__________";
constexpr const char* forTime = "_____:_____";
constexpr const char* forOneWord = "____________________";

std::string orDash(const std::string& text) {
    return text.empty() ? "-" : text;
}

std::string textOf(const base::Duration& duration) {
    if (duration.months != 0)
        return std::to_string(duration.months) + " months";
    const std::int64_t hours = duration.seconds / 3600;
    if (hours >= 1 && duration.seconds % 3600 == 0)
        return std::to_string(hours) + " h";
    return std::to_string(duration.seconds / 60) + " min";
}

std::string textOf(const base::CountRange& range) {
    return range.least == range.most ? std::to_string(range.most)
                                     : std::to_string(range.least) + " to " + std::to_string(range.most);
}

const char* nameOf(CardNeed card) {
    switch (card) {
    case CardNeed::none: return "no";
    case CardNeed::optional: return "may have one";
    case CardNeed::signOnly: return "signs only";
    case CardNeed::full: return "yes";
    }
    return "";
}

// Any value as rows "path: text", so that nothing of a profile or policy is left out on paper.
void flatten(const base::Value& value, const std::string& path, Fields& fields) {
    const bool scalars = std::all_of(value.items().begin(), value.items().end(), [](const base::Value& item) {
        return item.isText() || item.isNumber();
    });
    if (value.isText()) {
        fields.rows.emplace_back(path, value.text());
    } else if (value.isNumber()) {
        fields.rows.emplace_back(path, std::to_string(value.number()));
    } else if (value.isArray() && scalars) {
        std::vector<std::string> texts;
        for (const base::Value& item : value.items())
            texts.push_back(item.isText() ? item.text() : std::to_string(item.number()));
        fields.rows.emplace_back(path, orDash(joined(texts)));
    } else if (value.isArray()) {
        for (std::size_t i = 0; i < value.items().size(); ++i)
            flatten(value.items()[i], path + " " + std::to_string(i + 1), fields);
    } else {
        for (const auto& [key, member] : value.members())
            flatten(member, path.empty() ? key : path + " / " + key, fields);
    }
}

api::Section resolved(const std::string& title, const base::Value& value) {
    Fields fields;
    flatten(value, "", fields);
    return {title, {std::move(fields)}};
}

// A whole digest in words is more than a line holds.
std::string linesFor(const std::string& label) {
    const bool isDigest = label.find("32 words") != std::string::npos || label.ends_with(", in words");
    std::string lines;
    for (int i = 0; i < (isDigest ? 5 : 1); ++i)
        lines += std::string("\n") + forOneWord;
    return lines;
}

class Writer {
public:
    explicit Writer(const ScriptSource& source)
        : m_plan(source.plan), m_source(source), m_words(base::pgpText(source.digest)) {}

    api::Document write() {
        m_document.kind = "script";
        m_document.title = "Script: " + m_plan.title;
        m_document.language = m_plan.language;
        addCeremony();
        addPeople();
        addThings();
        addRules();
        addSteps();
        addContingencies();
        addDuties();
        addLastPage();
        return std::move(m_document);
    }

private:
    void add(std::string title, std::vector<api::Block> blocks) {
        m_document.sections.push_back({std::move(title), std::move(blocks)});
    }

    void addCeremony() {
        Fields fields{{{"Plan", m_plan.id}, {"Version", m_plan.version}, {"Language", m_plan.language}}};
        if (m_plan.order) {
            fields.rows.emplace_back("Ordered by", m_plan.order->by);
            fields.rows.emplace_back("Reference", m_plan.order->reference);
            fields.rows.emplace_back("Clauses of the CPS", orDash(m_plan.order->cps));
        }
        fields.rows.emplace_back("HSMs", joined(m_plan.hsms));
        fields.rows.emplace_back("Expected HSM model", orDash(m_plan.expected.hsmModel));
        fields.rows.emplace_back("Expected firmware", orDash(m_plan.expected.hsmFirmware));
        fields.rows.emplace_back("Expected mode", orDash(m_plan.expected.hsmMode));
        if (m_plan.expected.program)
            fields.rows.emplace_back("Program digest", m_plan.expected.program->hex() + "\n" +
                                                           base::pgpText(*m_plan.expected.program));
        api::ShownDigest digest{"Plan digest", m_source.digest.hex(), m_source.digest.hex()};
        add("The ceremony", {std::move(fields), std::move(digest), api::Blank{"Ceremony id, from the screen"},
                             api::Blank{"Date and place"}, api::Blank{"Begin"}, api::Blank{"End"}});
        Table files{{"Kind", "Name", "SHA-256"}, {}};
        for (const DigestedFile& file : m_source.files)
            files.rows.push_back({file.kind, file.id, file.sha256.hex()});
        add("What the plan digest covers", {std::move(files)});
    }

    void addPeople() {
        Table roles{{"Role", "People", "Quorum", "Alternates", "Card", "Excludes", "Remarks"}, {}};
        Table persons{{"Person", "Name", "Identity checked with", "Initials"}, {}};
        for (const Role& role : m_plan.roles) {
            std::vector<std::string> remarks;
            if (role.initialsScript)
                remarks.push_back("initials this script");
            if (role.mayBeRemote)
                remarks.push_back("may be remote");
            roles.rows.push_back({role.name, textOf(role.people),
                                  role.quorum == 0 ? "-" : std::to_string(role.quorum),
                                  role.alternates == 0 ? "-" : std::to_string(role.alternates),
                                  nameOf(role.card), orDash(joined(role.excludes)), orDash(joined(remarks))});
            for (const std::string& person : m_plan.personsOf(role.name))
                persons.rows.push_back({person, forOneWord, forOneWord, forInitials});
            for (std::uint64_t i = 1; i <= role.alternates; ++i)
                persons.rows.push_back(
                    {role.name + ", alternate " + std::to_string(i), forOneWord, forOneWord, forInitials});
        }
        add("Roles", {std::move(roles)});
        add("Persons", {std::move(persons)});
    }

    void addThings() {
        Table materials{{"Id", "Item", "Pieces", "Colour", "Serial", "Bag number", "Goes to", "Checked"}, {}};
        for (const Material& material : m_plan.materials)
            materials.rows.push_back({material.id, material.item + (material.readOnly ? " (read only)" : ""),
                                      std::to_string(material.quantity), orDash(material.colour),
                                      material.serial.empty() ? forInitials : material.serial,
                                      material.inBag || material.numbersRead ? "____________" : "-",
                                      orDash(material.to), forInitials});
        if (!materials.rows.empty())
            add("Materials", {std::move(materials)});
        Table places{{"Place", "Site", "Persons who open it together"}, {}};
        for (const PlannedPlace& place : m_plan.places)
            places.rows.push_back({place.id, std::to_string(place.site), std::to_string(place.controllers)});
        if (!places.rows.empty())
            add("Places", {std::move(places)});
        std::vector<api::Block> inputs;
        for (const Input& input : m_plan.inputs)
            inputs.push_back(Fields{{{"Input", input.id},
                                     {"On", input.from},
                                     {"Requester", orDash(input.requester)},
                                     {"SHA-256", input.digest.hex()},
                                     {"in words", base::pgpText(input.digest)}}});
        if (!inputs.empty())
            add("Inputs", std::move(inputs));
    }

    void addRules() {
        if (const std::string* policy = m_plan.use("policy"))
            m_document.sections.push_back(resolved("Policy: " + *policy, m_plan.policy));
        for (const auto& [use, profile] : m_plan.certificateProfiles)
            m_document.sections.push_back(
                resolved("Profile '" + use + "': " + profile.id, pki::toValue(profile)));
        for (const auto& [use, profile] : m_plan.crlProfiles)
            m_document.sections.push_back(
                resolved("Profile '" + use + "': " + profile.id, pki::toValue(profile)));
    }

    void addSteps() {
        for (std::size_t act = 0; act < m_plan.acts.size(); ++act)
            for (std::size_t section = 0; section < m_plan.acts[act].sections.size(); ++section) {
                const PlanSection& steps = m_plan.acts[act].sections[section];
                Table table{{"Step", "Activity", "Min", "Initials", "Time"}, {}};
                for (const PlanStep& step : steps.steps)
                    table.rows.push_back(
                        {step.id, activityOf(step), std::to_string(step.minutes), forInitials, forTime});
                std::vector<api::Block> blocks;
                if (!steps.steps.empty() && steps.steps.front().session)
                    blocks.push_back(api::Paragraph{
                        "The HSM '" + steps.steps.front().session->device +
                        "' is opened by a quorum of role '" + steps.steps.front().session->quorum +
                        "' when the first step of this section needs it, and closed with the section."});
                blocks.push_back(std::move(table));
                add(std::to_string(act + 1) + "." + std::to_string(section + 1) + " " +
                        m_plan.acts[act].title + ": " + steps.title,
                    std::move(blocks));
            }
    }

    std::string activityOf(const PlanStep& step) const {
        ScriptStep script{m_plan, step, m_source.digest.hex(), m_words, {}, {}, {}};
        step.kind->describe(script);
        std::string text = step.kind->title().english() + (step.optional ? " (may be left out)" : "");
        for (const Text& line : script.lines)
            text += "\n" + line.english();
        for (const std::string& aloud : script.aloud)
            text += "\nREAD ALOUD: \"" + aloud + "\"";
        for (const Text& blank : script.blanks)
            text += "\n" + blank.english() + ":" + linesFor(blank.english());
        return text;
    }

    void addContingencies() {
        struct Sheet {
            std::string_view name;
            const char* text;
        };
        static constexpr Sheet sheets[]{
            {"spare-card",
             "A card fails or its PIN is locked: note it as an exception. A quorum without that "
             "card goes on; a spare card is enrolled only by a roster change, never on the spot."},
            {"spare-hsm",
             "The HSM fails: note it as an exception, close the HSM, put it in a bag and read the "
             "number out. The spare HSM is inspected and proven blank like the first one."},
            {"spoilt-bag",
             "A bag is torn or its number does not agree: note it as an exception, photograph it, "
             "put the thing into a new bag and read both numbers out. The old number stays on "
             "record."},
            {"wrong-object-signed",
             "What was signed is not what was wanted: it does not leave the room. Note it "
             "as an exception; it is revoked and made anew with a new number and a new "
             "approval. Nothing is deleted."},
            {"abandon",
             "The ceremony cannot go on: note it as an exception that ends with 'abandon'. The record "
             "is closed as it stands, sticks and cards go into numbered bags, and nothing is used "
             "before a later ceremony decided on it."},
        };
        std::vector<api::Block> blocks{
            api::Paragraph{"Entered only by an exception: say stop, say what was expected, what happened and "
                           "what is decided."}};
        for (const std::string& name : m_plan.contingencies)
            for (const Sheet& sheet : sheets)
                if (sheet.name == name)
                    blocks.push_back(Table{{name, "Step", "Initials", "Time"},
                                           {{sheet.text, "__________", forInitials, forTime}}});
        if (!m_plan.contingencies.empty())
            add("When something goes wrong", std::move(blocks));
        Table exceptions{{"Step", "Expected", "Happened", "Decided", "Initials"}, {}};
        for (int i = 0; i < 4; ++i)
            exceptions.rows.push_back({"________", forOneWord, forOneWord, forOneWord, forInitials});
        add("Exceptions", {std::move(exceptions)});
    }

    void addDuties() {
        Table duties{{"Duty", "Who", "Within", "Done on", "Initials"}, {}};
        for (const Duty& duty : m_plan.duties)
            duties.rows.push_back({duty.duty, duty.who, textOf(duty.within), "______________", forInitials});
        if (!duties.rows.empty())
            add("Duties after the ceremony", {std::move(duties)});
    }

    void addLastPage() {
        Table words;
        for (int row = 0; row < 8; ++row) {
            std::vector<std::string> cells;
            for (int column = 0; column < 4; ++column)
                cells.push_back(std::to_string(4 * row + column + 1) + " ________________");
            words.rows.push_back(std::move(cells));
        }
        add("Head of the record",
            {api::Paragraph{"Written by hand from the screen when the last checkpoint is complete. The next "
                            "ceremony begins with these numbers and words, typed from two sheets."},
             api::Blank{"Number of entries"}, std::move(words)});
        api::Signatures signatures;
        for (const Role& role : m_plan.roles)
            if (role.people.least > 0)
                for (const std::string& person : m_plan.personsOf(role.name))
                    signatures.rows.push_back({person, ""});
        add("Signatures", {std::move(signatures)});
    }

    const Plan& m_plan;
    const ScriptSource& m_source;
    std::string m_words;
    api::Document m_document;
};

} // namespace

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string spoken(const std::string& text, const std::string& id) {
    std::string said = text;
    constexpr std::string_view mark = "{id}";
    for (std::size_t at = said.find(mark); at != std::string::npos; at = said.find(mark, at + id.size()))
        said.replace(at, mark.size(), id);
    return said;
}

api::Document scriptOf(const ScriptSource& source) {
    return Writer(source).write();
}

} // namespace strongroom::ceremony

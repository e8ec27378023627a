#include "core/transcript/transcript.h"

#include "core/authority/exposure.h"
#include "core/base/words.h"
#include "core/transcript/entry_text.h"

#include <algorithm>

namespace strongroom::transcript {

namespace {

using authority::AuthorityState;
using authority::Recorded;

std::vector<const Recorded*> entriesInOrder(const authority::CeremonyState& ceremony) {
    std::vector<const Recorded*> entries;
    for (const auto& [step, recorded] : ceremony.steps)
        for (const Recorded& one : recorded)
            entries.push_back(&one);
    std::sort(entries.begin(), entries.end(), [](const Recorded* left, const Recorded* right) {
        return left->reference.seq < right->reference.seq;
    });
    return entries;
}

api::Section authoritySection(const AuthorityState& state) {
    api::Fields fields;
    fields.rows = {{"Authority", state.authority.hex()},
                   {"Name", state.name},
                   {"Mode", base::nameOf(state.mode)},
                   {"Anchor", state.anchor ? state.anchor->hex() : "not founded"},
                   {"Anchor in words", state.anchor ? base::pgpText(*state.anchor) : "-"}};
    return {"The authority", {fields}};
}

// Entry 0 belongs to no ceremony; the first one tells it with its own.
std::string entriesOf(const AuthorityState& state) {
    const std::uint64_t first = state.ceremony->openedSeq;
    return std::to_string(first) + " to " + std::to_string(state.size - 1) +
           (first == 1 ? ", after entry 0, which made the authority" : "");
}

api::Section ceremonySection(const AuthorityState& state) {
    const authority::CeremonyState& ceremony = *state.ceremony;
    api::Fields fields;
    fields.rows = {{"Ceremony", ceremony.id},
                   {"Plan digest", ceremony.opened.plan.hex()},
                   {"Plan digest in words", base::pgpText(ceremony.opened.plan)},
                   {"Program digest", ceremony.opened.program.hex()},
                   {"Entries of the ceremony", entriesOf(state)},
                   {"Entries under the head", "0 to " + std::to_string(state.size - 1)},
                   {"Head", std::to_string(state.size) + ":" + state.head.hex()},
                   {"Head in words", base::pgpText(state.head)}};
    return {"The ceremony", {fields}};
}

api::Section rosterSection(const AuthorityState& state) {
    api::Table table;
    table.header = {"Person", "Name", "Role", "Card's signing key (SHA-256)"};
    for (const custody::Officer& officer : state.roster.officers())
        table.rows.push_back(
            {officer.person, officer.name, custody::nameOf(officer.role),
             officer.card().hex() + (state.lostCards.contains(officer.card()) ? " (lost)" : "")});
    return {"Cards on the roster", {table}};
}

api::Section keySection(const AuthorityState& state) {
    api::Table table;
    table.header = {"Key", "Purpose", "Algorithm", "SHA-256 of its SubjectPublicKeyInfo", "HSM", "Backup"};
    for (const auto& [name, key] : state.keys)
        table.rows.push_back({name, key.intended.purpose, key.intended.algorithm, key.key.hex(),
                              key.token.empty() ? "in none" : key.token,
                              key.backup == 0 ? "-"
                                              : "number " + std::to_string(key.backup) + " on " +
                                                    std::to_string(key.drilledMedia.size()) + " media"});
    return {"Keys", {table}};
}

api::Section exposureSection(const AuthorityState& state) {
    api::Table table;
    table.header = {"Old backup key", "What it opens"};
    for (const authority::Exposure& exposure : authority::exposureOf(state))
        table.rows.push_back({exposure.set, exposure.sentence()});
    if (table.rows.empty())
        return {"Old backup keys", {api::Paragraph{"None opens any key."}}};
    return {"Old backup keys", {table}};
}

bool isDeclined(const authority::EntryBody& body) {
    const auto* vote = std::get_if<authority::ApprovalGiven>(&body);
    return vote != nullptr && vote->decision != base::nameOf(base::Decision::approve);
}

// What went otherwise than planned, what was lost, and who said no.
bool isDeviation(const authority::EntryBody& body) {
    return isDeclined(body) || std::holds_alternative<authority::CardLost>(body) ||
           std::holds_alternative<authority::HsmLost>(body) ||
           std::holds_alternative<authority::SignatureUnknownNotReleased>(body) ||
           std::holds_alternative<authority::SuspensionEnded>(body) ||
           std::holds_alternative<authority::ExceptionRaised>(body) ||
           std::holds_alternative<authority::ExceptionEnded>(body) ||
           std::holds_alternative<authority::Refused>(body) ||
           std::holds_alternative<authority::ActFailed>(body) ||
           std::holds_alternative<authority::IntentSettled>(body) ||
           std::holds_alternative<authority::Suspended>(body) ||
           std::holds_alternative<authority::Resumed>(body);
}

api::Section entrySection(const char* title, const std::vector<const Recorded*>& entries,
                          const std::string& none) {
    api::Table table;
    table.header = {"Entry, step, time", "What happened"};
    for (const Recorded* entry : entries)
        table.rows.push_back(
            {std::to_string(entry->reference.seq) + ", " + entry->step + "\n" + base::toRfc3339(entry->time),
             std::string(authority::typeOf(entry->body)) + "\n" + detailsOf(entry->body)});
    if (table.rows.empty())
        return {title, {api::Paragraph{none}}};
    return {title, {table}};
}

} // namespace

std::vector<std::string> marksOf(const AuthorityState& state) {
    std::vector<std::string> marks;
    if (state.mode == Mode::training)
        marks.push_back("TRAINING");
    for (const auto& [device, token] : state.tokens)
        for (const char* simulator : {"Strongroom simulator", "SoftHSM"})
            if (token.identified.manufacturer.find(simulator) != std::string::npos) {
                marks.push_back("SIMULATED HSM: not valid for production");
                return marks;
            }
    return marks;
}

api::Document transcriptOf(const AuthorityState& state, const std::string& title,
                           const std::string& language) {
    api::Document document;
    document.kind = "transcript";
    document.title = "Transcript: " + title;
    document.language = language;
    document.marks = marksOf(state);
    const std::vector<const Recorded*> entries = entriesInOrder(*state.ceremony);
    std::vector<const Recorded*> deviations;
    std::copy_if(entries.begin(), entries.end(), std::back_inserter(deviations),
                 [](const Recorded* entry) { return isDeviation(entry->body); });
    document.sections = {authoritySection(state),
                         ceremonySection(state),
                         rosterSection(state),
                         keySection(state),
                         exposureSection(state),
                         entrySection("Deviations, losses, refusals and restarts", deviations,
                                      "None is on record in entries " + entriesOf(state) + "."),
                         entrySection("Every entry of the ceremony", entries, "None.")};
    return document;
}

} // namespace strongroom::transcript

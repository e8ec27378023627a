#include "core/ceremony/opening.h"

#include "core/base/hex.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

constexpr std::size_t typists = 2;

// Whom the screen asks: the people who may hold a sheet, officers and witnesses before all others.
std::vector<std::string> sheetHolders(const Plan& plan) {
    std::vector<std::string> persons;
    for (const CardNeed need : {CardNeed::full, CardNeed::signOnly, CardNeed::optional, CardNeed::none})
        for (const Role& role : plan.roles)
            if (role.card == need)
                for (std::string& person : plan.personsOf(role.name))
                    persons.push_back(std::move(person));
    return persons;
}

Wait askForHead(const Plan& plan, const OpeningNow& now) {
    std::vector<std::string> left = sheetHolders(plan);
    std::erase_if(left, [&](const std::string& person) {
        return std::any_of(now.typed.begin(), now.typed.end(),
                           [&](const TypedHead& typed) { return typed.person == person; });
    });
    return {api::HeadStep{left.empty() ? "" : left.front(), now.mistyped}, left};
}

Refuse stop(std::string why) {
    return {{ErrorCode::headMismatch, std::move(why)}};
}

// Only tail entries follow the close checkpoint that the paper head is of.
bool isTailOnly(const FoundRecord& record, const audit::Head& head) {
    return record.ending && record.ending->size == head.size;
}

// The first entry in which they differ; none when one is the beginning of the other.
std::optional<std::size_t> partingOf(const FoundRecord& one, const FoundRecord& other) {
    const std::size_t common = std::min(one.hashes.size(), other.hashes.size());
    for (std::size_t at = 0; at < common; ++at)
        if (one.hashes[at] != other.hashes[at])
            return at;
    return std::nullopt;
}

std::optional<Refuse> forkAmong(const std::vector<const FoundRecord*>& candidates, const audit::Head& head) {
    for (std::size_t i = 0; i < candidates.size(); ++i)
        for (std::size_t j = i + 1; j < candidates.size(); ++j) {
            const auto parting = partingOf(*candidates[i], *candidates[j]);
            if (parting && !(isTailOnly(*candidates[i], head) && isTailOnly(*candidates[j], head)))
                return stop("two records went different ways: '" + candidates[i]->place + "' and '" +
                            candidates[j]->place + "' differ from entry " + std::to_string(*parting) +
                            " on; nothing was changed; keep both and find out which ceremonies were held");
        }
    for (const FoundRecord* candidate : candidates)
        if (!isTailOnly(*candidate, head))
            return stop("the record '" + candidate->place +
                        "' goes on after the head that was typed with another ceremony; nothing was "
                        "changed; type the head of the newest closing sheet, or finish that ceremony");
    return std::nullopt;
}

Refuse noneContains(const std::vector<FoundRecord>& found, const audit::Head& head) {
    std::string longest = "there is no record at all";
    std::size_t size = 0;
    for (const FoundRecord& record : found)
        if (record.hashes.size() > size) {
            size = record.hashes.size();
            longest = "the longest is '" + record.place + "' with " + std::to_string(size) + " entries";
        }
    for (const FoundRecord& record : found)
        if (record.contains(head) && !record.fault.empty())
            return stop("the record '" + record.place +
                        "' contains the head that was typed, but does not hold: " + record.fault +
                        "; nothing was changed; plug in another medium with the record");
    return stop("no record on the disk or on a medium contains the head of " + std::to_string(head.size) +
                " entries that was typed (" + longest +
                "): it was put back to an older state, or belongs to another authority; nothing was changed; "
                "plug in a medium with the newest record");
}

Wait askForTail(const Plan& plan, const FoundRecord& chosen, const std::vector<FoundRecord>& found,
                const audit::Head& head) {
    const Ending& ending = *chosen.ending;
    api::ConfirmStep step;
    step.what = "tail";
    step.text = {SR_TEXT("Ceremony %1 was closed with %2 entries; %3 entries follow. Compare them with the "
                         "closing sheet."),
                 {ending.ceremony, std::to_string(ending.size), std::to_string(ending.tail.size())}};
    std::vector<std::string> holders = sheetHolders(plan);
    holders.resize(std::min(holders.size(), typists));
    step.by = holders;
    for (const Text& entry : ending.tail)
        step.fields.push_back({entry, ""});
    for (const FoundRecord& record : found) {
        if (record.place != chosen.place && record.contains(head) && record.fault.empty())
            step.fields.push_back(
                {{SR_TEXT("Found too: %1, %2 entries"), {record.place, std::to_string(record.hashes.size())}},
                 ""});
        if (!record.fault.empty())
            step.fields.push_back({{SR_TEXT("Left out: %1"), {record.place}}, record.fault});
    }
    return {std::move(step), std::move(holders)};
}

authority::CeremonyOpened entryFor(const Plan& plan, const FoundRecord& chosen,
                                   const std::vector<FoundRecord>& found, const OpeningNow& now) {
    authority::CeremonyOpened opened;
    opened.ordinal = chosen.ending->ordinal + 1;
    opened.planId = plan.id;
    opened.previous = chosen.ending->note;
    opened.tailSize = chosen.ending->tail.size();
    for (const TypedHead& typed : now.typed)
        opened.headTypedBy.push_back(typed.person);
    opened.mistyped = now.mistyped;
    opened.tailConfirmedBy = now.tailConfirmedBy;
    for (const FoundRecord& record : found)
        if (!record.hashes.empty() && (record.contains(now.typed.front().head) || record.place == disk))
            opened.candidates.push_back({record.place, audit::toText(record.head())});
    return opened;
}

Result<OpeningChange> acceptHead(const Plan& plan, const OpeningNow& now, const api::TypeHead& type) {
    if (!plan.hasPerson(type.person))
        return Error{ErrorCode::badArgument, "'" + type.person + "' is nobody of this plan"};
    for (const TypedHead& typed : now.typed)
        if (typed.person == type.person)
            return Error{ErrorCode::denied,
                         type.person + " typed a head already; another person types from another sheet"};
    OpeningChange change{now, std::nullopt};
    const auto head = audit::typedHead(type.head);
    if (!head) {
        ++change.now.mistyped;
        change.refusal = Error{ErrorCode::badFormat, type.person + " mistyped: " + head.error().detail};
        return change;
    }
    change.now.typed.push_back({type.person, *head});
    if (change.now.typed.size() < typists || change.now.typed.front().head == *head)
        return change;
    const TypedHead& first = now.typed.front();
    change.refusal =
        Error{ErrorCode::headMismatch,
              "the two heads differ: " + first.person + " typed " + audit::spokenHead(first.head) + ", " +
                  type.person + " " + audit::spokenHead(*head) + "; both are typed again, from the paper"};
    change.now.typed.clear();
    ++change.now.mistyped;
    return change;
}

Result<OpeningChange> acceptTail(const Plan& plan, const OpeningNow& now, const api::Confirm& confirm) {
    for (const std::string& person : confirm.by)
        if (!plan.hasPerson(person))
            return Error{ErrorCode::badArgument, "'" + person + "' is nobody of this plan"};
    if (std::set<std::string>(confirm.by.begin(), confirm.by.end()).size() < typists)
        return Error{ErrorCode::badArgument, "two people confirm the tail"};
    if (!confirm.values.empty())
        return Error{ErrorCode::badArgument, "nothing is typed here"};
    OpeningChange change{now, std::nullopt};
    change.now.tailConfirmedBy = confirm.by;
    return change;
}

} // namespace

bool FoundRecord::contains(const audit::Head& head) const noexcept {
    return head.size > 0 && head.size <= hashes.size() && hashes[head.size - 1] == head.chain;
}

audit::Head FoundRecord::head() const {
    return {hashes.size(), hashes.empty() ? Digest() : hashes.back()};
}

OpeningNext opening(const Plan& plan, const std::vector<FoundRecord>& found, const OpeningNow& now) {
    if (now.typed.size() < typists)
        return askForHead(plan, now);
    const audit::Head& head = now.typed.front().head;
    std::vector<const FoundRecord*> candidates;
    for (const FoundRecord& record : found) {
        if (!record.contains(head))
            continue;
        if (record.fault.empty() && !record.ending)
            return ExamineRecord{record.place};
        if (record.fault.empty())
            candidates.push_back(&record);
        else if (record.place == disk)
            return stop("the record on the disk does not hold: " + record.fault +
                        "; nothing was changed; keep its folder apart, and open the ceremony on an empty one "
                        "with a medium that carries the record");
    }
    if (candidates.empty())
        return noneContains(found, head);
    if (auto fork = forkAmong(candidates, head))
        return std::move(*fork);
    // Of two that are equally long the first, which is the disk.
    const FoundRecord* chosen = candidates.front();
    for (const FoundRecord* candidate : candidates)
        if (candidate->hashes.size() > chosen->hashes.size())
            chosen = candidate;
    if (now.tailConfirmedBy.empty())
        return askForTail(plan, *chosen, found, head);
    return OpenFrom{chosen->place, entryFor(plan, *chosen, found, now)};
}

Result<OpeningChange> acceptOpening(const Plan& plan, const std::vector<FoundRecord>& found,
                                    const OpeningNow& now, const api::Command& command) {
    const OpeningNext next = opening(plan, found, now);
    const auto* wait = std::get_if<Wait>(&next);
    const auto* head = std::get_if<api::TypeHead>(&command);
    const auto* confirm = std::get_if<api::Confirm>(&command);
    if (wait != nullptr && head != nullptr && std::holds_alternative<api::HeadStep>(wait->step))
        return acceptHead(plan, now, *head);
    if (wait != nullptr && confirm != nullptr && std::holds_alternative<api::ConfirmStep>(wait->step))
        return acceptTail(plan, now, *confirm);
    // Both may have read the wrong sheet.
    if (head != nullptr && std::holds_alternative<Refuse>(next))
        return acceptHead(plan, {{}, now.mistyped + 1, {}}, *head);
    return Error{ErrorCode::notNow, std::string("the command '") + api::nameOf(api::kindOf(command)) +
                                        "' is not allowed before the ceremony is open"};
}

} // namespace strongroom::ceremony

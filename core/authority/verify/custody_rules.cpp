#include "core/authority/verify/custody_rules.h"

#include <algorithm>
#include <set>

namespace strongroom::authority {

namespace {

struct Visitor {
    const Place& place;
    const AuthorityState& state = place.before;

    Result<void> operator()(const BlankProven& body) const {
        return body.proof == "b" ? opened(body.set, "disk") : Result<void>();
    }

    // The first initialisation opens nothing: the token was blank.
    Result<void> operator()(const PinSwitchIntended& body) const {
        const auto token = state.tokens.find(body.device);
        if (token == state.tokens.end() || token->second.soSet.empty())
            return {};
        SR_TRY(opened(token->second.soSet, "disk"));
        return body.call == "C_InitToken" ? Result<void>() : opened(body.set, "disk");
    }

    Result<void> operator()(const SessionOpened& body) const {
        SR_TRY(isOn(body.device, body.token));
        SR_TRY(opened(body.set, "disk"));
        const std::set<std::string> by = openedBy(body.set, "disk");
        std::set<std::string> persons;
        for (const std::string& person : body.persons) {
            if (!by.contains(person))
                return brokenRule("an HSM was opened in the name of " + person + ", who opened no share");
            if (!persons.insert(person).second)
                return brokenRule("an HSM was opened in the name of " + person + " twice");
        }
        if (persons.size() < state.sets.at(body.set).threshold())
            return brokenRule("an HSM was opened in the name of fewer than its quorum");
        return {};
    }

    Result<void> operator()(const SessionClosed& body) const {
        SR_TRY(isOn(body.device, body.token));
        if (!isSessionOpen(body.device))
            return brokenRule("a session with the HSM '" + body.device + "' was closed that was not open");
        return {};
    }

    Result<void> operator()(const RestoreIntended& body) const {
        const auto backup = state.backups.find(body.number);
        if (backup == state.backups.end())
            return brokenRule("a restore from a backup that nobody prepared");
        return opened(backup->second.manifest.mbkSet.text(), body.medium);
    }

    template<typename Other>
    Result<void> operator()(const Other&) const {
        return {};
    }

    Result<void> isOn(const std::string& device, const std::string& token) const {
        const auto known = state.tokens.find(device);
        if (known == state.tokens.end() || known->second.serial != token)
            return brokenRule("a session with another token than the one identified as '" + device + "'");
        return {};
    }

    // A session ends with the program, too: `resumed`.
    bool isSessionOpen(const std::string& device) const {
        std::uint64_t openedAt = 0, endedAt = state.ceremony->lastResumed;
        for (const auto& [step, entries] : state.ceremony->steps)
            for (const Recorded& recorded : entries) {
                const auto* opened = std::get_if<SessionOpened>(&recorded.body);
                const auto* closed = std::get_if<SessionClosed>(&recorded.body);
                if (opened != nullptr && opened->device == device)
                    openedAt = std::max(openedAt, recorded.reference.seq);
                if (closed != nullptr && closed->device == device)
                    endedAt = std::max(endedAt, recorded.reference.seq);
            }
        return openedAt > endedAt;
    }

    std::set<std::string> openedBy(const std::string& set, const std::string& source) const {
        std::set<std::string> persons;
        const auto found = state.ceremony->steps.find(place.entry.step);
        if (found != state.ceremony->steps.end())
            for (const Recorded& recorded : found->second)
                if (const auto* opened = std::get_if<ShareOpened>(&recorded.body);
                    opened != nullptr && opened->set == set && opened->source == source)
                    persons.insert(opened->person);
        return persons;
    }

    Result<void> opened(const std::string& set, const std::string& source) const {
        const auto shares = state.sets.find(set);
        if (shares == state.sets.end())
            return brokenRule("it names share set " + set + ", which does not exist");
        const std::size_t count = openedBy(set, source).size();
        if (count < shares->second.threshold())
            return brokenRule("only " + std::to_string(count) + " of " +
                              std::to_string(shares->second.threshold()) + " holders opened their share of " +
                              set);
        return {};
    }
};

} // namespace

Result<void> checkCustody(const Place& place, const EntryBody& body) {
    return std::visit(Visitor{place}, body);
}

} // namespace strongroom::authority

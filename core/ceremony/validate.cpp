#include "core/ceremony/validate.h"

#include "core/ceremony/outline.h"
#include "core/ceremony/profile_lint.h"

#include <algorithm>
#include <set>

namespace strongroom::ceremony {

namespace {

// The plan and its policy say the same of a role that holds shares.
void compareQuorums(const Plan& plan, const Outline& outline, base::YamlProblems& problems) {
    const Role* officer = plan.role("officer");
    if (officer == nullptr || !officer->isWhole || officer->quorum == 0 || !outline.policy())
        return;
    const std::size_t needed = outline.policy()->userPin.fewestMembers();
    if (officer->quorum != needed)
        problems.add(plan.placeOf("roles/officer"),
                     "role 'officer' says quorum " + std::to_string(officer->quorum) + ", and the policy '" +
                         outline.policy()->id + "' opens the HSM with " + std::to_string(needed) +
                         " shares; make them agree",
                     ErrorCode::planInvalid);
}

void lintProfiles(const Plan& plan, UtcTime now, base::YamlProblems& problems) {
    // Below a root that cannot be made, the others are looked at under a stand-in: they are not to blame.
    IssuerProfile root = nullptr;
    for (const auto& [use, profile] : plan.certificateProfiles)
        if (profile.kind == pki::CertificateProfile::Kind::root && root == nullptr &&
            lintProfile(profile, nullptr, now))
            root = &profile;
    const auto tell = [&](const std::string& use, const std::string& id,
                          const Result<pki::LintReport>& report) {
        const base::YamlPlace place = plan.placeOf("uses/" + use);
        const std::string what = "the profile '" + id + "' ";
        if (!report) {
            problems.add(place, what + "makes no object: " + report.error().detail + "; change the profile",
                         ErrorCode::lintFailed);
            return;
        }
        for (const pki::Finding& finding : report->findings)
            if (finding.stops())
                problems.add(place,
                             what + "fails lint " + finding.id + " (" + finding.clause +
                                 "): " + finding.detail +
                                 "; change the profile, or lower this lint in it with its reason reviewed",
                             ErrorCode::lintFailed);
    };
    for (const auto& [use, profile] : plan.certificateProfiles)
        tell(use, profile.id, lintProfile(profile, root, now));
    for (const auto& [use, profile] : plan.crlProfiles)
        tell(use, profile.id, lintProfile(profile, root, now));
}

std::string placeOfItem(const Plan& plan, std::string_view item) {
    for (const Material& material : plan.materials)
        if (material.item == item)
            return material.to;
    return {};
}

// A place must not hold a backup together with as many cards as open it (DESIGN 6).
void compareStorage(const Plan& plan, const Outline& outline, base::YamlProblems& problems) {
    if (!outline.policy())
        return;
    std::set<std::string> holdBackups;
    for (const auto& [key, media] : outline.backups())
        for (const std::string& medium : media)
            if (const Material* material = plan.material(medium); material != nullptr)
                holdBackups.insert(material->to);
    for (const Material& material : plan.materials)
        if (material.item == "card" && !material.to.empty() && holdBackups.contains(material.to) &&
            material.quantity >= outline.policy()->mbk.fewestMembers())
            problems.add(plan.placeOf("materials/" + material.id),
                         "'" + material.to + "' would hold a backup together with " +
                             std::to_string(material.quantity) +
                             " cards, which open it; take the cards to another place",
                         ErrorCode::planInvalid);
}

std::vector<std::string> remarksOf(const Plan& plan, const Outline& outline) {
    const Role* controller = plan.role("safe-controller");
    if (controller == nullptr)
        return plan.places.empty()
                   ? std::vector<std::string>()
                   : std::vector<std::string>{
                         "Places keep nobody out here: the plan has no role 'safe-controller' to open them."};
    const auto names = [](const Role* role, const std::string& other) {
        return role != nullptr &&
               std::find(role->excludes.begin(), role->excludes.end(), other) != role->excludes.end();
    };
    const bool excluded = names(controller, "officer") || names(plan.role("officer"), "safe-controller") ||
                          (outline.policy() &&
                           outline.policy()->excludes(custody::Role::officer, custody::Role::safeController));
    if (excluded)
        return {};
    return {
        "One human may be officer and safe-controller here, then it is one person fewer; exclude it under "
        "'roles' to keep the figures."};
}

custody::CustodyPlan custodyOf(const Plan& plan, const Outline& outline) {
    custody::CustodyPlan custody;
    custody.policy = *outline.policy();
    const std::string cards = placeOfItem(plan, "card");
    for (const std::string& person : outline.holders()) {
        const std::uint64_t member = custody.cards.size() + 1;
        custody.cards.push_back({person, member, member, member, cards});
    }
    // Where a plan has no safe controllers, its places keep nobody out, and none are named.
    if (plan.role("safe-controller") != nullptr)
        for (const PlannedPlace& place : plan.places)
            custody.places.push_back({place.id, place.controllers, plan.personsOf("safe-controller")});
    custody.hsmPlace = placeOfItem(plan, "HSM");
    for (const auto& [key, media] : outline.backups())
        for (const std::string& medium : media)
            if (const Material* material = plan.material(medium))
                custody.mediumPlaces.push_back(material->to);
    // What an earlier ceremony wrote lies on sticks of the same names.
    if (custody.mediumPlaces.empty())
        for (const Material& material : plan.materials)
            if (material.isStick() && !material.to.empty())
                custody.mediumPlaces.push_back(material.to);
    if (outline.holds(facts::eraseButton()))
        custody.button = custody::EraseButton::present;
    return custody;
}

} // namespace

std::uint64_t Forecast::minutes() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& [title, minutes] : acts)
        sum += minutes;
    return sum;
}

Forecast validate(const Plan& plan, UtcTime now) {
    const Outline outline = walk(plan);
    base::YamlProblems problems = outline.problems();
    compareQuorums(plan, outline, problems);
    compareStorage(plan, outline, problems);
    lintProfiles(plan, now, problems);
    Forecast forecast;
    forecast.problems = problems.inFileOrder();
    for (const PlanAct& act : plan.acts) {
        std::uint64_t minutes = 0;
        for (const PlanSection& section : act.sections)
            for (const PlanStep& step : section.steps)
                minutes += step.minutes;
        forecast.acts.emplace_back(act.title, minutes);
    }
    for (const CardOnRoster& card : outline.roster()) {
        const auto counted = outline.cards().insertions().find(card.person);
        forecast.insertions.emplace_back(card.person,
                                         counted != outline.cards().insertions().end() ? counted->second : 0);
    }
    forecast.remarks = remarksOf(plan, outline);
    if (outline.policy()) {
        const custody::CustodyPlan custody = custodyOf(plan, outline);
        for (const custody::Goal goal :
             {custody::Goal::useKey, custody::Goal::eraseHsm, custody::Goal::rebuildKeyOutside})
            forecast.coalitions.push_back({goal, custody::smallestCoalition(custody, goal)});
    }
    return forecast;
}

} // namespace strongroom::ceremony

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

// Every profile, and what the steps make of it that is not the profile's own.
class Lints {
public:
    Lints(const Plan& plan, UtcTime now, base::YamlProblems& problems)
        : m_plan(plan), m_now(now), m_problems(problems) {
        // Below a root that cannot be made, the others are looked at under a stand-in: they are not to blame.
        for (const auto& [use, profile] : plan.certificateProfiles)
            if (profile.kind == pki::CertificateProfile::Kind::root && m_root == nullptr &&
                lintProfile(profile, nullptr, now))
                m_root = &profile;
    }

    void profiles() {
        for (const auto& [use, profile] : m_plan.certificateProfiles)
            ofProfile(use, profile.id, lintProfile(profile, m_root, m_now));
        for (const auto& [use, profile] : m_plan.crlProfiles)
            ofProfile(use, profile.id, lintProfile(profile, m_root, m_now));
    }

    void objects(const std::vector<PlannedObject>& objects, const Requests& requests) {
        for (const auto& [line, object] : objects) {
            if (m_makesNothing.contains(object.use))
                continue;
            if (const pki::CrlProfile* profile = m_plan.crlProfile(object.use);
                profile != nullptr && object.nextUpdate && *object.nextUpdate != profile->nextUpdate)
                ofCrl(line, object, *profile);
            const pki::CertificateProfile* profile = m_plan.certificateProfile(object.use);
            const auto request = requests.find(object.request);
            if (profile != nullptr && request != requests.end() &&
                profile->kind == pki::CertificateProfile::Kind::subordinate)
                ofRequest(line, object, *profile, request->second);
        }
    }

private:
    using Report = Result<pki::LintReport>;

    void add(base::YamlPlace place, std::string sentence) {
        m_problems.add(place, std::move(sentence), ErrorCode::lintFailed);
    }

    void ofProfile(const std::string& use, const std::string& id, const Report& report) {
        const base::YamlPlace place = m_plan.placeOf("uses/" + use);
        const std::string what = "the profile '" + id + "' ";
        if (!report) {
            m_makesNothing.insert(use);
            return add(place, what + "makes no object: " + report.error().detail + "; change the profile");
        }
        for (const pki::Finding& finding : report->findings) {
            if (!finding.stops())
                continue;
            m_told.insert({use, finding.id});
            add(place, what + failed(finding) +
                           "; change the profile, or lower this lint in it with its reason reviewed");
        }
    }

    void ofCrl(int line, const PrepareTbs& object, pki::CrlProfile profile) {
        const std::string what =
            "the CRL of '" + object.issuer + "' with next-update '" + pki::textOf(*object.nextUpdate) + "' ";
        profile.nextUpdate = *object.nextUpdate;
        ofStep(line, object, what, "; change 'next-update' here", lintProfile(profile, m_root, m_now));
    }

    void ofRequest(int line, const PrepareTbs& object, const pki::CertificateProfile& profile,
                   const pki::RequestValues& request) {
        const std::string what =
            "the request '" + object.request + "' under the profile '" + profile.id + "' ";
        ofStep(line, object, what, "; change the profile, or take a request that fits it",
               lintRequest(profile, request.subject, request.spki(), m_root, m_now));
    }

    // What the profile breaks by itself was told of it.
    void ofStep(int line, const PrepareTbs& object, const std::string& what, const std::string& remedy,
                const Report& report) {
        if (!report)
            return add({line, 1}, what + "makes no object: " + report.error().detail + remedy);
        for (const pki::Finding& finding : report->findings)
            if (finding.stops() && !m_told.contains({object.use, finding.id}))
                add({line, 1}, what + failed(finding) + remedy);
    }

    static std::string failed(const pki::Finding& finding) {
        return "fails lint " + finding.id + " (" + finding.clause + "): " + finding.detail;
    }

    const Plan& m_plan;
    UtcTime m_now;
    base::YamlProblems& m_problems;
    IssuerProfile m_root = nullptr;
    std::set<std::string> m_makesNothing;                 // uses
    std::set<std::pair<std::string, std::string>> m_told; // use, id of the lint
};

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

Forecast validate(const Plan& plan, UtcTime now, const Requests& requests) {
    const Outline outline = walk(plan);
    base::YamlProblems problems = outline.problems();
    compareQuorums(plan, outline, problems);
    compareStorage(plan, outline, problems);
    Lints lints(plan, now, problems);
    lints.profiles();
    lints.objects(outline.objects(), requests);
    Forecast forecast;
    forecast.problems = problems.inFileOrder();
    for (const PlanAct& act : plan.acts) {
        std::uint64_t minutes = 0;
        for (const PlanSection& section : act.sections)
            for (const PlanStep& step : section.steps)
                minutes += step.minutes;
        forecast.acts.emplace_back(act.title, minutes);
    }
    const auto insertionsOf = [&](const std::string& person, Readers readers) {
        const auto& all = outline.cards(readers).insertions();
        const auto counted = all.find(person);
        return counted != all.end() ? counted->second : 0;
    };
    for (const CardOnRoster& card : outline.roster())
        forecast.insertions.push_back({card.person, insertionsOf(card.person, Readers::oneForEachCard),
                                       insertionsOf(card.person, Readers::oneForAll)});
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

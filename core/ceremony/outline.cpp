#include "core/ceremony/outline.h"

#include "core/ceremony/sitting.h"

#include <algorithm>

namespace strongroom::ceremony {

namespace {

std::vector<std::string> personsIn(const std::vector<CardOnRoster>& roster,
                                   const std::vector<custody::Role>& roles) {
    std::vector<std::string> persons;
    for (const CardOnRoster& card : roster)
        if (const auto role = custody::roleFromName(card.role);
            role && std::find(roles.begin(), roles.end(), *role) != roles.end())
            persons.push_back(card.person);
    return persons;
}

} // namespace

Outline::Outline(const Plan& plan, Start start) : m_plan(plan), m_start(start), m_problems(plan.file) {
    if (auto policy = custody::Policy::fromCanonical(plan.policy))
        m_policy = std::move(*policy);
    const std::vector<const PlanStep*> steps = plan.steps();
    m_findsFilled = std::none_of(steps.begin(), steps.end(), [](const PlanStep* step) {
        return step->kind && step->kind->provesBlank();
    });
    m_countsCards =
        std::all_of(plan.roles.begin(), plan.roles.end(), [](const Role& role) { return role.isWhole; });
    if (start == Start::later)
        for (const Role& role : plan.roles)
            if (role.card == CardNeed::full || role.card == CardNeed::signOnly)
                enrol(role.name);
}

Outline::Outline(const Plan& plan, std::set<std::string> earlier) : Outline(plan, Start::later) {
    m_earlier = std::move(earlier);
}

void Outline::begin(const PlanStep& step) {
    m_step = &step;
    if (const std::string section = sectionOf(step.id); section != m_section) {
        pause();
        m_section = section;
    }
    if (sessionDevice() != m_openSession)
        closeSession();
}

void Outline::end() {
    m_step = nullptr;
}

bool Outline::holds(const Fact& fact) const {
    if (m_given.contains(fact.name))
        return true;
    if (m_start == Start::founding || m_taken.contains(fact.name))
        return false;
    if (m_earlier && fact.lasts != Lasts::ceremony)
        return m_earlier->contains(fact.name);
    const bool filled =
        m_findsFilled || (m_policy && m_policy->between == custody::BetweenCeremonies::filled);
    return fact.lasts == Lasts::record || (fact.lasts == Lasts::hsm && filled);
}

bool Outline::isKnown(const Fact& fact) const {
    return m_given.contains(fact.name) || (m_earlier && holds(fact));
}

void Outline::give(const Fact& fact) {
    m_given.insert(fact.name);
}

void Outline::take(const Fact& fact) {
    m_given.erase(fact.name);
    m_taken.insert(fact.name);
}

void Outline::need(const Fact& fact, std::string sentence) {
    if (!holds(fact))
        problem(std::move(sentence));
}

void Outline::problem(std::string sentence) {
    m_problems.add({m_step->line, 1}, std::move(sentence), ErrorCode::planInvalid);
}

std::string Outline::sessionDevice() const {
    return m_step != nullptr && m_step->session ? m_step->session->device : std::string();
}

void Outline::needSession() {
    if (!m_step->session)
        return problem("this step uses the HSM, but its section opens no session; add 'session: {hsm: ..., "
                       "quorum: ...}' to the section");
    const std::string device = sessionDevice();
    need(facts::initialised(device), "the section's session opens the HSM '" + device +
                                         "', which no earlier step initialised; put 'initialise' (or "
                                         "'restore') before it");
}

std::vector<std::string> Outline::mediaOf(const std::string& key) const {
    const auto media = m_media.find(key);
    return media != m_media.end() ? media->second : std::vector<std::string>();
}

void Outline::addKey(const std::string& key, const std::string& algorithm) {
    m_keys.push_back(key);
    m_algorithms[key] = algorithm;
    give(facts::key(key));
    putInHsm(key);
}

void Outline::sign(const PrepareTbs& object) {
    m_objects.push_back({m_step->line, object});
    const auto algorithm = m_algorithms.find(object.key);
    const pki::CertificateProfile* profile = m_plan.certificateProfile(object.use);
    if (algorithm == m_algorithms.end() || profile == nullptr || profile->keys.empty() ||
        std::find(profile->keys.begin(), profile->keys.end(), algorithm->second) != profile->keys.end())
        return;
    problem("'" + object.key + "' is generated as " + algorithm->second + ", which the profile '" +
            profile->id + "' does not take; write 'algorithm: " + profile->keys.front() +
            "' at 'generate: " + object.key + "', or name another profile under 'uses'");
}

void Outline::putInHsm(const std::string& key) {
    give(facts::inHsm(sessionDevice(), key));
    give(facts::holdsKeys(sessionDevice()));
}

void Outline::needInHsm(const std::string& key, const std::string& what) {
    const std::string device = sessionDevice();
    // Of a missing session, and of a key that nobody made, the step is told already.
    if (device.empty() || (!key.empty() && !holds(facts::key(key))))
        return;
    const std::string named = key.empty() ? "a key" : "'" + key + "'";
    need(key.empty() ? facts::holdsKeys(device) : facts::inHsm(device, key),
         named + " " + what + " in the HSM '" + device +
             "' and is not in it by then; put 'restore: {keys: [" + (key.empty() ? "..." : key) +
             "], ...}' before this step");
}

void Outline::emptyHsm(const std::string& device) {
    const std::string ofKeys = facts::inHsm(device, "").name;
    std::erase_if(m_given, [&](const std::string& name) {
        const bool isKey = name.starts_with(ofKeys);
        if (isKey)
            m_taken.insert(name);
        return isKey;
    });
    take(facts::holdsKeys(device));
    take(facts::initialised(device));
    take(facts::recordKey(device));
}

void Outline::needDrilledKey(const std::string& key, const std::string& what) {
    if (!holds(facts::key(key)))
        return problem("'" + key + "' " + what + " before it exists; put 'generate: " + key +
                       "' before this step");
    // A key of an earlier ceremony was drilled there: nothing was signed with it before.
    if (m_start == Start::later && !m_media.contains(key) && !m_given.contains(facts::key(key).name))
        return;
    const std::vector<std::string> media = mediaOf(key);
    if (media.size() < 2)
        return problem("'" + key + "' " + what +
                       " before it lies on two media; put 'backup' and a 'drill' from each medium before "
                       "this step");
    for (const std::string& medium : media)
        need(facts::drilled(key, medium), "'" + key + "' " + what + " before its backup on '" + medium +
                                              "' was drilled; put 'drill: {from: " + medium +
                                              ", with: ...}' before this step");
}

void Outline::needRoot(const std::string& issuer, const std::string& what) {
    for (const PlannedObject& made : m_objects)
        if (made.object.kind == "tbs-certificate" && made.object.object == issuer && made.object.key.empty())
            return problem("'" + issuer + "' " + what +
                           " and has no key in the HSM: it was certified from a request; name the root that "
                           "this authority has the key of under 'issuer'");
}

void Outline::needRosterForPolicy() {
    if (!m_policy || !m_countsCards)
        return;
    const std::size_t have = holders().size();
    for (const auto& [name, split] :
         {std::pair("user PIN", &m_policy->userPin), std::pair("SO PIN", &m_policy->soPin),
          std::pair("MBK", &m_policy->mbk)})
        if (split->memberCount() != have)
            problem("the policy '" + m_policy->id + "' splits the " + name + " over " +
                    std::to_string(split->memberCount()) + " cards, and " + std::to_string(have) +
                    " officers are enrolled; change 'people' of role 'officer', or use another policy");
    for (std::size_t i = 0; i < base::operationCount; ++i) {
        const auto operation = static_cast<base::Operation>(i);
        const custody::OperationRule& rule = m_policy->rule(operation);
        const std::size_t there = personsIn(cardsInUse(), rule.roles).size();
        if (there < rule.of)
            problem("the policy '" + m_policy->id + "' has '" + base::nameOf(operation) + "' decided by " +
                    std::to_string(rule.quorum) + " of " + std::to_string(rule.of) + " cards, and " +
                    std::to_string(there) +
                    " of its roles are enrolled; enrol more of them, or use another policy");
    }
    for (const CardDemand& demand : recordQuorum())
        if (demand.needed > demand.persons.size())
            problem("the policy '" + m_policy->id + "' wants " + std::to_string(demand.needed) +
                    " cards of one kind under each checkpoint, and " + std::to_string(demand.persons.size()) +
                    " are enrolled; enrol officers and witnesses enough, or use another policy");
}

void Outline::enrol(const std::string& role) {
    const Role* known = m_plan.role(role);
    if (known == nullptr) {
        m_countsCards = false;
        return;
    }
    for (const std::string& person : m_plan.personsOf(role)) {
        m_roster.push_back({person, role, known->card});
        if (m_step != nullptr)
            passCard(person);
    }
    give(facts::enrolled(role));
}

void Outline::loseCard(const std::string& person) {
    m_lost.insert(person);
}

void Outline::split(custody::SetKind set) {
    m_withoutShare[set].clear();
    // How many are enrolled for it was told at the founding.
    if (!m_policy || m_lost.empty())
        return;
    const std::size_t wanted = m_policy->split(set).memberCount(), holding = holders().size();
    if (holding < wanted)
        problem("a new set is split over " + std::to_string(wanted) + " cards here, and " +
                std::to_string(holding) + " are left; put 'replace' for the lost one before this step");
}

void Outline::replaceCard(const std::string& person) {
    passCard(person);
    m_lost.erase(person);
    for (const custody::SetKind set :
         {custody::SetKind::userPin, custody::SetKind::soPin, custody::SetKind::mbk})
        m_withoutShare[set].insert(person);
}

std::vector<CardOnRoster> Outline::cardsInUse() const {
    std::vector<CardOnRoster> cards;
    for (const CardOnRoster& card : m_roster)
        if (!isLost(card.person))
            cards.push_back(card);
    return cards;
}

std::vector<std::string> Outline::holders() const {
    std::vector<std::string> persons;
    for (const CardOnRoster& card : cardsInUse()) {
        const auto role = custody::roleFromName(card.role);
        if (role && custody::mayHoldShares(*role) && card.card == CardNeed::full)
            persons.push_back(card.person);
    }
    return persons;
}

CardDemand Outline::everyCard() const {
    CardDemand demand;
    for (const CardOnRoster& card : cardsInUse())
        demand.persons.push_back(card.person);
    demand.needed = demand.persons.size();
    return demand;
}

CardDemand Outline::proofs() const {
    const std::vector<std::string> persons = holders();
    return {persons, persons.size()};
}

CardDemand Outline::releases(custody::SetKind set) const {
    if (!m_policy)
        return {};
    CardDemand demand{{}, m_policy->split(set).fewestMembers()};
    const auto without = m_withoutShare.find(set);
    for (const std::string& person : holders())
        if (without == m_withoutShare.end() || !without->second.contains(person))
            demand.persons.push_back(person);
    return demand;
}

CardDemand Outline::approvals(base::Operation operation) const {
    if (!m_policy)
        return {};
    const custody::OperationRule& rule = m_policy->rule(operation);
    return {personsIn(cardsInUse(), rule.roles), rule.quorum};
}

std::vector<CardDemand> Outline::recordQuorum() const {
    if (!m_policy)
        return {};
    return {{personsIn(cardsInUse(), m_policy->record.roles), m_policy->record.quorum},
            {personsIn(cardsInUse(), {custody::Role::witness}), m_policy->record.witnesses}};
}

void Outline::askCards(const std::vector<CardDemand>& together) {
    if (!m_countsCards)
        return;
    for (const CardDemand& demand : together)
        if (demand.needed > demand.persons.size()) {
            problem(
                "this step needs the cards of " + std::to_string(demand.needed) +
                " persons of one quorum, and " + std::to_string(demand.persons.size()) +
                " are enrolled by then; enrol more of them before it, or use a policy with a smaller quorum");
            return;
        }
    m_cards.ask(together);
    m_cardsInTurn.ask(together);
}

void Outline::lendCard() {
    const std::vector<CardOnRoster> cards = cardsInUse();
    if (cards.empty())
        return;
    m_cards.lend(cards.front().person);
    m_cardsInTurn.lend(cards.front().person);
}

void Outline::passCard(const std::string& person) {
    m_cards.pass(person);
    m_cardsInTurn.pass(person);
}

void Outline::pause() {
    m_cards.endSitting();
    m_cardsInTurn.endSitting();
}

void outlineStep(Outline& outline, const PlanStep& step) {
    outline.begin(step);
    if (outline.holds(facts::closed()) && !step.kind->mayFollowClose()) {
        outline.problem(
            "'" + std::string(step.kind->keyword()) +
            "' comes after 'close', and only 'write' can; move it before 'close', or take it out");
        return outline.end();
    }
    if (step.kind->needsSession()) {
        outline.needSession();
        const std::string device = outline.sessionDevice();
        if (!device.empty() && !outline.isSessionOpen()) {
            outline.askCards({outline.releases(custody::SetKind::userPin)});
            outline.openSession();
        }
    }
    step.kind->outline(outline);
    outline.end();
}

namespace {

Outline walkFrom(Outline::Start start, const Plan& plan,
                 const std::function<void(const PlanStep&, const Outline&)>& seen) {
    Outline outline(plan, start);
    for (const PlanStep* step : plan.steps()) {
        if (!step->kind)
            continue;
        outlineStep(outline, *step);
        if (seen)
            seen(*step, outline);
    }
    return outline;
}

} // namespace

// A plan that founds its authority finds nothing of an earlier ceremony. Whether it does, its steps say.
Outline walk(const Plan& plan, const std::function<void(const PlanStep&, const Outline&)>& seen) {
    const bool founds = walkFrom(Outline::Start::founding, plan, {}).holds(facts::founded());
    return walkFrom(founds ? Outline::Start::founding : Outline::Start::later, plan, seen);
}

} // namespace strongroom::ceremony

// What must hold and what becomes true as a plan is walked, without a ceremony: `check` walks the steps in
// order and each kind tells its needs and gives here. A need that is not met becomes a problem with the
// step's place. Invariant: it follows from the plan alone; nothing is done anywhere.
// Cannot do: foresee what people, devices and requests from outside will bring.
#pragma once

#include "core/base/statement.h"
#include "core/ceremony/act.h"
#include "core/ceremony/card_table.h"
#include "core/ceremony/facts.h"
#include "core/ceremony/plan.h"
#include "core/custody/policy.h"
#include "core/custody/share_set.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace strongroom::ceremony {

// What the HSM signs at a step.
struct PlannedObject {
    int line = 0; // of the step
    PrepareTbs object;
};

// A card of the roster.
struct CardOnRoster {
    std::string person, role;
    CardNeed card = CardNeed::full;
};

class Outline {
public:
    // Whether the plan founds its authority; one that does not finds an authority that was founded before.
    enum class Start { founding, later };

    Outline(const Plan& plan, Start start);
    // A plan that goes on with an authority whose record tells these facts, and no others of their kind.
    Outline(const Plan& plan, std::set<std::string> earlier);

    // The walk.
    void begin(const PlanStep& step);
    void end();

    const Plan& plan() const noexcept { return m_plan; }
    const PlanStep& step() const noexcept { return *m_step; }
    const std::optional<custody::Policy>& policy() const noexcept { return m_policy; }
    const std::vector<CardOnRoster>& roster() const noexcept { return m_roster; }
    // How often cards are put in, where every card has a reader and where all share one.
    const CardTable& cards(Readers readers) const noexcept {
        return readers == Readers::oneForEachCard ? m_cards : m_cardsInTurn;
    }
    const base::YamlProblems& problems() const noexcept { return m_problems; }

    bool holds(const Fact& fact) const;
    // It holds, and not only because an earlier ceremony may have left it so.
    bool isKnown(const Fact& fact) const;
    // A step of this plan brought it about, and none took it away.
    bool isGiven(const Fact& fact) const { return m_given.contains(fact.name); }
    void give(const Fact& fact);
    void take(const Fact& fact);
    // The sentence says what is wrong and what to do; it becomes a problem unless the fact holds.
    void need(const Fact& fact, std::string sentence);
    void problem(std::string sentence);

    // The step stands in a section with a session, on an HSM that has its PINs. The section's session is
    // opened by the user PIN's quorum before the first step that needsSession().
    void needSession();
    std::string sessionDevice() const; // "" without a session
    bool isSessionOpen() const { return !m_openSession.empty() && m_openSession == sessionDevice(); }
    void openSession() {
        m_openSession = sessionDevice();
        m_wasOpened.insert(m_openSession);
    }
    // By a step of this plan.
    bool wasOpened(const std::string& device) const { return m_wasOpened.contains(device); }
    void closeSession() { m_openSession.clear(); }
    // A key of this plan, in the order in which they are generated.
    void addKey(const std::string& key, const std::string& algorithm);
    const std::vector<std::string>& keys() const noexcept { return m_keys; }
    // What the HSM signs, in the plan's order. The profile of a root takes the algorithm of its key.
    void sign(const PrepareTbs& object);
    const std::vector<PlannedObject>& objects() const noexcept { return m_objects; }
    // The key exists, and at least two media hold its newest blobs, each drilled: only then may it sign a TBS
    // or be erased. `what` happens to it: "signs", "is erased".
    void needDrilledKey(const std::string& key, const std::string& what);
    // A certificate that this plan makes issues only with a key of its own in the HSM: `what` it does.
    void needRoot(const std::string& issuer, const std::string& what);
    // Keys of an HSM: they come by generation or restore, and go when it is erased. The key, or "" for any,
    // is used in the section's session: `what` happens to it.
    void putInHsm(const std::string& key);
    void needInHsm(const std::string& key, const std::string& what);
    void emptyHsm(const std::string& device);
    // The card of a person is lost: it is asked for nothing until the person has another one, and that one
    // opens no share of a set that was split before.
    void loseCard(const std::string& person);
    void replaceCard(const std::string& person);
    bool isLost(const std::string& person) const { return m_lost.contains(person); }
    // A new set of this kind is split over every holder.
    void split(custody::SetKind set);

    // Media of the key's newest blobs. Of a key of an earlier ceremony none are known unless somebody who has
    // the record sets them.
    std::vector<std::string> mediaOf(const std::string& key) const;
    void setMediaOf(const std::string& key, std::vector<std::string> media) {
        m_media[key] = std::move(media);
    }
    const std::map<std::string, std::vector<std::string>>& backups() const noexcept { return m_media; }

    // The policy's share sets and record quorum have exactly the cards they ask for.
    void needRosterForPolicy();

    // Cards.
    void enrol(const std::string& role);
    std::vector<CardOnRoster> cardsInUse() const; // of the roster, without those that are lost
    std::vector<std::string> holders() const;     // of shares: officers with a full card
    CardDemand everyCard() const;
    CardDemand proofs() const; // each holder proves the own share of a new set
    CardDemand releases(custody::SetKind set) const;
    CardDemand approvals(base::Operation operation) const;
    // The record quorum: its roles, and the witnesses besides.
    std::vector<CardDemand> recordQuorum() const;
    // Acts that are open together. A problem when a demand asks for more cards than there are.
    void askCards(const std::vector<CardDemand>& together);
    void lendCard(); // any card that lies in a reader, for its random numbers
    // People do something else than card acts: read, look, confirm. It ends the sitting; to say "go" does
    // not.
    void pause();

private:
    void passCard(const std::string& person);

    const Plan& m_plan;
    Start m_start;
    base::YamlProblems m_problems;
    std::optional<custody::Policy> m_policy;
    const PlanStep* m_step = nullptr;
    std::set<std::string> m_given, m_taken;
    std::optional<std::set<std::string>> m_earlier; // facts that the record tells
    std::vector<std::string> m_keys;
    std::map<std::string, std::string> m_algorithms; // of m_keys
    std::vector<PlannedObject> m_objects;
    std::map<std::string, std::vector<std::string>> m_media;
    std::vector<CardOnRoster> m_roster;
    std::set<std::string> m_lost;                                     // persons
    std::map<custody::SetKind, std::set<std::string>> m_withoutShare; // whose new card holds none
    CardTable m_cards{Readers::oneForEachCard}, m_cardsInTurn{Readers::oneForAll};
    std::string m_section;             // of the step
    std::string m_openSession;         // device
    std::set<std::string> m_wasOpened; // devices
    bool m_findsFilled = false; // it never proves an HSM blank: what an abandoned ceremony left is there
    bool m_countsCards = true;  // no: a role, or the name of one that is enrolled, is wrong in itself
};

// A step between begin() and end(), with what holds for every kind: nothing but the tail after `close`, and
// the session of its section first.
void outlineStep(Outline& outline, const PlanStep& step);

// The whole plan, as one that founds its authority when its steps do; steps without a kind are passed over.
// `seen` is told of each step when it is done.
Outline walk(const Plan& plan, const std::function<void(const PlanStep&, const Outline&)>& seen = {});

} // namespace strongroom::ceremony

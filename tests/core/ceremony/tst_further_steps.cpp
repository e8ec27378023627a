// The steps that a further ceremony adds, asked alone: prove blank with the old SO set, initialise again,
// restore. The state is a whole sample authority after its erase.
#include "next_views.h"
#include "small_plan.h"

#include "core/ceremony/context.h"
#include "core/ossl/digest.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

using namespace strongroom;
using namespace strongroom::ceremony;
using namespace strongroom::ceremony::test;
using tests::SampleAuthority;

namespace {

const std::string planText = SmallPlan{
    .id = "further",
    .hsm = "hsm-1",
    .roles = {"officer: {people: 5, quorum: 3, card: true}"},
    .materials = {"{id: backup-a, item: stick}", "{id: backup-b, item: stick}"},
    .session = "{hsm: hsm-1, quorum: officer}",
    .steps = {
        "{hsm: hsm-1, prove: blank}",
        "{hsm: hsm-1, initialise: {pin: officer, so-pin: officer}}",
        "{restore: {keys: [root-key], from: [backup-a, backup-b], quorum: officer}}",
    }}.text();

template<typename Wanted>
const Wanted* actOf(const Next& next) {
    if (const auto* act = std::get_if<Do>(&next))
        return std::get_if<Wanted>(&act->act);
    if (const auto* told = std::get_if<WhenTold>(&next))
        return std::get_if<Wanted>(&told->act);
    return nullptr;
}
const std::set<std::string> three{"officer-1", "officer-3", "officer-5"};

} // namespace

class TestFurtherSteps : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        SampleAuthority sample(m_temporary.path().toStdString());
        sample.foundToOpenCheckpoint();
        sample.backUp();
        sample.erase();
        sample.close();
        sample.openNext();
        const std::string serial = sample.state().tokens.at("hsm-1").serial;
        sample.add(
            authority::TokenIdentified{"hsm-1", "module", "slot", "Sample", "Model 1", serial, "1.0", {}});
        const auto& steps = sample.state().ceremony->steps;
        m_identified = steps.at("1.1.1");
        for (const char* person : {"officer-1", "officer-2", "officer-3"})
            sample.add(authority::ShareOpened{"so-pin.1", person,
                                              sample.state().sets.at("so-pin.1").set.memberOf(person)->member,
                                              sample.card(person).officer.card(), "disk"});
        sample.add(authority::BlankProven{"hsm-1", "b", "so-pin.1"});
        for (const auto kind : {custody::SetKind::soPin, custody::SetKind::userPin}) {
            sample.prepareSet(kind);
            for (int officer = 1; officer <= 5; ++officer)
                sample.prove(custody::SetId{kind, 2}.text(), "officer-" + std::to_string(officer));
        }
        m_prepared = sample.state().ceremony->steps.at("2.1.1");
        m_state = sample.state();
        m_now.devices = {"hsm-1"};
        m_now.media = {"backup-a", "backup-b"};
    }

    void blankIsAskedOfTheOldSet() {
        const Next asked = ask(0, m_identified);
        const auto acts = showing<api::CardActsStep>(asked);
        QVERIFY(acts && acts->needed == 3 && acts->open.size() == 5);
        QCOMPARE(acts->open.front().subject, std::string("so-pin.1"));
        Volatile now = m_now;
        now.released["so-pin.1"] = three;
        const Next next = ask(0, m_identified, now);
        const auto* act = actOf<ProveBlank>(next);
        QVERIFY(act != nullptr && act->soSet == "so-pin.1");
    }

    void theTokenGetsItsNewSoPinAfterTheOldOne() {
        Volatile now = m_now;
        now.released["so-pin.2"] = now.released["user-pin.2"] = three;
        const auto missing = ask(1, m_prepared, now);
        const auto acts = showing<api::CardActsStep>(missing);
        QVERIFY(acts && acts->open.front().subject == "so-pin.1");
        now.released["so-pin.1"] = three;
        const Next first = ask(1, m_prepared, now);
        QVERIFY(actOf<InitialiseToken>(first) != nullptr);
        QCOMPARE(actOf<InitialiseToken>(first)->set, std::string("so-pin.1"));
        std::vector<authority::Recorded> entries = m_prepared;
        append(entries, authority::TokenInitialised{"hsm-1", "serial", "so-pin.1"});
        const Next second = ask(1, entries, now);
        QVERIFY(actOf<SwitchSoPin>(second) != nullptr);
        QCOMPARE(actOf<SwitchSoPin>(second)->to, std::string("so-pin.2"));
        // Cut short and found not to have happened: once more.
        append(entries, authority::PinSwitchIntended{"C_SetPIN", "hsm-1", "serial", "so-pin.2", "-"});
        append(entries, authority::IntentSettled{entries.back().reference.seq, "not-done", ""});
        const Next again = ask(1, entries, now);
        QVERIFY(actOf<SwitchSoPin>(again) != nullptr);
        // Cut short and found to have happened: the new PIN is only looked at.
        append(entries, authority::PinSwitchIntended{"C_SetPIN", "hsm-1", "serial", "so-pin.2", "-"});
        append(entries, authority::IntentSettled{entries.back().reference.seq, "done", ""});
        const Next third = ask(1, entries, now);
        QVERIFY(actOf<ActivatePinSet>(third) != nullptr);
    }

    void aChangeThatWasCutShortAsksForBothQuorums() {
        authority::AuthorityState state = m_state;
        std::vector<authority::Recorded> entries = m_prepared;
        append(entries, authority::PinSwitchIntended{"C_SetPIN", "hsm-1", "serial", "so-pin.2", "-"});
        state.ceremony->pendingIntent = entries.back();
        Volatile now = m_now;
        const auto first = settling(state, entries, now);
        QVERIFY(first && shows<api::CardActsStep>(*first));
        QCOMPARE(showing<api::CardActsStep>(*first)->open.size(), std::size_t(10));
        now.released["so-pin.1"] = now.released["so-pin.2"] = three;
        QVERIFY(!settling(state, entries, now));
    }

    void eachAttemptTakesTheNextMedium() {
        authority::AuthorityState state = m_state;
        state.tokens.at("hsm-1").initialised = true;
        for (const auto& [attempt, medium] : {std::pair(1, "backup-a"), {2, "backup-b"}, {3, "backup-a"}}) {
            const Next next = restore(state, m_now, std::uint64_t(attempt));
            const auto* act = actOf<RequestApproval>(next);
            QVERIFY(act != nullptr);
            const Bytes order = authority::restoreOrder(state.backups.at(1).manifest.digest(), medium,
                                                        state.tokens.at("hsm-1").serial);
            QVERIFY(act->operation == base::Operation::restore && act->subject.digest == ossl::sha256(order));
        }
        Volatile without = m_now;
        without.media = {"backup-b"};
        const Next missing = restore(state, without, 1);
        QVERIFY(shows<api::MissingStep>(missing));
        QCOMPARE(showing<api::MissingStep>(missing)->name, std::string("backup-a"));
        QVERIFY(actOf<RequestApproval>(restore(state, without, 2)) != nullptr);
    }

    void anOlderBackupIsNamed() {
        authority::AuthorityState state = m_state;
        state.tokens.at("hsm-1").initialised = true;
        authority::Backup newer = state.backups.at(1);
        newer.number = newer.manifest.backupNumber = 2;
        newer.manifest.media = {"backup-c", "backup-d"};
        state.backups[2] = newer;
        const Next next = restore(state, m_now, 1);
        const auto* refuse = std::get_if<Refuse>(&next);
        QVERIFY(refuse != nullptr);
        QVERIFY(refuse->reason.detail.find("holds backup 1") != std::string::npos &&
                refuse->reason.detail.find("as backup 2") != std::string::npos);
    }

    void aKeyThatIsBackIsDone() {
        authority::AuthorityState state = m_state;
        const authority::KeyState& root = state.keys.at("root-key");
        append(state.ceremony->steps["1.1.3"],
               authority::KeyRestored{"serial", root.intended.ckaId, root.key, {}, {}});
        QVERIFY(std::holds_alternative<Done>(restore(state, m_now, 1)));
        QVERIFY(std::holds_alternative<Done>(restore(state, m_now, 2)));
    }

private:
    static void append(std::vector<authority::Recorded>& entries, authority::EntryBody body) {
        entries.push_back({{10'000 + entries.size(), {}}, {}, "1.1.2", std::move(body)});
    }
    Next ask(std::size_t step, const std::vector<authority::Recorded>& entries) const {
        return ask(step, entries, m_now);
    }
    Next ask(std::size_t step, const std::vector<authority::Recorded>& entries, const Volatile& now) const {
        const PlanStep& planned = *m_plan.steps().at(step);
        return planned.kind->next({m_plan, m_state, now, planned, entries});
    }
    std::optional<Next> settling(const authority::AuthorityState& state,
                                 const std::vector<authority::Recorded>& entries, const Volatile& now) const {
        const PlanStep& planned = *m_plan.steps().at(1);
        return planned.kind->beforeSettling({m_plan, state, now, planned, entries});
    }
    Next restore(const authority::AuthorityState& state, const Volatile& now, std::uint64_t attempt) const {
        const PlanStep& planned = *m_plan.steps().at(2);
        return planned.kind->next({m_plan, state, now, planned, {}, attempt});
    }

    QTemporaryDir m_temporary;
    Plan m_plan = *readPlan(planText, "further.yaml");
    authority::AuthorityState m_state;
    std::vector<authority::Recorded> m_identified, m_prepared;
    Volatile m_now;
};

STRONGROOM_TEST_MAIN(TestFurtherSteps)
#include "tst_further_steps.moc"

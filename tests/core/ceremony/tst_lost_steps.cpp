// The steps after a loss, as the machine and `check` see them: a lost card is asked for nothing and refused
// by name; what must come before what.
#include "next_views.h"
#include "sample_plan.h"
#include "small_plan.h"

#include "core/ceremony/accept.h"
#include "core/ceremony/machine.h"
#include "core/ceremony/validate.h"
#include "tests/support/sample_authority.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

using namespace strongroom;
using namespace strongroom::ceremony;
using namespace strongroom::ceremony::test;
using strongroom::tests::SampleAuthority;

namespace {

const std::string planText = SmallPlan{
    .hsm = "hsm-1",
    .roles = {"administrator: {people: 1}", "witness: {people: 1, card: sign-only}",
              "officer: {people: 5, quorum: 3, card: true}"},
    .session = "{hsm: hsm-1, quorum: officer}",
    .steps = {
        "{generate: other-key, algorithm: P-384}",
        "{lost: {card: officer-2, by: [administrator, witness]}}",
        "{replace: officer-2, card: officer-2-spare}",
    }}.text();

struct Room {
    Room() : plan(*readPlan(planText, "plan.yaml")), sample(folder.path().toStdString()) {
        sample.foundToOpenCheckpoint();
        now.devices = {"hsm-1"};
    }
    void lose() {
        sample.add(authority::CardLost{
            "officer-2", SampleAuthority::card("officer-2").officer.card(), {"administrator-1"}});
    }
    std::string refusal(const api::Command& command) const {
        const auto accepted = accept(plan, sample.state(), now, {1'900'000'000}, command);
        return accepted ? "ok" : accepted.error().detail;
    }
    Next ask(std::size_t step, std::span<const authority::Recorded> entries = {}) const {
        const PlanStep& one = *plan.steps()[step];
        return one.kind->next({plan, sample.state(), now, one, entries});
    }

    QTemporaryDir folder;
    Plan plan;
    SampleAuthority sample;
    Volatile now;
};

// The sample with these steps behind its drills.
std::string problemsWith(const std::string& steps) {
    const std::string drill = "    - {drill: {from: backup-b, with: officer}}\n";
    auto reading = readWholePlan(replaced(samplePlan, drill, drill + steps), "p.yaml");
    if (!reading || !reading->problems.empty())
        return reading ? reading->problems.front().line() : reading.error().detail;
    if (!bindResources(reading->plan))
        return "the resources do not bind";
    std::string text;
    for (const base::YamlProblem& problem : validate(reading->plan, {1'800'000'000}).problems)
        text += problem.line() + "\n";
    return text;
}

} // namespace

class TestLostSteps : public QObject {
    Q_OBJECT

private slots:
    void aLostCardIsRefusedByName() {
        Room room;
        const auto release = [&] {
            return showing<api::CardActsStep>(next(room.plan, room.sample.state(), room.now).next);
        };
        const auto isAsked = [&](const char* person) {
            const std::vector<api::OpenAct> open = release()->open;
            return std::any_of(open.begin(), open.end(),
                               [&](const api::OpenAct& act) { return act.person == person; });
        };
        QVERIFY(release() && isAsked("officer-2"));
        const auto unlock = [] { return api::UnlockCard{"officer-2", *Secret::copyOf(Bytes{'1'})}; };
        QCOMPARE(room.refusal(unlock()), std::string("ok"));
        room.lose();
        QVERIFY(release() && !isAsked("officer-2") && isAsked("officer-3"));
        const std::string said = "the card of officer-2 is recorded as lost: it counts nowhere any more";
        QCOMPARE(room.refusal(unlock()), said);
        QCOMPARE(room.refusal(api::DecideAct{"officer-2", api::CardActKind::releaseShare, "user-pin.1",
                                             api::Decision::approve, ""}),
                 said);
    }

    void theLossIsConfirmedAndItsSharesAreTold() {
        Room room;
        const auto shown = showing<api::ConfirmStep>(room.ask(1));
        QVERIFY(shown && shown->what == "lost");
        QCOMPARE(shown->by, (std::vector<std::string>{"administrator-1", "witness-1"}));
        QCOMPARE(shown->fields.size(), std::size_t(2)); // SO PIN and user PIN
        const std::vector<authority::Recorded> entries{
            {{}, {}, "1.1.2", authority::Confirmed{"lost", {"administrator-1", "witness-1"}, {}}}};
        const Next recorded = room.ask(1, entries);
        const auto* act = std::get_if<Do>(&recorded);
        QVERIFY(act != nullptr && std::holds_alternative<RecordEntry>(act->act));
        // Until then the card stays in use.
        QVERIFY(std::holds_alternative<Refuse>(room.ask(2)));
        room.lose();
        QVERIFY(std::holds_alternative<Refuse>(room.ask(1)));
        QCOMPARE(showing<api::EnrolStep>(room.ask(2))->card, std::string("officer-2-spare"));
    }

    void checkKnowsTheOrder_data() {
        QTest::addColumn<QString>("steps");
        QTest::addColumn<QString>("said");
        const QString lost = "    - {lost: {card: officer-2, by: administrator}}\n",
                      replace = "    - {replace: officer-2, card: officer-2-spare}\n",
                      renew = "    - {renew: {hsm: primary, sets: [so-pin, user-pin]}}\n",
                      rewrap =
                          "    - {rewrap: {keys: [root-key], mbk: officer, from: backup-a, to: [backup-a, "
                          "backup-b]}}\n";
        QTest::newRow("right") << lost + replace + renew + rewrap << "";
        QTest::newRow("not lost") << replace << "the card of 'officer-2' is not lost before this step";
        QTest::newRow("lost twice") << lost + lost << "is lost already";
        QTest::newRow("nobody") << "    - {lost: {card: officer-7, by: administrator}}\n"
                                << "'officer-7' is nobody of this plan";
        QTest::newRow("marked otherwise") << lost + "    - {replace: officer-2, card: officer-3-spare}\n"
                                          << "is marked for somebody else";
        QTest::newRow("not renewed here") << "    - {renew: {hsm: primary, sets: [mbk]}}\n"
                                          << "'mbk' is not renewed here";
        QTest::newRow("not replaced") << lost + renew << "4 are left; put 'replace' for the lost one before";
        QTest::newRow("there already")
            << "    - {restore: {keys: [root-key], from: [backup-a], quorum: officer}}\n"
            << "'root-key' is in the HSM 'primary' by then";
        QTest::newRow("needed") << "    - {destroy: {medium: backup-a, by: administrator}}\n"
                                << "'backup-a' is destroyed while 'root-key' has no two other media";
    }
    void checkKnowsTheOrder() {
        QFETCH(QString, steps);
        QFETCH(QString, said);
        const std::string problems = problemsWith(steps.toStdString());
        QVERIFY2(said.isEmpty() ? problems.empty() : problems.find(said.toStdString()) != std::string::npos,
                 problems.c_str());
    }
};

STRONGROOM_TEST_MAIN(TestLostSteps)
#include "tst_lost_steps.moc"

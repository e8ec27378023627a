// The machine alone: entries in, next step out. No token, no disk: the state is built by applying entries.
#include "next_views.h"
#include "small_plan.h"

#include "core/authority/replay.h"
#include "core/ceremony/accept.h"
#include "core/ceremony/machine.h"
#include "tests/support/test_main.h"

#include <random>

using namespace strongroom;
using namespace strongroom::ceremony;
using namespace strongroom::ceremony::test;

namespace {

const std::string planText = SmallPlan{
    .id = "small",
    .roles = {"administrator: {people: 1}", "witness: {people: 1}", "officer: {people: 2, card: true}"},
    .steps = {
        "{read: administrator, text: \"Hello.\"}",
        "{clock: wall-1, tolerance: 60s, by: administrator}",
        "{hsm: primary, inspect: seal, optional: true}",
        "{enrol: officer}",
    }}.text();

// A record in memory, grown as the engine grows it on disk.
class Room {
public:
    Room() : plan(*readPlan(planText, "small.yaml")) {
        begun = append("-", authority::AuthorityCreated{1, "Test", Bytes(32, 1), {}, {}}).has_value();
        authority::CeremonyOpened opened;
        opened.planId = "small";
        begun = begun && append("-", opened).has_value();
    }

    Result<void> append(const std::string& step, authority::EntryBody body) {
        audit::Draft draft;
        draft.time = {1'800'000'000 + static_cast<std::int64_t>(state.size)};
        draft.mode = Mode::training;
        draft.ceremony = "0001-small";
        draft.step = step;
        draft.type = std::string(authority::typeOf(body));
        draft.body = authority::writeBody(std::move(body));
        const auto entry = audit::makeEntry({state.size, state.head}, std::move(draft));
        if (!entry)
            return entry.error();
        return authority::apply(state, *entry);
    }

    Position position() const { return next(plan, state, now); }
    Result<Accepted> say(const api::Command& command) {
        return accept(plan, state, now, {1'800'000'000}, command);
    }
    // Records what a command becomes; true when it was accepted and is an entry.
    bool sayAndRecord(const api::Command& command) {
        const std::string step = position().stepId.empty() ? "-" : position().stepId;
        auto accepted = say(command);
        if (!accepted || !std::holds_alternative<authority::EntryBody>(*accepted))
            return false;
        return append(step, std::get<authority::EntryBody>(*accepted)).has_value();
    }

    bool begun = false;
    Plan plan;
    authority::AuthorityState state;
    Volatile now;
};

} // namespace

class TestMachine : public QObject {
    Q_OBJECT

private slots:
    void walksInOrder() {
        Room room;
        QVERIFY(room.begun);
        QCOMPARE(room.position().stepId, std::string("1.1.1"));
        QVERIFY(shows<api::ConfirmStep>(room.position().next));
        QVERIFY(room.sayAndRecord(api::Confirm{{"administrator-1"}, {}}));
        QVERIFY(shows<api::ClockStep>(room.position().next));
        QVERIFY(!room.say(api::ConfirmClock{{1'800'000'061}, {"administrator-1"}}));
        QVERIFY(!room.say(api::ConfirmClock{{1'799'999'939}, {"administrator-1"}}));
        QVERIFY(room.sayAndRecord(api::ConfirmClock{{1'800'000'030}, {"administrator-1"}}));
        QCOMPARE(room.position().stepId, std::string("1.1.3"));
        // Each role that the plan asks says so, by somebody of its own.
        const auto alone = room.say(api::Confirm{{"administrator-1"}, {"AB-12"}});
        QVERIFY(!alone && alone.error().detail.find("nobody speaks for the role 'witness'") == 0);
        QVERIFY(!room.say(api::Confirm{{"administrator-1", "witness-1", "witness-1"}, {"AB-12"}}));
        QVERIFY(room.sayAndRecord(api::Confirm{{"administrator-1", "witness-1"}, {"AB-12"}}));
        QVERIFY(shows<api::EnrolStep>(room.position().next));
    }

    void refusesWhatIsNotAskedFor() {
        Room room;
        const auto code = [&](const api::Command& command) {
            const auto accepted = room.say(command);
            return accepted ? std::string("ok") : std::string(base::errorCodeName(accepted.error().code));
        };
        QCOMPARE(code(api::Proceed{}), std::string("notNow"));
        QCOMPARE(code(api::ConfirmClock{{0}, {"administrator-1"}}), std::string("notNow"));
        QCOMPARE(code(api::Confirm{{}, {}}), std::string("badArgument"));
        QCOMPARE(code(api::Confirm{{"clerk-1"}, {}}), std::string("badArgument"));
        QCOMPARE(code(api::Confirm{{"administrator-2"}, {}}), std::string("badArgument"));
        QCOMPARE(code(api::Confirm{{"administrator-1"}, {"one too many"}}), std::string("badArgument"));
        QCOMPARE(code(api::Resume{{"administrator-1"}}), std::string("notNow"));
        QCOMPARE(code(api::EndException{}), std::string("notNow"));
    }

    void anExceptionStopsTheRoomUntilItEnds() {
        Room room;
        QVERIFY(room.sayAndRecord(
            api::RaiseException{api::ExceptionKind::deviation, "a", "b", "c", {"administrator-1"}}));
        QVERIFY(shows<api::DecideStep>(room.position().next));
        QVERIFY(!room.say(api::Confirm{{"administrator-1"}, {}}));
        QVERIFY(room.sayAndRecord(api::EndException{api::ExceptionEnding::anotherAttempt}));
        QCOMPARE(room.position().stepId, std::string("1.1.1/2"));
        QVERIFY(room.sayAndRecord(api::Confirm{{"administrator-1"}, {}}));
        QCOMPARE(room.position().stepId, std::string("1.1.2"));
    }

    void aNoteStopsNothing() {
        Room room;
        QVERIFY(room.sayAndRecord(
            api::RaiseException{api::ExceptionKind::note, "a", "b", "c", {"administrator-1"}}));
        QVERIFY(shows<api::ConfirmStep>(room.position().next));
    }

    void onlyAnOptionalStepIsLeftOut() {
        Room room;
        QVERIFY(room.sayAndRecord(
            api::RaiseException{api::ExceptionKind::stop, "a", "b", "c", {"administrator-1"}}));
        const auto refused = room.say(api::EndException{api::ExceptionEnding::leftOut});
        QVERIFY(!refused && refused.error().code == ErrorCode::denied);
        QVERIFY(room.sayAndRecord(api::EndException{api::ExceptionEnding::corrected}));
        QVERIFY(room.sayAndRecord(api::Confirm{{"administrator-1"}, {}}));
        QVERIFY(room.sayAndRecord(api::ConfirmClock{{1'800'000'030}, {"administrator-1"}}));
        QVERIFY(room.sayAndRecord(
            api::RaiseException{api::ExceptionKind::stop, "a", "b", "c", {"administrator-1"}}));
        QVERIFY(room.sayAndRecord(api::EndException{api::ExceptionEnding::leftOut}));
        QVERIFY(shows<api::EnrolStep>(room.position().next));
    }

    void suspendedUntilResumed() {
        Room room;
        QVERIFY(room.sayAndRecord(api::Suspend{"night", {"administrator-1"}}));
        QVERIFY(shows<api::SuspendedStep>(room.position().next));
        QVERIFY(!room.say(api::Confirm{{"administrator-1"}, {}}));
        QVERIFY(room.sayAndRecord(api::Resume{{"administrator-1"}}));
        QVERIFY(shows<api::ConfirmStep>(room.position().next));
    }

    void aDanglingIntentIsSettledBeforeAnythingElse() {
        Room room;
        QVERIFY(room.append("1.1.4", authority::CardInitIntended{"officer-1", "reader"}).has_value());
        const Position position = room.position();
        QVERIFY(std::holds_alternative<Settle>(position.next));
        QCOMPARE(position.stepId, std::string("1.1.4"));
        QVERIFY(!room.append("1.1.4", authority::CardInitIntended{"officer-2", "reader"}).has_value());
    }

    // A card that is half made is not blank, and is made anew; so is a new one in place of one that was lost.
    void aCardIsMadeAnewUntilItHasItsKeys() {
        Room room;
        QVERIFY(room.sayAndRecord(api::Confirm{{"administrator-1"}, {}}));
        QVERIFY(room.sayAndRecord(api::ConfirmClock{{1'800'000'030}, {"administrator-1"}}));
        QVERIFY(room.sayAndRecord(api::Confirm{{"administrator-1", "witness-1"}, {"AB-12"}}));
        room.now.enrolling = Enrolling{"officer-1", "Somebody", "reader"};
        const auto withCard = [&](bool blank) {
            room.now.readers = {{"reader", true, blank, "", "", false}};
            return room.position().next;
        };
        const auto makes = [](const Next& next) {
            const auto* act = std::get_if<Do>(&next);
            return act != nullptr && std::holds_alternative<InitialiseCard>(act->act);
        };
        QVERIFY(makes(withCard(true)));
        QVERIFY(!makes(withCard(false))); // somebody's own card
        QVERIFY(room.append("1.1.4", authority::CardInitIntended{"officer-1", "reader"}));
        const std::uint64_t intent = room.state.ceremony->pendingIntent->reference.seq;
        QVERIFY(room.append("1.1.4", authority::IntentSettled{intent, "not-done", "cut short"}));
        QVERIFY(makes(withCard(false)));
        QVERIFY(makes(withCard(true)));
        QVERIFY(room.append("1.1.4", authority::CardInitIntended{"officer-1", "reader"}));
        QVERIFY(room.append("1.1.4", authority::CardInitialised{"officer-1", "0123"}));
        QVERIFY(!makes(withCard(false)));
        QVERIFY(makes(withCard(true)));
    }

    void anAbandonedCeremonyIsClosedAtOnce() {
        Room room;
        QVERIFY(room.sayAndRecord(
            api::RaiseException{api::ExceptionKind::stop, "a", "b", "c", {"administrator-1"}}));
        QVERIFY(room.sayAndRecord(api::EndException{api::ExceptionEnding::abandon}));
        const Position closing = room.position();
        const auto* act = std::get_if<Do>(&closing.next);
        QVERIFY(act != nullptr);
        const auto& body = std::get<RecordEntry>(act->act).body;
        QVERIFY(std::get<authority::CeremonyClosed>(body).result == "abandoned");
        QVERIFY(room.append("-", body).has_value());
        QVERIFY(shows<api::FinishedStep>(room.position().next));
        QVERIFY(!room.sayAndRecord(api::Suspend{"night", {"administrator-1"}}));
    }

    // A restart is no decision of people.
    void aSuspendedCeremonyStaysSoOverARestart() {
        Room room;
        QVERIFY(room.sayAndRecord(api::Suspend{"night", {"administrator-1"}}));
        QVERIFY(room.append("-", authority::Resumed{}).has_value());
        QVERIFY(shows<api::SuspendedStep>(room.position().next));
        QVERIFY(room.sayAndRecord(api::Resume{{"administrator-1"}}));
        QVERIFY(shows<api::ConfirmStep>(room.position().next));
    }

    // Whatever people say, the machine answers, what is allowed is what is accepted, and a replay agrees.
    void randomCommandsBreakNothing() {
        for (unsigned seed = 0; seed < 20; ++seed) {
            Room room;
            std::mt19937 random(seed);
            for (int i = 0; i < 100; ++i) {
                api::Command command;
                switch (random() % 8) {
                case 0: command = api::Confirm{{"administrator-1"}, {}}; break;
                case 1: command = api::Confirm{{"administrator-1", "witness-1"}, {"AB-12"}}; break;
                case 2: command = api::ConfirmClock{{1'800'000'030}, {"administrator-1"}}; break;
                case 3:
                    command =
                        api::RaiseException{api::ExceptionKind::stop, "a", "b", "c", {"administrator-1"}};
                    break;
                case 4: command = api::EndException{api::ExceptionEnding::anotherAttempt}; break;
                case 5: command = api::Suspend{"night", {"administrator-1"}}; break;
                case 6: command = api::Resume{{"administrator-1"}}; break;
                default: command = api::Proceed{}; break;
                }
                const bool allowed = room.position().allowed.contains(api::kindOf(command));
                const std::uint64_t before = room.state.size;
                const bool recorded = room.sayAndRecord(command);
                QVERIFY(!recorded || allowed);
                QCOMPARE(room.state.size, before + (recorded ? 1 : 0));
            }
        }
    }
};

STRONGROOM_TEST_MAIN(TestMachine)
#include "tst_machine.moc"

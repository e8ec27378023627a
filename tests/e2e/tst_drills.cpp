// The drills of the training desk against the real engine: the room is told what is wrong and what to do now,
// the record has it, and when the drill is over the same ceremony goes on to its end.
#include "program.h"
#include "rehearsal_folder.h"

#include "app/simulated_officers.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QTemporaryDir>
#include <thread>

using namespace strongroom;
using namespace strongroom::test;
using api::Drill;

namespace {

class Room {
public:
    explicit Room(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    Result<void> enter() {
        const std::filesystem::path file = foundRoot().toStdString();
        SR_ASSIGN(m_plan, engine::loadPlan(file));
        SR_ASSIGN(m_room, app::openTrainingRoom(m_folder, m_plan.plan, {}));
        SR_TRY(app::bringSamples(m_room.site, file, m_plan.plan));
        SR_ASSIGN(m_engine, app::openTrainingEngine(m_folder, m_plan, m_room));
        m_officers.emplace(*m_engine, *m_room.desk, m_folder / "simulator" / "paper", app::systemClock());
        return {};
    }
    const api::Snapshot& seen() const { return m_engine->snapshot(); }
    app::SimulatedOfficers& officers() { return *m_officers; }
    simulator::SimulatedDesk& desk() { return *m_room.desk; }
    Result<void> poll() { return m_engine->poll(); }
    Result<void> say(api::Command command) {
        return m_engine->submit({seen().stepId, seen().version, std::move(command)});
    }
    template<typename StepKind>
    const StepKind* now() const {
        return std::get_if<StepKind>(&seen().current);
    }
    // Until a screen of this kind, and this what.
    template<typename StepKind>
    Result<void> walkTo(const std::string& what, const std::string& title = "") {
        return m_officers->walkUntil([&](const api::Snapshot& snapshot) {
            const auto* step = std::get_if<StepKind>(&snapshot.current);
            return step != nullptr && step->what == what &&
                   step->text.english().find(title) != std::string::npos;
        });
    }
    Result<void> insert(const std::string& card) {
        SR_TRY(desk().insertCard(card));
        return poll();
    }
    Result<void> remove(const std::string& card) {
        SR_TRY(desk().removeCard(card));
        return poll();
    }
    Result<void> unlock(const std::string& person) {
        SR_ASSIGN(Secret pin, desk().cardPin(person));
        return say(api::UnlockCard{person, std::move(pin)});
    }
    Result<void> firstAct(const std::string& person) {
        if (const auto* acts = now<api::CardActsStep>())
            for (const api::OpenAct& act : acts->open)
                if (act.person == person)
                    return say(api::DecideAct{person, act.kind, act.subject, api::Decision::approve, ""});
        return Error{ErrorCode::notNow, person + " is asked for nothing"};
    }
    bool isAsked(const std::string& person) const {
        const auto* acts = now<api::CardActsStep>();
        return acts != nullptr && std::any_of(acts->open.begin(), acts->open.end(),
                                              [&](const api::OpenAct& act) { return act.person == person; });
    }
    Result<authority::AuthorityState> state() const {
        SR_ASSIGN(const RehearsalFolder rehearsal, RehearsalFolder::open(m_folder));
        return rehearsal.state();
    }
    // How often this was refused in the ceremony; an act that failed counts, too.
    std::size_t refusals(const std::string& code) const {
        const auto state = this->state();
        std::size_t found = 0;
        if (state)
            for (const auto& [step, entries] : state->ceremony->steps)
                for (const authority::Recorded& entry : entries) {
                    const auto* refused = std::get_if<authority::Refused>(&entry.body);
                    const auto* failed = std::get_if<authority::ActFailed>(&entry.body);
                    found += (refused != nullptr && refused->code == code) ||
                             (failed != nullptr && failed->code == code);
                }
        return found;
    }
    void leave() {
        m_officers.reset();
        m_engine.reset();
        m_room.desk.reset();
    }

private:
    std::filesystem::path m_folder;
    engine::LoadedPlan m_plan;
    app::TrainingRoom m_room;
    std::unique_ptr<api::Engine> m_engine;
    std::optional<app::SimulatedOfficers> m_officers;
};

const std::vector<std::string> chair{"administrator-1"};

// Refused with this code, in words that say this.
#define SR_TOLD(expression, expected, words)                                                                 \
    do {                                                                                                     \
        const auto srTold = (expression);                                                                    \
        QVERIFY2(!srTold, "it was not refused");                                                             \
        QVERIFY2(                                                                                            \
            srTold.error().code == (expected) && srTold.error().detail.find(words) != std::string::npos,     \
            (std::string(base::errorCodeName(srTold.error().code)) + ": " + srTold.error().detail).c_str()); \
    } while (false)

// A part of a test function; the rest is not tried when it failed.
#define SR_DONE(call)                                                                                        \
    do {                                                                                                     \
        call;                                                                                                \
        if (QTest::currentTestFailed())                                                                      \
            return;                                                                                          \
    } while (false)

} // namespace

class TestDrills : public QObject {
    Q_OBJECT

private slots:
    // One ceremony, in which nearly everything goes wrong.
    void everythingThatCanBePutRight() {
        Room room(here("wrong"));
        SR_VERIFY(room.enter());
        SR_DONE(pins(room));
        SR_DONE(clock(room, Drill::clockAhead));
        SR_DONE(cards(room));
        SR_DONE(shares(room));
        SR_DONE(fullStick(room, "backup-a"));
        SR_DONE(pulledStick(room, "backup-a"));
        SR_DONE(wrongStick(room, "backup-b", "backup-a"));
        SR_DONE(request(room));
        SR_DONE(clock(room, Drill::clockBehind));
        SR_DONE(signing(room));
        SR_DONE(bag(room));
        SR_DONE(alarm(room));
        SR_VERIFY(room.officers().walk());
        room.leave();
        auto whole = RehearsalFolder::open(here("wrong"));
        SR_VERIFY(whole);
        SR_VERIFY(whole->checkEnd());
    }

    // Who leaves is missed, and the others are enough.
    void anOfficerLeaves() {
        Room room(here("left"));
        SR_VERIFY(room.enter());
        SR_VERIFY(room.walkTo<api::ConfirmStep>("bags"));
        SR_VERIFY(room.insert("officer-2"));
        SR_VERIFY(room.desk().startDrill(Drill::officerLeaves, "officer-2"));
        SR_VERIFY(room.poll());
        for (const api::Reader& reader : room.seen().readers)
            QVERIFY(!reader.cardPresent);
        SR_TOLD(room.desk().insertCard("officer-2"), ErrorCode::tokenMissing, "has left");
        QVERIFY(!room.desk().view().underWay);
        // Transcript and close ask every card; what is beyond the quorum is left out by the room's decision.
        for (const char* step : {"transcript", "checkpoint"}) {
            SR_TOLD(room.officers().walk(), ErrorCode::tokenMissing, "officer-2");
            const auto* acts = room.now<api::CardActsStep>();
            QVERIFY(acts != nullptr && acts->what == step && acts->open.size() == 1);
            SR_VERIFY(
                room.say(api::RaiseException{api::ExceptionKind::deviation, "everybody signs",
                                             "officer-2 had to leave", "the others are enough", chair}));
            SR_VERIFY(room.say(api::EndException{api::ExceptionEnding::leftOut}));
        }
        SR_VERIFY(room.officers().walk());
        QVERIFY(std::get<api::FinishedStep>(room.seen().current).result == "complete");
        room.leave();
        SR_VERIFY(room.enter());
        for (const api::DeskCard& card : room.desk().view().cards)
            QCOMPARE(card.away, card.name == "officer-2");
        room.leave();
        auto whole = RehearsalFolder::open(here("left"));
        SR_VERIFY(whole);
        SR_VERIFY(whole->checkRecord());
    }

    // The button by accident, in the middle of a session: nothing can be saved of keys without a backup, and
    // the room is told so; the ceremony can still be ended properly.
    void theEraseButtonInASession() {
        Room room(here("erased"));
        SR_VERIFY(room.enter());
        SR_VERIFY(room.walkTo<api::RunStep>("generate"));
        SR_VERIFY(room.desk().pressEraseButton("primary"));
        const auto said = room.say(api::Proceed{});
        QVERIFY(!said || !room.now<api::RunStep>());
        (void)room.poll();
        QString told;
        for (const Error& error : room.seen().refusals)
            told += QString::fromStdString(error.detail) + "\n";
        if (const auto* missing = room.now<api::MissingStep>())
            told += QString::fromStdString(missing->text.english());
        if (const auto* decide = room.now<api::DecideStep>())
            told += QString::fromStdString(decide->happened.english() + " " + decide->toDo.english());
        QVERIFY2(told.contains("HSM"), told.toUtf8());
        QVERIFY2(!told.contains("generate") && told.contains("connect it again"), told.toUtf8());
        // Who opens it again finds it blank.
        const auto walked = room.officers().walk();
        SR_TOLD(walked, ErrorCode::tokenMissing, "connected but blank");
        SR_VERIFY(
            room.say(api::RaiseException{api::ExceptionKind::stop, "the HSM keeps its keys",
                                         "somebody pressed the erase button", "it is begun anew", chair}));
        SR_VERIFY(room.say(api::EndException{api::ExceptionEnding::abandon}));
        SR_VERIFY(room.officers().walk());
        QVERIFY(std::get<api::FinishedStep>(room.seen().current).result == "abandoned");
    }

    // Hands do not wait for the engine.
    void theDeskHasAThreadOfItsOwn() {
        Room room(here("threads"));
        SR_VERIFY(room.enter());
        SR_VERIFY(room.walkTo<api::CardActsStep>("agree"));
        std::atomic<bool> stop = false;
        std::thread hands([&] {
            for (int i = 0; !stop; ++i) {
                (void)(i % 2 == 0 ? room.desk().insertCard("officer-4")
                                  : room.desk().removeCard("officer-4"));
                (void)(i % 2 == 0 ? room.desk().removeMedium("out") : room.desk().insertMedium("out"));
                (void)room.desk().view();
                (void)room.desk().drills();
                (void)room.desk().cardPin("officer-1");
            }
        });
        for (int i = 0; i < 100; ++i)
            (void)room.poll();
        const auto inserted = room.insert("officer-1");
        const auto unlocked = room.unlock("officer-1");
        stop = true;
        hands.join();
        SR_VERIFY(inserted);
        SR_VERIFY(unlocked);
        SR_VERIFY(room.desk().removeCard("officer-4"));
        SR_VERIFY(room.poll());
        SR_VERIFY(room.firstAct("officer-1"));
    }

private:
    void pins(Room& room) {
        SR_VERIFY(room.walkTo<api::CardActsStep>("initialise"));
        SR_VERIFY(room.insert("officer-1"));
        SR_VERIFY(room.desk().startDrill(Drill::forgottenPin, "officer-1"));
        SR_TOLD(room.desk().cardPin("officer-1"), ErrorCode::notNow, "remembers");
        SR_VERIFY(room.desk().cardPin("officer-2"));
        SR_VERIFY(room.desk().endDrill());
        SR_VERIFY(room.desk().startDrill(Drill::wrongPin, "officer-1"));
        SR_TOLD(room.unlock("officer-1"), ErrorCode::pinWrong, "officer-1");
        QVERIFY(!room.desk().view().underWay);
        QCOMPARE(room.refusals("pinWrong"), std::size_t(1));
        SR_VERIFY(room.unlock("officer-1"));
        SR_VERIFY(room.firstAct("officer-1"));
        SR_VERIFY(room.remove("officer-1"));
    }

    void cards(Room& room) {
        SR_VERIFY(room.desk().startDrill(Drill::wrongCard, ""));
        SR_VERIFY(room.insert("officer-3"));
        std::string in;
        for (const api::Reader& reader : room.seen().readers)
            if (reader.cardPresent)
                in += reader.person;
        QCOMPARE(in, std::string("officer-1"));
        SR_TOLD(room.unlock("officer-3"), ErrorCode::tokenMissing, "officer-3");
        QCOMPARE(room.refusals("tokenMissing"), std::size_t(1));
        SR_VERIFY(room.remove("officer-3"));
        QVERIFY(!room.desk().view().underWay);
        SR_VERIFY(room.insert("officer-3"));
        SR_VERIFY(room.unlock("officer-3"));
        SR_VERIFY(room.firstAct("officer-3"));
        SR_VERIFY(room.remove("officer-3"));
    }

    void shares(Room& room) {
        SR_VERIFY(room.walkTo<api::CardActsStep>("session"));
        SR_VERIFY(room.desk().startDrill(Drill::foreignShare, "officer-4"));
        SR_VERIFY(room.insert("officer-4"));
        SR_VERIFY(room.unlock("officer-4"));
        SR_TOLD(room.firstAct("officer-4"), ErrorCode::digestMismatch, "the others go on");
        QCOMPARE(room.refusals("digestMismatch"), std::size_t(1));
        SR_VERIFY(room.desk().endDrill());
        SR_VERIFY(room.firstAct("officer-4"));
        SR_VERIFY(room.remove("officer-4"));
    }

    void clock(Room& room, Drill drill) {
        const std::string step = room.seen().stepId;
        const auto before = room.state();
        SR_VERIFY(before);
        SR_VERIFY(room.desk().startDrill(drill, ""));
        const std::size_t told = room.refusals("clockMoved");
        SR_TOLD(room.poll(), ErrorCode::clockMoved, "clock on the wall");
        (void)room.poll(); // no news
        const auto* decide = room.now<api::DecideStep>();
        QVERIFY(decide != nullptr &&
                decide->toDo.english().find("Set the computer's clock") != std::string::npos);
        SR_TOLD(room.say(api::Proceed{}), ErrorCode::clockMoved, "clock on the wall");
        QVERIFY(!room.seen().allowed.contains(api::CommandKind::proceed));
        QVERIFY(room.seen().allowed.contains(api::CommandKind::raiseException));
        SR_VERIFY(room.say(api::RaiseException{api::ExceptionKind::note, "the clock is right", "it was moved",
                                               "it is set right", chair}));
        QCOMPARE(room.refusals("clockMoved"), told + 1);
        SR_VERIFY(room.desk().endDrill());
        SR_VERIFY(room.poll());
        QVERIFY(room.seen().refusals.empty() && room.seen().stepId == step);
        QVERIFY(!room.now<api::DecideStep>());
        // No entry has the time of the moved clock.
        const auto after = room.state();
        SR_VERIFY(after);
        QVERIFY(after->size > before->size && after->lastTime.seconds - before->lastTime.seconds < 60);
    }

    void fullStick(Room& room, const std::string& stick) {
        SR_VERIFY(room.desk().startDrill(Drill::stickFull, stick));
        SR_TOLD(room.officers().walk(), ErrorCode::noSpace, "make room");
        QCOMPARE(room.refusals("noSpace"), std::size_t(1));
        QVERIFY(room.now<api::RunStep>() != nullptr);
        SR_VERIFY(room.desk().endDrill());
    }

    void pulledStick(Room& room, const std::string& stick) {
        SR_VERIFY(room.desk().startDrill(Drill::stickPulled, stick));
        SR_TOLD(room.say(api::Proceed{}), ErrorCode::fileMissing, "pulled out while it was written");
        QVERIFY(!room.desk().view().underWay);
        QCOMPARE(room.refusals("fileMissing"), std::size_t(1));
        SR_VERIFY(room.poll());
        const auto* missing = room.now<api::MissingStep>();
        QVERIFY(missing != nullptr && missing->what == "medium" && missing->name == stick);
        SR_VERIFY(room.desk().insertMedium(stick));
        SR_VERIFY(room.poll());
    }

    // `other` is written, `stick` comes next.
    void wrongStick(Room& room, const std::string& stick, const std::string& other) {
        SR_VERIFY(room.desk().removeMedium(stick));
        SR_VERIFY(room.poll());
        QVERIFY(room.now<api::RunStep>() != nullptr);
        SR_VERIFY(room.say(api::Proceed{}));
        const auto* missing = room.now<api::MissingStep>();
        QVERIFY(missing != nullptr && missing->name == stick);
        SR_VERIFY(room.desk().removeMedium(other));
        SR_VERIFY(room.desk().startDrill(Drill::wrongStick, ""));
        SR_VERIFY(room.desk().insertMedium(stick));
        SR_TOLD(room.poll(), ErrorCode::digestMismatch, "is marked '" + other + "'");
        QCOMPARE(room.refusals("digestMismatch"), std::size_t(2));
        SR_TOLD(room.desk().insertMedium(other), ErrorCode::notNow, other);
        SR_VERIFY(room.desk().removeMedium(stick));
        QVERIFY(!room.desk().view().underWay);
        for (const std::string& each : {stick, other})
            SR_VERIFY(room.desk().insertMedium(each));
        SR_VERIFY(room.poll());
    }

    void request(Room& room) {
        SR_VERIFY(room.officers().walkUntil([](const api::Snapshot& snapshot) {
            const auto* go = std::get_if<api::RunStep>(&snapshot.current);
            return go != nullptr && go->what == "drill" &&
                   go->text.english().find("backup-b") != std::string::npos;
        }));
        SR_VERIFY(room.desk().startDrill(Drill::swappedRequest, "in"));
        const std::size_t before = room.refusals("digestMismatch");
        const auto walked = room.officers().walk();
        SR_TOLD(walked, ErrorCode::digestMismatch, "bring that one");
        QVERIFY(room.refusals("digestMismatch") > before);
        SR_VERIFY(room.desk().endDrill());
        SR_VERIFY(room.poll());
        QVERIFY(!room.now<api::DecideStep>());
    }

    // The HSM has signed, and nobody got the signature: its number is burned, and it is made anew under
    // another.
    void signing(Room& room) {
        SR_VERIFY(room.walkTo<api::CardActsStep>("certify"));
        const auto before = room.state();
        SR_VERIFY(before);
        SR_VERIFY(room.desk().startDrill(Drill::hsmPulled, "primary"));
        Result<void> said;
        for (const char* person : {"officer-1", "officer-2", "officer-3"}) {
            SR_VERIFY(room.insert(person));
            SR_VERIFY(room.unlock(person));
            while (said && room.isAsked(person))
                said = room.firstAct(person);
            SR_VERIFY(room.desk().removeCard(person));
        }
        QVERIFY2(!said && said.error().detail.find("HSM") != std::string::npos &&
                     said.error().detail.find("connect it again") != std::string::npos,
                 said ? "it went well" : said.error().detail.c_str());
        QVERIFY(!room.desk().view().underWay && !room.desk().view().devices.front().connected);
        SR_VERIFY(room.poll());
        const auto after = room.state();
        SR_VERIFY(after);
        QVERIFY(after->certificates.empty());
        // Whoever still has something to approve does; then the HSM is asked for.
        QVERIFY(!room.now<api::DecideStep>());
        const auto asked = room.officers().walkUntil([](const api::Snapshot& snapshot) {
            return std::holds_alternative<api::MissingStep>(snapshot.current);
        });
        SR_VERIFY(asked);
        const auto* missing = room.now<api::MissingStep>();
        QVERIFY(missing != nullptr && missing->what == "hsm" && missing->name == "primary");
        SR_VERIFY(room.desk().connectHsm("primary"));
        SR_VERIFY(room.poll());
    }

    void bag(Room& room) {
        SR_VERIFY(room.walkTo<api::ConfirmStep>("bags"));
        SR_VERIFY(room.desk().startDrill(Drill::mistypedBag, "backup-a"));
        const auto* step = room.now<api::ConfirmStep>();
        api::Confirm confirm{step->by, {}};
        const api::DeskView view = room.desk().view();
        for (const api::Prompt& prompt : step->prompts) {
            const auto bag = std::find_if(view.bags.begin(), view.bags.end(),
                                          [&](const api::DeskBag& one) { return one.name == prompt.name; });
            QVERIFY(bag != view.bags.end());
            QCOMPARE(bag->number == bag->receipt, prompt.name != "backup-a");
            confirm.values.push_back(bag->number);
        }
        SR_VERIFY(room.desk().endDrill());
        SR_VERIFY(room.say(std::move(confirm)));
        const auto state = room.state();
        SR_VERIFY(state);
        for (const api::DeskBag& bag : view.bags)
            QCOMPARE(state->bags.at(bag.name).number, bag.number);
    }

    void alarm(Room& room) {
        SR_VERIFY(room.desk().startDrill(Drill::alarm, ""));
        QVERIFY(room.desk().view().message.has_value());
        SR_VERIFY(room.say(api::LockRoom{}));
        SR_VERIFY(room.desk().endDrill());
        QVERIFY(!room.desk().view().message);
    }

    std::filesystem::path here(const QString& name) const {
        QDir().mkpath(m_temporary.path() + "/" + name);
        return (m_temporary.path() + "/" + name).toStdString();
    }

    QTemporaryDir m_temporary;
};

STRONGROOM_TEST_MAIN(TestDrills)
#include "tst_drills.moc"

// People who do not do what they should, through the one door (core/api): wrong PINs, wrong cards, declines,
// exceptions, a suspended night, and the production path on a simulated HSM. The room is the rehearsal's own;
// up to the interesting step its officers walk, then the test does.
#include "files.h"
#include "program.h"
#include "recovery.h"
#include "rehearsal_folder.h"

#include "app/simulated_officers.h"
#include "core/base_io/clock.h"
#include "core/base_io/file_layer.h"
#include "core/ceremony/validate.h"
#include "core/pki/revocation_list.h"
#include "tests/support/simulated_token.h"
#include "tests/support/test_clock.h"
#include "tests/support/test_main.h"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <random>

using namespace strongroom;
using namespace strongroom::test;

namespace {

// One folder, one desk, one engine at a time.
class Room {
public:
    explicit Room(std::filesystem::path folder, Mode mode = Mode::training,
                  const tests::TestClock& clock = tests::TestClock())
        : m_folder(std::move(folder)), m_mode(mode), m_clock(clock) {}

    Result<void> enter() {
        const std::filesystem::path file = foundRoot().toStdString();
        SR_ASSIGN(m_plan, engine::loadPlan(file));
        SR_ASSIGN(m_room, app::openTrainingRoom(m_folder, m_plan.plan, {}));
        SR_TRY(app::bringSamples(m_room.site, file, m_plan.plan));
        SR_ASSIGN(engine::EngineSetup setup, app::setupOf(m_folder, m_plan, m_room));
        setup.mode = m_mode;
        setup.clock = &m_clock;
        setup.site.simulatedHsmAccepted = m_mode == Mode::production;
        SR_ASSIGN(m_engine, engine::openEngine(std::move(setup)));
        *m_room.authority = m_engine->snapshot().authority;
        m_officers.emplace(*m_engine, *m_room.desk, m_folder / "simulator" / "paper", m_clock, m_readers);
        return {};
    }
    void leave() {
        m_officers.reset();
        m_engine.reset();
        m_room.desk.reset();
    }

    // From the next entering on.
    void useReaders(ceremony::Readers readers) { m_readers = readers; }
    const ceremony::Plan& plan() const { return m_plan.plan; }
    void watch(std::function<void(const api::Snapshot&)> see) {
        m_engine->onSnapshot(
            [see = std::move(see)](const std::shared_ptr<const api::Snapshot>& snapshot) { see(*snapshot); });
    }

    // Nothing happens for so long.
    void pass(std::chrono::seconds time) { m_clock.pass(time); }

    const api::Snapshot& seen() const { return m_engine->snapshot(); }
    app::SimulatedOfficers& officers() { return *m_officers; }
    simulator::SimulatedDesk& desk() { return *m_room.desk; }
    Result<void> poll() { return m_engine->poll(); }
    Result<void> say(api::Command command) {
        return m_engine->submit({seen().stepId, seen().version, std::move(command)});
    }
    Result<void> sayToAnOldScreen(api::Command command) {
        return m_engine->submit({seen().stepId, seen().version - 1, std::move(command)});
    }

    // Until cards are asked for this kind of act.
    Result<void> walkTo(api::CardActKind kind, const std::string& what) {
        return m_officers->walkUntil([&](const api::Snapshot& snapshot) {
            const auto* acts = std::get_if<api::CardActsStep>(&snapshot.current);
            return acts != nullptr && acts->what == what &&
                   std::any_of(acts->open.begin(), acts->open.end(),
                               [&](const api::OpenAct& act) { return act.kind == kind; });
        });
    }
    Result<void> unlock(const std::string& person) {
        SR_TRY(desk().insertCard(person));
        SR_TRY(poll());
        SR_ASSIGN(Secret pin, desk().cardPin(person));
        return say(api::UnlockCard{person, std::move(pin)});
    }
    // What this person is asked for first.
    std::optional<api::OpenAct> askedOf(const std::string& person) const {
        if (const auto* acts = std::get_if<api::CardActsStep>(&seen().current))
            for (const api::OpenAct& act : acts->open)
                if (act.person == person)
                    return act;
        return std::nullopt;
    }
    // What this person is asked for first, done.
    Result<void> decide(const std::string& person) {
        const auto asked = askedOf(person);
        if (!asked)
            return Error{ErrorCode::notNow, person + " is asked for nothing"};
        return say(api::DecideAct{person, asked->kind, asked->subject, api::Decision::approve, ""});
    }
    Result<void> release(const std::string& person) {
        SR_TRY(unlock(person));
        SR_TRY(decide(person));
        SR_TRY(desk().removeCard(person));
        return poll();
    }
    Result<void> decideAll(const std::string& person) {
        SR_TRY(unlock(person));
        while (askedOf(person))
            SR_TRY(decide(person));
        SR_TRY(desk().removeCard(person));
        return poll();
    }
    // The same, and the card stays.
    Result<void> decideAllAndStay(const std::string& person) {
        SR_TRY(unlock(person));
        while (askedOf(person))
            SR_TRY(decide(person));
        return {};
    }
    // Persons whose card lies in a reader; all of them, or those that are unlocked.
    std::vector<std::string> cardsIn() const {
        return cardsWhere([](const api::Reader&) { return true; });
    }
    std::vector<std::string> cardsUnlocked() const {
        return cardsWhere([](const api::Reader& reader) { return reader.unlocked; });
    }
    // Who is logged in at the HSM, in any session: the engine is in this process.
    Result<hsm::LoginState> login() {
        SR_ASSIGN(const authority::AuthorityState now, state());
        SR_ASSIGN(auto module, hsm::Module::load(desk().deviceModule("primary")));
        SR_ASSIGN(auto token, hsm::Token::find(std::move(module), now.tokens.at("primary").serial));
        SR_ASSIGN(hsm::Session session, token->openSession(hsm::Access::readOnly));
        return session.loginState();
    }
    // What is left of the ceremony; and what it left, when every rule of an end holds.
    Result<RehearsalFolder> walkToTheEnd() {
        SR_TRY(m_officers->walk());
        leave();
        SR_ASSIGN(RehearsalFolder whole, RehearsalFolder::open(m_folder));
        SR_TRY(whole.checkEnd());
        return whole;
    }
    Result<authority::AuthorityState> state() const {
        SR_ASSIGN(const RehearsalFolder rehearsal, RehearsalFolder::open(m_folder));
        return rehearsal.state();
    }
    // Entries of this type in the record.
    Result<std::size_t> count(const std::string& type) const {
        SR_ASSIGN(const RehearsalFolder rehearsal, RehearsalFolder::open(m_folder));
        SR_ASSIGN(const std::vector<std::string> types, rehearsal.types());
        return static_cast<std::size_t>(std::count(types.begin(), types.end(), type));
    }
    // The newest `refused` entry of the ceremony.
    Result<authority::Refused> newestRefusal() const {
        SR_ASSIGN(const authority::AuthorityState now, state());
        const authority::Recorded* newest = nullptr;
        for (const auto& [step, entries] : now.ceremony->steps)
            for (const authority::Recorded& entry : entries)
                if (std::holds_alternative<authority::Refused>(entry.body) &&
                    (newest == nullptr || entry.reference.seq > newest->reference.seq))
                    newest = &entry;
        if (newest == nullptr)
            return Error{ErrorCode::objectMissing, "nothing was refused"};
        return std::get<authority::Refused>(newest->body);
    }

private:
    template<typename Fits>
    std::vector<std::string> cardsWhere(Fits fits) const {
        std::vector<std::string> persons;
        for (const api::Reader& reader : seen().readers)
            if (reader.cardPresent && fits(reader))
                persons.push_back(reader.person);
        std::sort(persons.begin(), persons.end());
        return persons;
    }

    std::filesystem::path m_folder;
    Mode m_mode;
    ceremony::Readers m_readers = ceremony::Readers::oneForEachCard;
    tests::TestClock m_clock;
    engine::LoadedPlan m_plan;
    app::TrainingRoom m_room;
    std::unique_ptr<api::Engine> m_engine;
    std::optional<app::SimulatedOfficers> m_officers;
};

Secret secretOf(const char* text) {
    auto secret = Secret::make(std::strlen(text));
    secret->expose([&](auto bytes) { std::copy(text, text + bytes.size(), bytes.begin()); });
    return std::move(*secret);
}

const std::vector<std::string> chair{"administrator-1"};

void put(const char* path, const std::string& text) {
    std::ofstream(path) << text;
}

// A machine with a network or with swap is no room for production: this process goes where it sees neither.
// A user namespace makes it possible for everybody, and is possible while there is one thread only. "", or
// what could not be done.
QByteArray goApart() {
    const std::string user = std::to_string(getuid()), group = std::to_string(getgid());
    if (unshare(CLONE_NEWNET | CLONE_NEWNS) != 0) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) != 0)
            return QByteArray("this machine allows no network namespace, not even in a user namespace: ") +
                   std::strerror(errno);
        put("/proc/self/setgroups", "deny");
        put("/proc/self/uid_map", user + " " + user + " 1");
        put("/proc/self/gid_map", group + " " + group + " 1");
    }
    QTemporaryFile none;
    if (!none.open() || none.write("Filename Type Size Used Priority\n") < 0 || !none.flush() ||
        mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount(none.fileName().toLocal8Bit().constData(), "/proc/swaps", nullptr, MS_BIND, nullptr) != 0)
        return QByteArray("nothing can be mounted over /proc/swaps: ") + std::strerror(errno);
    return {};
}

} // namespace

class TestRoom : public QObject {
    Q_OBJECT

private slots:
    void wrongCardsPinsAndPersonsAreRefusedAndRecorded() {
        Room room(here("wrong"));
        SR_VERIFY(room.enter());
        SR_VERIFY(room.walkTo(api::CardActKind::releaseShare, "initialise"));
        const std::string before = room.seen().stepId;

        SR_VERIFY(room.desk().insertCard("officer-1"));
        SR_VERIFY(room.poll());
        SR_REFUSED(room.say(api::UnlockCard{"officer-1", secretOf("00000000")}), ErrorCode::pinWrong);
        auto refused = room.newestRefusal();
        SR_VERIFY(refused);
        QVERIFY(refused->person == "officer-1" && refused->code == "pinWrong");

        // Another officer's name for this card.
        auto pin = room.desk().cardPin("officer-2");
        SR_VERIFY(pin);
        SR_REFUSED(room.say(api::UnlockCard{"officer-2", std::move(*pin)}), ErrorCode::tokenMissing);

        // Not unlocked yet; then twice the same; then in another's name.
        const auto asked = room.askedOf("officer-1");
        QVERIFY(asked.has_value());
        const auto act = [&](const std::string& person) {
            return api::DecideAct{person, asked->kind, asked->subject, api::Decision::approve, ""};
        };
        SR_REFUSED(room.say(act("officer-1")), ErrorCode::notNow);
        SR_VERIFY(room.unlock("officer-1"));
        SR_VERIFY(room.say(act("officer-1")));
        SR_REFUSED(room.say(act("officer-1")), ErrorCode::denied);
        SR_REFUSED(room.say(act("witness-1")), ErrorCode::denied);
        SR_REFUSED(room.sayToAnOldScreen(act("officer-1")), ErrorCode::staleVersion);
        SR_REFUSED(room.say(api::Confirm{chair, {}}), ErrorCode::notNow);
        QVERIFY(room.seen().stepId == before);

        // And all of it cost nothing.
        SR_VERIFY(room.desk().removeCard("officer-1"));
        SR_VERIFY(room.poll());
        auto whole = room.walkToTheEnd();
        SR_VERIFY(whole);
    }

    // A card stays in its reader, unlocked, through card acts and "go" of a section, and no further.
    void aSittingKeepsItsCards() {
        const std::vector<std::string> none, two{"officer-1", "officer-2"},
            three{"officer-1", "officer-2", "officer-3"};
        Room room(here("sitting"));
        SR_VERIFY(room.enter());
        SR_VERIFY(room.walkTo(api::CardActKind::releaseShare, "session"));
        QVERIFY(room.seen().stepId == "2.2.3" && room.seen().sitting == "2.2");
        QVERIFY(room.cardsIn().empty()); // whoever was there before has taken the card out
        for (const std::string& person : three)
            SR_VERIFY(room.decideAllAndStay(person));
        for (const char* step : {"2.2.3", "2.2.4"}) {
            QVERIFY(std::holds_alternative<api::RunStep>(room.seen().current) && room.seen().stepId == step);
            QVERIFY(room.seen().sitting == "2.2" && room.cardsUnlocked() == three);
            SR_VERIFY(room.say(api::Proceed{}));
        }
        // No PIN is asked for again.
        SR_VERIFY(room.decide("officer-1"));
        // Pulled and put back between two looks: another insertion, and its PIN.
        SR_VERIFY(room.desk().removeCard("officer-3"));
        SR_VERIFY(room.desk().insertCard("officer-3"));
        SR_VERIFY(room.poll());
        QVERIFY(room.cardsIn() == three && room.cardsUnlocked() == two);
        SR_REFUSED(room.decide("officer-3"), ErrorCode::notNow);
        SR_VERIFY(room.unlock("officer-3"));
        SR_VERIFY(room.decide("officer-3"));
        // A night: every card is locked, and stays so in the morning.
        SR_VERIFY(room.say(api::Suspend{"it is late", chair}));
        QVERIFY(room.seen().sitting.empty() && room.cardsIn() == three && room.cardsUnlocked().empty());
        SR_VERIFY(room.say(api::Resume{chair}));
        QVERIFY(room.seen().sitting == "2.2" && room.cardsUnlocked().empty());
        SR_REFUSED(room.decide("officer-2"), ErrorCode::notNow);
        SR_VERIFY(room.unlock("officer-2"));
        QVERIFY(room.cardsUnlocked() == std::vector<std::string>{"officer-2"});
        // And so it is when everybody leaves.
        SR_VERIFY(room.say(api::LockRoom{}));
        QVERIFY(room.cardsIn() == three && room.cardsUnlocked().empty());
        auto whole = room.walkToTheEnd();
        SR_VERIFY(whole);
    }

    // From one section to the next without anything between: the cards lie there and are locked.
    void aSittingEndsWithItsSection() {
        Room room(here("section"));
        SR_VERIFY(room.enter());
        SR_VERIFY(room.walkTo(api::CardActKind::proveShare, "initialise"));
        for (std::size_t i = 0; i < 5; ++i)
            SR_VERIFY(room.decideAllAndStay(officerAt(i)));
        QVERIFY(room.seen().sitting == "2.1" && room.cardsUnlocked().size() == 5);
        SR_VERIFY(room.say(api::Proceed{}));
        QVERIFY(room.seen().stepId == "2.2.3" && room.seen().sitting == "2.2");
        QVERIFY(room.cardsIn().size() == 5 && room.cardsUnlocked().empty());
        SR_REFUSED(room.decide("officer-1"), ErrorCode::notNow);
    }

    // The figures of `check` for a room whose officers share one reader.
    void oneReaderForAllCards() {
        Room room(here("one-reader"));
        room.useReaders(ceremony::Readers::oneForAll);
        SR_VERIFY(room.enter());
        std::size_t most = 0;
        room.watch([&](const api::Snapshot&) { most = std::max(most, room.cardsIn().size()); });
        SR_VERIFY(room.officers().walk());
        QCOMPARE(most, std::size_t(1));
        std::map<std::string, std::uint64_t> foretold;
        for (const ceremony::CardForecast& card : ceremony::validate(room.plan(), UtcTime{}).insertions)
            foretold[card.person] = card.withOneReader;
        QVERIFY(foretold.size() == 6);
        QVERIFY(room.officers().insertions() == foretold);
        auto whole = room.walkToTheEnd();
        SR_VERIFY(whole);
    }

    void oneAndTwoReleasesOpenNothing() {
        Room room(here("two"));
        SR_VERIFY(room.enter());
        const auto waitsFor = [&](std::size_t more) {
            const auto* acts = std::get_if<api::CardActsStep>(&room.seen().current);
            QVERIFY(acts != nullptr && acts->what == "session" && acts->needed == 3);
            QCOMPARE(acts->open.size(), more);
            const auto login = room.login();
            SR_VERIFY(login);
            QVERIFY(*login == hsm::LoginState::nobody);
            const auto opened = room.count("session_opened");
            SR_VERIFY(opened);
            QCOMPARE(*opened, std::size_t(0));
        };
        for (std::size_t a = 0; a < 5; ++a)
            for (std::size_t b = a + 1; b < 5; ++b) {
                SR_VERIFY(room.walkTo(api::CardActKind::releaseShare, "session"));
                waitsFor(5);
                for (const auto& [person, more] : {std::pair(a, 4), {b, 3}}) {
                    SR_VERIFY(room.release(officerAt(person)));
                    QVERIFY(!room.askedOf(officerAt(person)));
                    waitsFor(std::size_t(more));
                    if (QTest::currentTestFailed())
                        return;
                }
                // Released shares are in memory alone.
                if (a == 3)
                    break;
                room.leave();
                SR_VERIFY(room.enter());
            }
        // The control: a third one does.
        SR_VERIFY(room.release("officer-1"));
        const auto login = room.login();
        SR_VERIFY(login);
        QVERIFY(*login == hsm::LoginState::user);
        QCOMPARE(*room.count("session_opened"), std::size_t(1));
        auto whole = room.walkToTheEnd();
        SR_VERIFY(whole);
    }

    // Two shares as if they were the secret: each by itself, the sum of both, and what two make when they are
    // told that two suffice.
    void whatTwoCanMakeIsNoPin() {
        Room room(here("guess"));
        SR_VERIFY(room.enter());
        SR_VERIFY(room.walkTo(api::CardActKind::releaseShare, "session"));
        room.leave();
        {
            auto rehearsal = RehearsalFolder::open(here("guess"));
            SR_VERIFY(rehearsal);
            auto hsm = rehearsal->token("primary");
            SR_VERIFY(hsm);
            for (const auto& [set, role] : {std::pair<std::string, hsm::Role>("user-pin.1", hsm::Role::user),
                                            {"so-pin.1", hsm::Role::securityOfficer}}) {
                const auto tries = [&, role = role, set = set](const Secret& secret) -> Result<void> {
                    SR_ASSIGN(const Secret pin, rehearsal->pin(set, secret));
                    SR_ASSIGN(hsm::Session session, (*hsm)->openSession(hsm::Access::readWrite));
                    SR_TRY(session.login(role, pin));
                    return session.close();
                };
                auto left = rehearsal->openShare(set, "officer-2");
                auto right = rehearsal->openShare(set, "officer-5");
                SR_VERIFY(left);
                SR_VERIFY(right);
                auto one = left->share.value(), other = right->share.value();
                SR_REFUSED(tries(*one), ErrorCode::pinWrong);
                SR_REFUSED(tries(*other), ErrorCode::pinWrong);
                one->expose([&](auto to) {
                    other->expose([&](ByteView from) {
                        for (std::size_t i = 0; i < to.size(); ++i)
                            to[i] = static_cast<std::uint8_t>(to[i] ^ from[i]);
                    });
                });
                SR_REFUSED(tries(*one), ErrorCode::pinWrong);
                SR_REFUSED(madeOfTwo(left->share, right->share), ErrorCode::shareAltered);
                // The control.
                auto secret = rehearsal->secret(set, {"officer-2", "officer-4", "officer-5"});
                SR_VERIFY(secret);
                SR_VERIFY(tries(*secret));
            }
        }
        SR_VERIFY(room.enter());
        auto whole = room.walkToTheEnd();
        SR_VERIFY(whole);
    }

    void aDeclinedBackupIsMadeAnewInAnotherAttempt() {
        Room room(here("declined"));
        SR_VERIFY(room.enter());
        SR_VERIFY(room.walkTo(api::CardActKind::approve, "backup"));
        const std::string step = room.seen().stepId;
        for (const char* person : {"officer-1", "officer-2", "officer-3"}) {
            const auto asked = room.askedOf(person);
            if (!asked)
                break; // the quorum was lost before
            SR_VERIFY(room.unlock(person));
            SR_VERIFY(room.say(
                api::DecideAct{person, asked->kind, asked->subject, api::Decision::decline, "not this one"}));
            SR_VERIFY(room.desk().removeCard(person));
            SR_VERIFY(room.poll());
        }
        QVERIFY(std::holds_alternative<api::DecideStep>(room.seen().current));
        SR_VERIFY(room.say(api::RaiseException{api::ExceptionKind::deviation, "the backup is approved",
                                               "it was declined", "it is made anew", chair}));
        SR_VERIFY(room.say(api::EndException{api::ExceptionEnding::anotherAttempt}));
        QVERIFY(room.seen().stepId == step + "/2");
        auto whole = room.walkToTheEnd();
        SR_VERIFY(whole);
        QCOMPARE(whole->state().backups.size(), std::size_t(2));
    }

    void aNightBetweenTwoDays() {
        Room room(here("night"));
        SR_VERIFY(room.enter());
        SR_VERIFY(room.walkTo(api::CardActKind::proveShare, "backup"));
        SR_VERIFY(room.say(api::Suspend{"it is late", chair}));
        QVERIFY(std::holds_alternative<api::SuspendedStep>(room.seen().current));
        room.leave();
        SR_VERIFY(room.enter());
        QVERIFY(std::holds_alternative<api::SuspendedStep>(room.seen().current));
        SR_REFUSED(room.say(api::Proceed{}), ErrorCode::notNow);
        SR_VERIFY(room.say(api::Resume{chair}));
        room.leave();
        SR_VERIFY(room.enter());
        QVERIFY(std::holds_alternative<api::CardActsStep>(room.seen().current));
        auto whole = room.walkToTheEnd();
        SR_VERIFY(whole);
    }

    // PROTOCOL P2: what was prepared more than a day ago is not signed. It is prepared anew, under another
    // number, and everybody is asked again.
    void whatIsADayOldIsPreparedAnew_data() {
        QTest::addColumn<int>("approvals");
        QTest::newRow("before anybody approved") << 0;
        QTest::newRow("before the last one approves") << 2;
    }
    void whatIsADayOldIsPreparedAnew() {
        QFETCH(int, approvals);
        Room room(here("stale-" + QString::number(approvals)));
        SR_VERIFY(room.enter());
        SR_VERIFY(room.walkTo(api::CardActKind::approve, "certify"));
        const auto before = room.count("tbs_prepared");
        SR_VERIFY(before);
        for (int i = 1; i <= approvals; ++i)
            SR_VERIFY(room.decideAll("officer-" + std::to_string(i)));
        room.pass(std::chrono::hours(25));
        auto whole = room.walkToTheEnd();
        SR_VERIFY(whole);
        const auto after = room.count("tbs_prepared");
        SR_VERIFY(after);
        QCOMPARE(*after, 2 * *before);
        std::set<std::string> numbers;
        for (const authority::PreparedObject& prepared : whole->state().prepared)
            QVERIFY(numbers.insert(prepared.prepared.kind + prepared.prepared.number).second);
    }

    // Dates come from the clock that people confirmed, and from nowhere else.
    void theTimeOfTheRoomIsTheRecords() {
        const auto start = base::fromRfc3339("2028-02-29T09:00:00Z");
        SR_VERIFY(start);
        Room room(here("leap"), Mode::training, tests::TestClock(*start));
        SR_VERIFY(room.enter());
        auto whole = room.walkToTheEnd();
        SR_VERIFY(whole);
        const authority::AuthorityState& state = whole->state();
        QVERIFY(state.lastTime.seconds - start->seconds < 600);
        const auto root = pki::readCertificate(state.certificates.at("root").bytes);
        SR_VERIFY(root);
        QVERIFY(root->validity.notBefore.seconds >= start->seconds &&
                root->validity.notBefore.seconds <= state.lastTime.seconds);
        for (const authority::IssuedObject& crl : state.crls) {
            const auto values = pki::readCrl(crl.bytes);
            SR_VERIFY(values);
            QVERIFY(values->thisUpdate.seconds >= start->seconds);
        }
    }

    void everybodyLeavesTheRoomAtOnce() {
        Room room(here("left"));
        SR_VERIFY(room.enter());
        SR_VERIFY(room.walkTo(api::CardActKind::introduceKey, "introduce"));
        SR_VERIFY(room.unlock("officer-1"));
        SR_VERIFY(room.say(api::LockRoom{}));
        for (const api::Reader& reader : room.seen().readers)
            QVERIFY(!reader.unlocked);
        SR_VERIFY(room.desk().removeCard("officer-1"));
        SR_VERIFY(room.poll());
        auto whole = room.walkToTheEnd();
        SR_VERIFY(whole);
    }

    void anAbandonedCeremonyIsSealedAllTheSame() {
        Room room(here("abandoned"));
        SR_VERIFY(room.enter());
        SR_VERIFY(room.walkTo(api::CardActKind::approve, "backup"));
        SR_VERIFY(room.say(
            api::RaiseException{api::ExceptionKind::stop, "quiet", "the alarm rings", "all go home", chair}));
        SR_VERIFY(room.say(api::EndException{api::ExceptionEnding::abandon}));
        SR_VERIFY(room.officers().walk());
        QVERIFY(std::get<api::FinishedStep>(room.seen().current).result == "abandoned");
        room.leave();
        auto whole = RehearsalFolder::open(here("abandoned"));
        SR_VERIFY(whole);
        SR_VERIFY(whole->checkRecord());
    }

    // What a screen may not offer is refused by the engine too, is on record, and moves nothing.
    void onlyWhatIsAllowedIsTaken() {
        Room room(here("random"));
        SR_VERIFY(room.enter());
        std::mt19937 random(7);
        int tried = 0;
        SR_VERIFY(room.officers().walkUntil([&](const api::Snapshot& snapshot) {
            if (random() % 3 != 0)
                return false;
            for (api::Command& command : everyCommand()) {
                if (snapshot.allowed.contains(api::kindOf(command)))
                    continue;
                const std::string step = room.seen().stepId;
                const auto said = room.say(std::move(command));
                if (said || said.error().code != ErrorCode::notNow || room.seen().stepId != step)
                    return true;
                ++tried;
            }
            return false;
        }));
        QVERIFY(std::holds_alternative<api::FinishedStep>(room.seen().current));
        QVERIFY2(tried > 100, std::to_string(tried).c_str());
        room.leave();
        auto whole = RehearsalFolder::open(here("random"));
        SR_VERIFY(whole);
        SR_VERIFY(whole->checkEnd());
    }

    // Accepted by the site only; and then every section of the transcript says so.
    void productionOnASimulatedHsm() {
        QVERIFY2(m_notApart.isEmpty(), m_notApart.constData());
        Room room(here("production"), Mode::production);
        SR_VERIFY(room.enter());
        SR_VERIFY(room.officers().walk());
        room.leave();
        auto whole = RehearsalFolder::open(here("production"));
        SR_VERIFY(whole);
        SR_VERIFY(whole->checkEnd());
        const QDir transcripts(path("production/authority/transcripts"));
        const QStringList names = transcripts.entryList(QDir::Files);
        QCOMPARE(names.size(), 2);
        const QJsonObject json =
            QJsonDocument::fromJson(textOf(transcripts.filePath(names.filter(".json").front()))).object();
        const QString mark = "SIMULATED HSM: not valid for production";
        QCOMPARE(json["marks"].toArray(), QJsonArray{mark});
        // The title, and every section after two empty lines.
        const QString text = textOf(transcripts.filePath(names.filter(".txt").front()));
        const QStringList parts = text.split("\n\n\n");
        QVERIFY(parts.size() > 5);
        QCOMPARE(parts.size(), json["sections"].toArray().size() + 1);
        for (const QString& part : parts)
            QVERIFY2(part.startsWith("*** " + mark + " ***\n"), part.left(200).toUtf8());
        QVERIFY(!text.contains("TRAINING -"));
        const Said subject = run("openssl", {"x509", "-noout", "-subject", "-in",
                                             path("production/authority/certificates/root.pem")});
        QVERIFY2(subject.exitCode == 0, subject.error.constData());
        QVERIFY(!subject.output.contains("TRAINING"));
    }

private:
    // The same shares under a header that says that two suffice.
    static Result<Secret> madeOfTwo(const custody::Slip39Share& left, const custody::Slip39Share& right) {
        std::vector<custody::Slip39Share> shares;
        for (const custody::Slip39Share* share : {&left, &right}) {
            custody::Slip39Header header = share->header();
            header.memberThreshold = 2;
            SR_ASSIGN(const Secret value, share->value());
            SR_ASSIGN(custody::Slip39Share told, custody::Slip39Share::make(header, value));
            shares.push_back(std::move(told));
        }
        const std::array both{&std::as_const(shares[0]), &std::as_const(shares[1])};
        return custody::combineShares(both);
    }

    static std::vector<api::Command> everyCommand() {
        std::vector<api::Command> commands;
        commands.emplace_back(api::Confirm{chair, {}});
        commands.emplace_back(api::ConfirmClock{base_io::SystemClock().now(), chair});
        commands.emplace_back(
            api::EnrolCard{"officer-1", "Somebody", "officer-1", secretOf("00000000"), std::nullopt});
        commands.emplace_back(api::UnlockCard{"officer-1", secretOf("00000000")});
        commands.emplace_back(
            api::DecideAct{"officer-1", api::CardActKind::approve, "1:00", api::Decision::approve, ""});
        commands.emplace_back(api::Proceed{});
        commands.emplace_back(api::TypeHead{"officer-1", "1:00"});
        commands.emplace_back(api::EndException{api::ExceptionEnding::anotherAttempt});
        commands.emplace_back(api::Resume{chair});
        return commands;
    }

    QString path(const QString& name) const { return m_temporary.path() + "/" + name; }
    std::filesystem::path here(const QString& name) const {
        QDir().mkpath(path(name));
        return path(name).toStdString();
    }

    const QByteArray m_notApart = goApart(); // before QtTest starts a thread
    QTemporaryDir m_temporary;
};

STRONGROOM_TEST_MAIN(TestRoom)
#include "tst_room.moc"

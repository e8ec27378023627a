#include "core/engine/engine.h"

#include "core/ceremony/accept.h"
#include "core/ceremony/machine.h"
#include "core/ceremony/sitting.h"
#include "core/engine/opening.h"
#include "core/engine/opening_engine.h"
#include "core/engine/perform.h"
#include "core/engine/view.h"

#include <atomic>
#include <set>
#include <utility>

namespace strongroom::engine {

namespace {

class CeremonyEngine final : public api::Engine {
public:
    CeremonyEngine(Workbench bench, std::uint64_t version) : m_bench(std::move(bench)) {
        m_snapshot.version = version;
    }

    Result<void> start() {
        Result<void> run = runUntilPeopleAreNeeded();
        // What failed is in the snapshot for people to see; the ceremony itself is open all the same.
        if (!run)
            m_snapshot.refusals = {run.error()};
        publish();
        return {};
    }

    const api::Snapshot& snapshot() const override { return m_snapshot; }

    Result<void> submit(api::Addressed&& addressed) override {
        if (addressed.seenVersion != m_snapshot.version)
            return Error{ErrorCode::staleVersion,
                         "the screen that this command answers is no longer the current one"};
        m_snapshot.refusals.clear();
        const Result<void> clock = checkClock(api::kindOf(addressed.command));
        Result<void> done = clock || needsNoClock.contains(api::kindOf(addressed.command))
                                ? carryOut(std::move(addressed.command))
                                : clock;
        if (done && clock)
            done = runUntilPeopleAreNeeded();
        if (!done) {
            m_snapshot.refusals.push_back(done.error());
            (void)m_bench.poll(); // was something pulled? What cannot be looked at is told by the next poll.
        }
        publish();
        return done;
    }

    // What is as it was is not published again: a command on its way answers the screen that people see.
    Result<void> poll() override {
        const Seen before = seen();
        Result<void> done = m_bench.poll();
        if (done)
            done = checkClock(std::nullopt);
        if (done)
            done = runUntilPeopleAreNeeded();
        const bool isNews =
            !done && (m_snapshot.refusals.empty() || m_snapshot.refusals.back() != done.error());
        if (!done)
            m_snapshot.refusals = {done.error()};
        if (isNews || m_snapshot.busy || seen() != before)
            publish();
        return done;
    }

    void onSnapshot(api::SnapshotListener listener) override { m_listeners.push_back(std::move(listener)); }

    void requestStop() noexcept override { m_stop = true; }

private:
    struct Seen {
        std::vector<api::Reader> readers;
        std::set<std::string> devices, media;
        std::map<std::string, std::string> sessions;
        std::uint64_t size = 0;
        bool isClockMoved = false;
        bool operator==(const Seen&) const = default;
    };
    Seen seen() const {
        const ceremony::Volatile& now = m_bench.now;
        return {now.readers,  now.devices,          now.media,
                now.sessions, m_bench.state().size, m_clockMoved.has_value()};
    }

    // What people can always say.
    static constexpr std::initializer_list<api::CommandKind> withoutClock{
        api::CommandKind::raiseException, api::CommandKind::endException, api::CommandKind::suspend,
        api::CommandKind::lockRoom};
    const api::CommandSet needsNoClock{withoutClock};

    // Once the room has confirmed the clock, nothing is done by one that was moved. On record when it is
    // found.
    Result<void> checkClock(std::optional<api::CommandKind> command) {
        if (command == api::CommandKind::confirmClock || !isClockConfirmed())
            m_bench.watch->trust();
        const auto moved = m_bench.watch->movedBy();
        if (!moved) {
            if (std::exchange(m_clockMoved, std::nullopt))
                std::erase_if(m_snapshot.refusals,
                              [](const Error& error) { return error.code == ErrorCode::clockMoved; });
            return {};
        }
        const bool isNews = !m_clockMoved;
        m_clockMoved = Error{ErrorCode::clockMoved,
                             "the computer's clock was moved by " + std::to_string(*moved) +
                                 " seconds after the room had confirmed it; set it right by the clock on the "
                                 "wall, and the ceremony goes on"};
        if (isNews)
            SR_TRY(recordRefusal("clock", *m_clockMoved));
        return *m_clockMoved;
    }

    bool isClockConfirmed() const {
        const authority::CeremonyState& ceremony = *m_bench.state().ceremony;
        for (const auto& [step, entries] : ceremony.steps)
            for (const authority::Recorded& recorded : entries)
                if (std::holds_alternative<authority::ClockConfirmed>(recorded.body))
                    return !ceremony.closed;
        return false;
    }

    // The step is still there behind it.
    void showMovedClock() {
        m_snapshot.current =
            api::DecideStep{{SR_TEXT("The computer's clock was moved after the room had confirmed it."), {}},
                            {SR_TEXT("Nothing is lost. Set the computer's clock right by the clock on the "
                                     "wall; the ceremony then goes on by itself."),
                             {}}};
        m_snapshot.actsNext.clear();
        api::CommandSet allowed;
        for (const api::CommandKind kind : withoutClock)
            if (m_snapshot.allowed.contains(kind))
                allowed.insert(kind);
        m_snapshot.allowed = allowed;
    }

    Result<void> carryOut(api::Command command) {
        auto accepted =
            ceremony::accept(m_bench.plan, m_bench.state(), m_bench.now, m_bench.clock.now(), command);
        setPlace();
        if (!accepted) {
            const api::PersonId person = api::personOf(command);
            SR_TRY(m_bench.record(authority::Refused{
                api::nameOf(api::kindOf(command)), base::errorCodeName(accepted.error().code),
                accepted.error().detail, m_bench.plan.hasPerson(person) ? person : "-"}));
            return accepted.error();
        }
        if (auto* body = std::get_if<authority::EntryBody>(&*accepted))
            return m_bench.record(std::move(*body));
        auto& change = std::get<ceremony::VolatileChange>(*accepted);
        if (change.enrolling)
            m_bench.now.enrolling = std::move(change.enrolling);
        if (change.decided)
            m_bench.now.decided = std::move(change.decided);
        if (!change.proceed.empty())
            m_bench.now.proceed = std::move(change.proceed);
        return takeSecrets(std::move(command));
    }

    // The part of a command that never comes near the machine: PINs.
    Result<void> takeSecrets(api::Command command) {
        if (auto* enrol = std::get_if<api::EnrolCard>(&command))
            m_bench.enrolSecrets = EnrolSecrets{std::move(enrol->pin), std::move(enrol->securityOfficerPin)};
        if (auto* unlock = std::get_if<api::UnlockCard>(&command)) {
            const Result<void> unlocked =
                m_bench.cards.unlock(unlock->person, unlock->pin ? &*unlock->pin : nullptr);
            m_bench.now.readers = m_bench.cards.readers();
            if (!unlocked)
                SR_TRY(m_bench.record(authority::Refused{"unlock-card",
                                                         base::errorCodeName(unlocked.error().code),
                                                         unlocked.error().detail, unlock->person}));
            return unlocked ? signIn(m_bench, unlock->person) : unlocked;
        }
        if (std::holds_alternative<api::LockRoom>(command)) {
            m_bench.cards.lockAll();
            m_bench.devices.closeAll();
            m_bench.endStep();
            return m_bench.poll();
        }
        return {};
    }

    void setPlace() {
        const ceremony::Position position = ceremony::next(m_bench.plan, m_bench.state(), m_bench.now);
        m_bench.journal.setPlace(m_bench.state().mode, m_bench.state().ceremony->id,
                                 position.stepId.empty() ? "-" : position.stepId);
    }

    Result<void> runUntilPeopleAreNeeded() {
        // An act that is cut short and settled again and again would go round for ever: people decide.
        constexpr int mostSettled = 3;
        int settled = 0;
        while (!m_stop) {
            const ceremony::Position position = ceremony::next(m_bench.plan, m_bench.state(), m_bench.now);
            const std::string place = position.stepId.empty() ? "-" : position.stepId;
            if (place != m_bench.journal.step()) {
                // What the machine said counted on what the last step left behind: it is asked again.
                m_bench.endStep();
                m_bench.journal.setPlace(m_bench.state().mode, m_bench.state().ceremony->id, place);
                continue;
            }
            if (const auto* act = std::get_if<ceremony::Do>(&position.next)) {
                showBusy(act->act);
                if (const auto done = perform(m_bench, act->act); !done)
                    return failed(done.error());
                m_bench.cards.recognise(m_bench.state().roster);
                m_bench.now.readers = m_bench.cards.readers();
            } else if (const auto* intent = std::get_if<ceremony::Settle>(&position.next)) {
                if (++settled > mostSettled)
                    return Error{ErrorCode::needsDecision, "the same act failed several times in a row"};
                if (const auto done = settle(m_bench, intent->intent); !done) {
                    const Error error = forTheRoom(done.error());
                    SR_TRY(recordRefusal("settle", error));
                    return error;
                }
            } else if (const auto* refuse = std::get_if<ceremony::Refuse>(&position.next)) {
                SR_TRY(recordRefusal("step", refuse->reason));
                return refuse->reason;
            } else {
                return {}; // Wait: people
            }
        }
        return {};
    }

    // A call that finds its token gone says so in a module's words; the room wants to know what to do.
    Error forTheRoom(const Error& error) {
        const std::set<std::string> before = m_bench.now.devices;
        (void)m_bench.poll(); // what cannot be looked at is told by the next poll
        std::string gone;
        for (const std::string& device : before)
            if (!m_bench.now.devices.contains(device))
                gone = "the HSM '" + device + "'";
        if (gone.empty() && error.code == ErrorCode::tokenMissing && error.ckRv)
            gone = "the HSM or a card";
        if (gone.empty())
            return error;
        return {ErrorCode::tokenMissing,
                gone +
                    " was pulled, reset or erased in the middle of the work: what was begun does not count, "
                    "and nothing else is lost; connect it again, and go on (" +
                    error.detail + ")",
                error.ckRv};
    }

    // A failed act is on record: with its intent where it had one, as a refusal where nothing was begun.
    Result<void> failed(const Error& told) {
        const Error error = forTheRoom(told);
        const std::string person = m_bench.now.decided     ? m_bench.now.decided->open.person
                                   : m_bench.now.enrolling ? m_bench.now.enrolling->person
                                                           : std::string("-");
        m_bench.now.decided.reset();
        m_bench.now.proceed.clear();
        const auto& pending = m_bench.state().ceremony->pendingIntent;
        if (pending) {
            SR_TRY(m_bench.record(authority::ActFailed{pending->reference.seq,
                                                       base::errorCodeName(error.code), error.detail,
                                                       error.ckRv ? std::to_string(*error.ckRv) : "-"}));
        } else {
            SR_TRY(recordRefusal("act", error, person));
        }
        m_bench.now.enrolling.reset();
        m_bench.enrolSecrets.reset();
        return error;
    }

    // Once: looking again at what still fails the same way is no news.
    Result<void> recordRefusal(const char* what, const Error& error, const std::string& person = "-") {
        if (error.code == ErrorCode::mediumUnsafe)
            return {};
        authority::EntryBody body =
            authority::Refused{what, base::errorCodeName(error.code), error.detail, person};
        const auto& steps = m_bench.state().ceremony->steps;
        const auto here = steps.find(m_bench.journal.step());
        if (here != steps.end() && !here->second.empty() && here->second.back().body == body)
            return {};
        return m_bench.record(std::move(body));
    }

    void publish() {
        const ceremony::Position position = ceremony::next(m_bench.plan, m_bench.state(), m_bench.now);
        showCeremony(m_snapshot, m_bench, position);
        if (!std::holds_alternative<ceremony::Wait>(position.next))
            m_snapshot.current =
                api::DecideStep{{SR_TEXT("The last act failed: %1"),
                                 {m_snapshot.refusals.empty() ? "" : m_snapshot.refusals.back().detail}},
                                {SR_TEXT("Nothing is lost. Put right what is said, then look again."), {}}};
        if (m_clockMoved)
            showMovedClock();
        lockAfterSitting(ceremony::sittingAt(position.stepId, m_snapshot.current));
        m_snapshot.readers = m_bench.now.readers;
        m_snapshot.busy.reset();
        tell();
    }

    // While it works nothing may be said; what it does is on the screen before it begins.
    void showBusy(const ceremony::Act& act) {
        std::optional<api::Busy> busy = busyWith(act);
        if (m_listeners.empty() || !busy)
            return;
        m_snapshot.busy = std::move(busy);
        m_snapshot.allowed = {};
        tell();
    }

    void tell() {
        ++m_snapshot.version;
        if (m_listeners.empty())
            return;
        const auto told = std::make_shared<const api::Snapshot>(m_snapshot);
        for (const api::SnapshotListener& listener : m_listeners)
            listener(told);
    }

    // A card that is forgotten in its reader when its sitting is over can be used by nobody.
    void lockAfterSitting(std::string sitting) {
        if (sitting == m_snapshot.sitting)
            return;
        m_bench.cards.lockAll();
        m_bench.now.readers = m_bench.cards.readers();
        m_snapshot.sitting = std::move(sitting);
    }

    Workbench m_bench;
    std::optional<Error> m_clockMoved;
    api::Snapshot m_snapshot;
    std::vector<api::SnapshotListener> m_listeners;
    std::atomic<bool> m_stop = false;
};

} // namespace

namespace {

Result<std::unique_ptr<api::Engine>> startEngine(Workbench bench, std::uint64_t version) {
    auto engine = std::make_unique<CeremonyEngine>(std::move(bench), version);
    SR_TRY(engine->start());
    return std::unique_ptr<api::Engine>(std::move(engine));
}

} // namespace

Result<std::unique_ptr<api::Engine>> openEngine(EngineSetup setup) {
    if (const auto& expected = setup.plan.expected.program; expected && *expected != setup.programDigest)
        return Error{ErrorCode::planInvalid,
                     setup.plan.file + ": the plan expects the program with the digest " + expected->hex() +
                         ", this one has " + setup.programDigest.hex()};
    SR_ASSIGN(AuthorityFolder folder, AuthorityFolder::open(setup.authority));
    SR_ASSIGN(const Beginning beginning, beginningOf(folder, setup));
    if (beginning == Beginning::further)
        return openOpening(std::move(setup), std::move(folder));
    SR_ASSIGN(Workbench bench, openWorkbench(setup, std::move(folder), nullptr));
    return startEngine(std::move(bench), 0);
}

Result<std::unique_ptr<api::Engine>> openFurther(const EngineSetup& setup, AuthorityFolder folder,
                                                 const FurtherCeremony& further, std::uint64_t version) {
    SR_ASSIGN(Workbench bench, openWorkbench(setup, std::move(folder), &further));
    return startEngine(std::move(bench), version);
}

} // namespace strongroom::engine

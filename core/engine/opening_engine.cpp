#include "core/engine/opening_engine.h"

#include "core/ceremony/opening.h"
#include "core/engine/found_records.h"
#include "core/engine/opening.h"
#include "core/engine/view.h"

#include <atomic>

namespace strongroom::engine {

namespace {

using api::CommandKind;

class OpeningEngine final : public api::Engine {
public:
    OpeningEngine(EngineSetup setup, AuthorityFolder folder)
        : m_setup(std::move(setup)), m_folder(std::move(folder)) {}

    Result<void> start() {
        SR_TRY(look());
        publish({});
        return {};
    }

    const api::Snapshot& snapshot() const override {
        return m_ceremony ? m_ceremony->snapshot() : m_snapshot;
    }

    Result<void> submit(api::Addressed&& addressed) override {
        if (m_ceremony)
            return m_ceremony->submit(std::move(addressed));
        if (addressed.seenVersion != m_snapshot.version)
            return Error{ErrorCode::staleVersion,
                         "the screen that this command answers is no longer the current one"};
        return settled(carryOut(addressed.command));
    }

    Result<void> poll() override {
        if (m_ceremony)
            return m_ceremony->poll();
        // What is as it was is not published again: a head on its way answers the screen that people see.
        const std::set<std::string> before = m_plugged;
        Result<void> done = look();
        if (done)
            done = advance();
        const std::vector<Error> refusals = done ? std::vector<Error>() : std::vector<Error>{done.error()};
        if (!m_ceremony && m_plugged == before && (done || refusals == m_snapshot.refusals))
            return done;
        return settled(std::move(done));
    }

    void onSnapshot(api::SnapshotListener listener) override {
        if (m_ceremony)
            m_ceremony->onSnapshot(listener);
        m_listeners.push_back(std::move(listener));
    }

    void requestStop() noexcept override {
        if (m_ceremony)
            m_ceremony->requestStop();
    }

private:
    Result<void> carryOut(const api::Command& command) {
        SR_ASSIGN(ceremony::OpeningChange change,
                  ceremony::acceptOpening(m_setup.plan, m_found.records, m_now, command));
        m_now = std::move(change.now);
        if (change.refusal)
            return *change.refusal;
        return advance();
    }

    // Sticks that come and go change what there is to choose from.
    Result<void> look() {
        std::set<std::string> plugged;
        for (const auto& [name, medium] : m_setup.site.media) {
            SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(medium.path));
            if (kind == base_io::FileKind::folder)
                plugged.insert(name);
        }
        if (m_looked && plugged == m_plugged)
            return {};
        SR_ASSIGN(m_found, findRecords(m_folder, m_setup.site));
        m_plugged = std::move(plugged);
        m_looked = true;
        return {};
    }

    Result<void> advance() {
        while (true) {
            const ceremony::OpeningNext next = ceremony::opening(m_setup.plan, m_found.records, m_now);
            if (const auto* record = std::get_if<ceremony::ExamineRecord>(&next)) {
                for (ceremony::FoundRecord& found : m_found.records)
                    if (found.place == record->place)
                        examine(found, m_found.folders.at(found.place), m_setup.mode);
            } else if (const auto* from = std::get_if<ceremony::OpenFrom>(&next)) {
                return open(*from);
            } else if (const auto* refuse = std::get_if<ceremony::Refuse>(&next)) {
                return refuse->reason;
            } else {
                return {};
            }
        }
    }

    Result<void> open(const ceremony::OpenFrom& from) {
        // Whatever happens next, it is confirmed again before another try.
        m_now.tailConfirmedBy.clear();
        FurtherCeremony further;
        further.opened = from.opened;
        for (const ceremony::FoundRecord& record : m_found.records)
            if (record.place == from.place)
                further.head = record.head();
        if (from.place != ceremony::disk) {
            SR_ASSIGN(further.aside, takeOver(m_folder, m_found.folders.at(from.place)));
            m_looked = false;
        }
        auto ceremony = openFurther(m_setup, m_folder, further, m_snapshot.version);
        if (!ceremony) {
            SR_TRY(look());
            return ceremony.error();
        }
        m_ceremony = std::move(*ceremony);
        for (const api::SnapshotListener& listener : m_listeners)
            m_ceremony->onSnapshot(listener);
        return {};
    }

    Result<void> settled(Result<void> done) {
        if (!m_ceremony)
            publish(done ? std::vector<Error>() : std::vector<Error>{done.error()});
        else
            tell(m_ceremony->snapshot());
        return done;
    }

    void publish(std::vector<Error> refusals) {
        ++m_snapshot.version;
        m_snapshot.mode = m_setup.mode;
        m_snapshot.stepId = "-";
        m_snapshot.refusals = std::move(refusals);
        showPlan(m_snapshot, m_setup.plan);
        for (api::Medium& medium : m_snapshot.media)
            medium.isPlugged = m_plugged.contains(medium.name);
        const ceremony::OpeningNext next = ceremony::opening(m_setup.plan, m_found.records, m_now);
        if (const auto* wait = std::get_if<ceremony::Wait>(&next)) {
            m_snapshot.current = wait->step;
            m_snapshot.actsNext = wait->actsNext;
            const bool isHead = std::holds_alternative<api::HeadStep>(wait->step);
            m_snapshot.allowed = {isHead ? CommandKind::typeHead : CommandKind::confirm};
        } else {
            const auto* refuse = std::get_if<ceremony::Refuse>(&next);
            m_snapshot.current =
                api::DecideStep{{SR_TEXT("The ceremony cannot be opened: %1"),
                                 {refuse != nullptr ? refuse->reason.detail : ""}},
                                {SR_TEXT("Plug in another medium, or type the head again."), {}}};
            m_snapshot.actsNext.clear();
            m_snapshot.allowed = {CommandKind::typeHead};
        }
        tell(m_snapshot);
    }

    void tell(const api::Snapshot& snapshot) const {
        for (const api::SnapshotListener& listener : m_listeners)
            listener(std::make_shared<const api::Snapshot>(snapshot));
    }

    EngineSetup m_setup;
    AuthorityFolder m_folder;
    FoundFolders m_found;
    std::set<std::string> m_plugged;
    bool m_looked = false;
    ceremony::OpeningNow m_now;
    api::Snapshot m_snapshot;
    std::vector<api::SnapshotListener> m_listeners;
    std::unique_ptr<api::Engine> m_ceremony;
};

} // namespace

Result<std::unique_ptr<api::Engine>> openOpening(EngineSetup setup, AuthorityFolder folder) {
    auto engine = std::make_unique<OpeningEngine>(std::move(setup), std::move(folder));
    SR_TRY(engine->start());
    return std::unique_ptr<api::Engine>(std::move(engine));
}

} // namespace strongroom::engine

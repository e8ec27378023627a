#include "app/rehearse.h"

#include "app/hand_out.h"
#include "app/lent_site.h"
#include "app/simulated_officers.h"
#include "app/training_folder.h"
#include "core/base_io/file_layer.h"
#include "core/engine/examine.h"

#include <algorithm>
#include <cstdio>

namespace strongroom::app {

namespace {

using base_io::FileKind;

// A plan that begins here is looked at as `check` does. One that is on its way goes on as it began: what was
// right then, such as a profile's dates, need not be right today.
Result<void> checkPlan(const Rehearsal& rehearsal, const engine::LoadedPlan& plan) {
    if (rehearsal.goOn) {
        SR_ASSIGN(const FileKind known,
                  base_io::kindOf(rehearsal.folder / "authority" / "plans" / plan.digest.hex()));
        if (known == FileKind::folder)
            return {};
    }
    SR_ASSIGN(const std::filesystem::path helper, helperProgram());
    SR_ASSIGN(const engine::Examination examination,
              engine::examinePlan(rehearsal.plan, systemClock().now(), helper));
    const std::vector<std::string>& problems = examination.problems;
    if (problems.empty())
        return {};
    const std::string more = problems.size() == 1
                                 ? ""
                                 : "; and " + std::to_string(problems.size() - 1) +
                                       " more, see strongroom check " + rehearsal.plan.string();
    return Error{ErrorCode::planInvalid, problems.front() + more};
}

// Before the engine is open nothing is on record; later the record has it, and the next start goes on there.
constexpr const char* goOnFromStart =
    " (nothing was begun: put that right and go on with --continue and the same folder)";
constexpr const char* goOnFromRecord = " (nothing is lost: put that right and go on with --continue, the "
                                       "same folder and the same plan; a ceremony "
                                       "that cannot go on is ended with --abandon REASON beside them)";
// No ceremony is open yet.
constexpr const char* goOnUnopened =
    " (nothing was changed: put that right and begin it again with --continue and the same folder)";
Error withHint(Error error, const char* hint) {
    const auto tells = [&](const char* way) { return error.detail.find(way) != std::string::npos; };
    if (!tells("--") && !tells("a new folder"))
        error.detail += hint;
    return error;
}

Result<TrainingRoom> prepareRoom(const Rehearsal& rehearsal, const ceremony::Plan& plan,
                                 const engine::Site& site) {
    SR_TRY(keepSite(rehearsal.site, rehearsal.folder));
    SR_ASSIGN(TrainingRoom room, openTrainingRoom(rehearsal.folder, plan, site));
    SR_TRY(bringSamples(room.site, rehearsal.plan, plan));
    return room;
}

// A further ceremony is opened by a head from paper.
bool isOpen(const api::Snapshot& snapshot) {
    return !snapshot.ceremony.empty() && !std::holds_alternative<api::HeadStep>(snapshot.current);
}

void showEnd(const api::Snapshot& end, bool wasComplete) {
    const auto& finished = std::get<api::FinishedStep>(end.current);
    std::printf("Ceremony %s: %s%s. %llu entries, the newest %s.\n", finished.ceremony.c_str(),
                finished.result.c_str(), wasComplete ? " already; only this start was recorded" : "",
                static_cast<unsigned long long>(end.recordSize), end.recordHead.hex().c_str());
    if (!finished.head.empty())
        std::printf("On paper, its head: %s\n", finished.head.c_str());
}

void showInsertions(const std::map<std::string, std::uint64_t>& insertions) {
    std::string list;
    for (const auto& [person, count] : insertions)
        list += (list.empty() ? "" : ", ") + person + " " + std::to_string(count);
    std::printf("Cards inserted in this run: %s\n", list.empty() ? "none" : list.c_str());
}

} // namespace

Result<void> rehearse(const Rehearsal& rehearsal) {
    SR_ASSIGN(const engine::LoadedPlan plan, engine::loadPlan(rehearsal.plan));
    if (!rehearsal.goOn && !plan.plan.founds())
        return Error{ErrorCode::planInvalid,
                     "this plan goes on with an authority; run it with --continue in the folder of one that "
                     "was founded and closed"};
    SR_ASSIGN(const engine::Site site, lentSite(rehearsal.site, rehearsal.folder, plan.plan));
    SR_TRY(checkPlan(rehearsal, plan));
    SR_ASSIGN(const base_io::FileLock lock,
              takeTrainingFolder(rehearsal.folder, rehearsal.goOn ? TakeFolder::old : TakeFolder::fresh));
    Result<TrainingRoom> prepared = prepareRoom(rehearsal, plan.plan, site);
    if (!prepared)
        return withHint(prepared.error(), goOnFromStart);
    TrainingRoom room = std::move(*prepared);
    auto opened = openTrainingEngine(rehearsal.folder, plan, room);
    if (!opened && opened.error().code == ErrorCode::recordBroken)
        return Error{ErrorCode::recordBroken,
                     opened.error().detail +
                         "; nothing was touched: put in its place a copy of authority/ that "
                         "strongroom-verify accepts"};
    if (!opened)
        return opened.error();
    const std::unique_ptr<api::Engine> engine = std::move(*opened);
    std::printf("TRAINING: %s, version %s\n", plan.plan.title.c_str(), plan.plan.version.c_str());
    SimulatedOfficers officers(*engine, *room.desk, rehearsal.folder / "simulator" / "paper", systemClock());
    const bool wasComplete =
        rehearsal.abandon.empty() && std::holds_alternative<api::FinishedStep>(engine->snapshot().current);
    if (!rehearsal.abandon.empty())
        SR_TRY(officers.abandon(rehearsal.abandon));
    if (const auto walked = officers.walk(); !walked)
        return withHint(walked.error(), isOpen(engine->snapshot()) ? goOnFromRecord : goOnUnopened);
    SR_TRY(handOut(rehearsal.folder));
    showEnd(engine->snapshot(), wasComplete);
    showInsertions(officers.insertions());
    std::printf("%s\n", rehearsal.folder.string().c_str());
    return {};
}

} // namespace strongroom::app

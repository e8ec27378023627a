#include "app/rehearse.h"

#include "app/lent_site.h"
#include "app/simulated_officers.h"
#include "core/base_io/file_layer.h"
#include "core/base_io/file_lock.h"

#include <cstdio>

namespace strongroom::app {

namespace {

using base_io::FileKind;

constexpr const char* mark = "STRONGROOM-TRAINING";
constexpr const char* markText = "This folder is a Strongroom rehearsal. Nothing in it is real.\n";

// The mark comes before any other file, so that a folder of ours is known even after the earliest crash.
Result<void> prepareFolder(const Rehearsal& rehearsal) {
    SR_ASSIGN(const FileKind kind, base_io::kindOf(rehearsal.folder));
    if (rehearsal.goOn) {
        if (kind != FileKind::folder)
            return Error{ErrorCode::fileMissing,
                         rehearsal.folder.string() + " is no folder; there is nothing to continue"};
        SR_ASSIGN(const FileKind marked, base_io::kindOf(rehearsal.folder / mark));
        if (marked != FileKind::regular)
            return Error{ErrorCode::wrongMode,
                         rehearsal.folder.string() +
                             " was not made by a rehearsal; it is left untouched; name another folder"};
    } else {
        if (kind == FileKind::missing) {
            SR_TRY(base_io::makeFolder(rehearsal.folder));
        } else if (kind == FileKind::folder) {
            SR_ASSIGN(const std::vector<std::string> names, base_io::listFolder(rehearsal.folder));
            if (!names.empty())
                return Error{ErrorCode::fileExists,
                             rehearsal.folder.string() +
                                 " is not empty; name a new folder, or use --continue to go on there"};
        } else {
            return Error{ErrorCode::notRegularFile, rehearsal.folder.string() + " is not a folder"};
        }
        SR_TRY(base_io::writeNew(rehearsal.folder / mark, base::viewOf(markText)));
    }
    SR_ASSIGN(const FileKind out, base_io::kindOf(rehearsal.folder / "out"));
    return out == FileKind::folder ? Result<void>() : base_io::makeFolder(rehearsal.folder / "out");
}

Result<TrainingRoom> prepareRoom(const Rehearsal& rehearsal, const ceremony::Plan& plan,
                                 const engine::Site& site) {
    SR_TRY(keepSite(rehearsal.site, rehearsal.folder));
    SR_ASSIGN(TrainingRoom room, openTrainingRoom(rehearsal.folder, plan, site));
    SR_TRY(bringSamples(room.site, rehearsal.plan, plan));
    return room;
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
    SR_TRY(prepareFolder(rehearsal));
    // The desk is the room's, not the authority's: a second rehearsal must not even pull a card.
    SR_ASSIGN(const base_io::FileLock lock, base_io::FileLock::acquire(rehearsal.folder / "lock"));
    Result<TrainingRoom> prepared = prepareRoom(rehearsal, plan.plan, site);
    if (!prepared)
        return Error{prepared.error().code,
                     prepared.error().detail + " (nothing was begun: when that is put right, go on with "
                                               "--continue and the same folder)",
                     prepared.error().ckRv};
    TrainingRoom room = std::move(*prepared);
    SR_ASSIGN(std::unique_ptr<api::Engine> engine, openTrainingEngine(rehearsal.folder, plan, room));
    std::printf("TRAINING: %s, version %s\n", plan.plan.title.c_str(), plan.plan.version.c_str());
    SimulatedOfficers officers(*engine, *room.desk, rehearsal.folder / "simulator" / "paper");
    const bool wasComplete =
        rehearsal.abandon.empty() && std::holds_alternative<api::FinishedStep>(engine->snapshot().current);
    if (!rehearsal.abandon.empty())
        SR_TRY(officers.abandon(rehearsal.abandon));
    SR_TRY(officers.walk());
    showEnd(engine->snapshot(), wasComplete);
    showInsertions(officers.insertions());
    std::printf("%s\n", rehearsal.folder.string().c_str());
    return {};
}

} // namespace strongroom::app

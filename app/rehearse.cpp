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

// What a requester would bring: each input's sample, under the name by which the plan expects it, on the
// stick from which the plan reads it. What lies there already stays.
Result<void> bringSamples(const Rehearsal& rehearsal, const ceremony::Plan& plan) {
    constexpr std::uint64_t largestSample = 1024 * 1024;
    for (const ceremony::Input& input : plan.inputs) {
        const base_io::Path target = rehearsal.folder / "media" / input.from / input.file;
        SR_ASSIGN(const FileKind stick, base_io::kindOf(target.parent_path()));
        SR_ASSIGN(const FileKind there, base_io::kindOf(target));
        if (input.sample.empty() || stick != FileKind::folder || there != FileKind::missing)
            continue;
        SR_TRY(base_io::copyNew(rehearsal.plan.parent_path() / input.sample, target, largestSample));
    }
    return {};
}

} // namespace

Result<void> rehearse(const Rehearsal& rehearsal) {
    SR_ASSIGN(const engine::LoadedPlan plan, engine::loadPlan(rehearsal.plan));
    SR_ASSIGN(const engine::Site site, lentSite(rehearsal.folder, rehearsal.site, plan.plan));
    SR_TRY(prepareFolder(rehearsal));
    // The desk is the room's, not the authority's: a second rehearsal must not even pull a card.
    SR_ASSIGN(const base_io::FileLock lock, base_io::FileLock::acquire(rehearsal.folder / "lock"));
    SR_TRY(keepSite(rehearsal.folder, rehearsal.site));
    SR_TRY(bringSamplesTo(site, rehearsal.plan, plan.plan));
    SR_ASSIGN(TrainingRoom room, openTrainingRoom(rehearsal.folder, plan.plan, site));
    SR_TRY(bringSamples(rehearsal, plan.plan));
    SR_ASSIGN(std::unique_ptr<api::Engine> engine, openTrainingEngine(rehearsal.folder, plan, room));
    std::printf("TRAINING: %s, version %s\n", plan.plan.title.c_str(), plan.plan.version.c_str());
    SimulatedOfficers officers(*engine, *room.desk);
    SR_TRY(officers.walk());
    const api::Snapshot& end = engine->snapshot();
    const auto& finished = std::get<api::FinishedStep>(end.current);
    std::printf("Ceremony %s: %s. %llu entries, head %s\n", finished.ceremony.c_str(),
                finished.result.c_str(), static_cast<unsigned long long>(end.recordSize),
                end.recordHead.hex().c_str());
    std::string insertions;
    for (const auto& [person, count] : officers.insertions())
        insertions += (insertions.empty() ? "" : ", ") + person + " " + std::to_string(count);
    std::printf("Cards inserted in this run: %s\n", insertions.empty() ? "none" : insertions.c_str());
    std::printf("%s\n", rehearsal.folder.string().c_str());
    return {};
}

} // namespace strongroom::app

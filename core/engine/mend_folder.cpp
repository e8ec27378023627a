#include "core/engine/mend_folder.h"

#include <map>
#include <set>

namespace strongroom::engine {

namespace {

// Everything in a folder of the authority that is not named goes aside.
Result<void> setAsideUnnamed(const Workbench& bench, const base_io::Path& folder,
                             const std::set<std::string>& named, std::vector<std::string>& moved) {
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(folder));
    if (kind != base_io::FileKind::folder)
        return {};
    SR_ASSIGN(const std::vector<std::string> files, base_io::listFolder(folder));
    for (const std::string& file : files) {
        if (named.contains(file))
            continue;
        SR_ASSIGN(std::string name, bench.folder.setAside(folder / file));
        moved.push_back(std::move(name));
    }
    return {};
}

// A file whose writing was cut short has its name to come behind ".part-", wherever it lies.
Result<void> setPartsAside(const Workbench& bench, const base_io::Path& folder,
                           std::vector<std::string>& moved) {
    SR_ASSIGN(const std::vector<std::string> names, base_io::listFolder(folder));
    for (const std::string& name : names) {
        SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(folder / name));
        if (name.starts_with(".part-")) {
            SR_ASSIGN(std::string aside, bench.folder.setAside(folder / name));
            moved.push_back(std::move(aside));
        } else if (kind == base_io::FileKind::folder && folder / name != bench.folder.root() / "aside") {
            SR_TRY(setPartsAside(bench, folder / name, moved));
        }
    }
    return {};
}

// Transcripts of this ceremony are named by its entries, those of earlier ones by their names alone.
std::set<std::string> namedTranscripts(const Workbench& bench, const std::vector<std::string>& files) {
    const authority::CeremonyState& ceremony = *bench.state().ceremony;
    std::set<std::string> named;
    for (const std::string& file : files)
        if (!file.starts_with(ceremony.id + "-"))
            named.insert(file);
    for (const auto& [step, entries] : ceremony.steps)
        for (const authority::Recorded& recorded : entries)
            if (const auto* made = std::get_if<authority::TranscriptMade>(&recorded.body))
                for (const char* ending : {".json", ".txt"})
                    named.insert(transcriptName(ceremony.id, made->size) + ending);
    return named;
}

// Files that no entry names were written by an act that was cut short.
Result<void> setUnnamedAside(const Workbench& bench, std::vector<std::string>& moved) {
    std::set<std::string> sets, manifests;
    for (const auto& [id, set] : bench.state().sets)
        sets.insert(id);
    for (const auto& [number, backup] : bench.state().backups) {
        manifests.insert(std::to_string(number) + ".json");
        if (!backup.note.empty())
            manifests.insert(std::to_string(number) + ".note");
    }
    SR_TRY(setAsideUnnamed(bench, bench.folder.root() / "envelopes", sets, moved));
    SR_TRY(setAsideUnnamed(bench, bench.folder.manifests(), manifests, moved));
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(bench.folder.transcripts()));
    if (kind == base_io::FileKind::folder) {
        SR_ASSIGN(const std::vector<std::string> files, base_io::listFolder(bench.folder.transcripts()));
        SR_TRY(setAsideUnnamed(bench, bench.folder.transcripts(), namedTranscripts(bench, files), moved));
    }
    return {};
}

// Copies of signed objects and requests: what an entry holds and the disk lacks is written.
Result<void> mendCopies(const Workbench& bench, std::vector<std::string>& moved) {
    std::map<std::string, std::set<std::string>> named{{"certificates", {}}, {"crls", {}}, {"requests", {}}};
    for (const authority::CopiedFile& copy : authority::copiesOf(bench.state())) {
        const base_io::Path path = bench.folder.root() / copy.file;
        named[base_io::Path(copy.file).parent_path().string()].insert(path.filename().string());
        SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(path));
        if (kind != base_io::FileKind::missing)
            continue;
        SR_TRY(bench.folder.ensureFolder(path.parent_path()));
        SR_TRY(base_io::writeNew(path, copy.bytes));
    }
    for (const auto& [folder, files] : named)
        SR_TRY(setAsideUnnamed(bench, bench.folder.root() / folder, files, moved));
    return {};
}

} // namespace

Result<std::vector<std::string>> mendFolder(const Workbench& bench) {
    std::vector<std::string> moved;
    SR_TRY(setPartsAside(bench, bench.folder.root(), moved));
    SR_TRY(setUnnamedAside(bench, moved));
    SR_TRY(mendCopies(bench, moved));
    return moved;
}

} // namespace strongroom::engine

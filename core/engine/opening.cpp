#include "core/engine/opening.h"

#include "core/audit/chain.h"
#include "core/authority/replay.h"
#include "core/authority/statements.h"
#include "core/base/hex.h"
#include "core/ossl/digest.h"
#include "core/ossl/random.h"

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
Result<std::vector<std::string>> setUnnamedAside(const Workbench& bench) {
    std::vector<std::string> moved;
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
    return moved;
}

// Copies of signed objects and requests: what an entry holds and the disk lacks is written, what no entry
// names goes to aside/ (PROTOCOL P4).
Result<std::vector<std::string>> mendCopies(const Workbench& bench) {
    const std::vector<authority::CopiedFile> copies = authority::copiesOf(bench.state());
    std::set<std::string> named;
    for (const authority::CopiedFile& copy : copies) {
        named.insert(copy.file);
        const base_io::Path path = bench.folder.root() / copy.file;
        SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(path));
        if (kind != base_io::FileKind::missing)
            continue;
        SR_TRY(bench.folder.ensureFolder(path.parent_path()));
        SR_TRY(base_io::writeNew(path, copy.bytes));
    }
    std::vector<std::string> moved;
    for (const std::string folder : {"certificates", "crls", "requests"}) {
        const base_io::Path path = bench.folder.root() / folder;
        SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(path));
        if (kind != base_io::FileKind::folder)
            continue;
        SR_ASSIGN(const std::vector<std::string> files, base_io::listFolder(path));
        for (const std::string& file : files) {
            if (named.contains(folder + "/" + file))
                continue;
            SR_ASSIGN(std::string name, bench.folder.setAside(path / file));
            moved.push_back(std::move(name));
        }
    }
    return moved;
}

// Complete checkpoints that lie on disk and hold: they decide whether a checkpoint step is done.
Result<void> readNotes(Workbench& bench) {
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(bench.folder.checkpoints()));
    if (kind != base_io::FileKind::folder)
        return {};
    SR_ASSIGN(const std::vector<std::string> names, base_io::listFolder(bench.folder.checkpoints()));
    for (const std::string& name : names) {
        if (!name.ends_with(".note"))
            continue;
        SR_ASSIGN(const Bytes bytes, base_io::readRegularFile(bench.folder.checkpoints() / name, 256 * 1024));
        SR_ASSIGN(const base::Note note, base::readNote(base::textOf(bytes)));
        SR_ASSIGN(const audit::Checkpoint checkpoint, audit::checkpointFromText(note.text));
        if (checkpoint.size > bench.state().size ||
            bench.journal.tree().rootAt(checkpoint.size) != checkpoint.root)
            return Error{ErrorCode::recordBroken,
                         "the checkpoint " + name +
                             " is not one of this record: the record was cut or changed"};
        ceremony::SealedNote& newest =
            bench.now.notes[checkpoint.ceremony + " " + audit::nameOf(checkpoint.kind)];
        if (checkpoint.size > newest.size)
            newest = {checkpoint.size, ossl::sha256(base::viewOf(note.text))};
    }
    return {};
}

std::string ceremonyId(std::uint64_t ordinal, const std::string& plan) {
    const std::string digits = std::to_string(ordinal);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits + "-" + plan;
}

Result<void> beginFirstCeremony(Workbench& bench, const EngineSetup& setup) {
    bench.journal.setPlace(setup.mode, ceremonyId(1, setup.plan.id), "-");
    if (bench.journal.isEmpty()) {
        SR_ASSIGN(Bytes nonce, ossl::randomBytes(32));
        SR_TRY(bench.record(authority::AuthorityCreated{1, setup.name, std::move(nonce), setup.programDigest,
                                                        setup.planDigest}));
    }
    authority::CeremonyOpened opened;
    opened.planId = setup.plan.id;
    opened.plan = setup.planDigest;
    opened.program = setup.programDigest;
    return bench.record(std::move(opened));
}

Result<void> resume(Workbench& bench, const EngineSetup& setup) {
    const authority::CeremonyState& ceremony = *bench.state().ceremony;
    if (ceremony.opened.plan != setup.planDigest)
        return Error{ErrorCode::denied, "ceremony " + ceremony.id +
                                            " is open with another plan (or the plan's files have changed); "
                                            "go on with that plan, unchanged"};
    SR_TRY(readNotes(bench));
    SR_ASSIGN(std::vector<std::string> aside, setUnnamedAside(bench));
    SR_ASSIGN(const std::vector<std::string> copies, mendCopies(bench));
    aside.insert(aside.end(), copies.begin(), copies.end());
    for (const std::string& name : bench.journal.aside())
        aside.push_back(name);
    bench.journal.setPlace(setup.mode, ceremony.id, "-");
    return bench.record(authority::Resumed{bench.journal.cut(), std::move(aside), setup.programDigest});
}

Result<void> beginFurtherCeremony(Workbench& bench, const EngineSetup& setup,
                                  const FurtherCeremony& further) {
    const authority::AuthorityState& state = bench.state();
    if (audit::Head{state.size, state.head} != further.head)
        return Error{ErrorCode::headMismatch, "the record on the disk is not the one that was chosen"};
    const auto policy = custody::Policy::fromCanonical(bench.plan.policy);
    if (!policy || !state.policy || policy->digest() != state.policy->digest())
        return Error{ErrorCode::planInvalid,
                     "the plan uses another policy than the one in force; nothing was changed; name the "
                     "policy in force in the plan"};
    SR_TRY(readNotes(bench));
    authority::CeremonyOpened opened = further.opened;
    opened.plan = setup.planDigest;
    opened.program = setup.programDigest;
    bench.journal.setPlace(setup.mode, ceremonyId(opened.ordinal, setup.plan.id), "-");
    SR_TRY(bench.record(std::move(opened)));
    std::vector<std::string> aside = further.aside;
    SR_ASSIGN(const std::vector<std::string> unnamed, setUnnamedAside(bench));
    aside.insert(aside.end(), unnamed.begin(), unnamed.end());
    SR_ASSIGN(const std::vector<std::string> copies, mendCopies(bench));
    aside.insert(aside.end(), copies.begin(), copies.end());
    aside.insert(aside.end(), bench.journal.aside().begin(), bench.journal.aside().end());
    if (aside.empty() && bench.journal.cut() == 0)
        return {};
    return bench.record(authority::Resumed{bench.journal.cut(), std::move(aside), setup.programDigest});
}

// Training cannot pass for production, nor the reverse: asked before any token is touched.
Result<void> refuseOtherMode(const AuthorityFolder& folder, Mode mode) {
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(folder.record()));
    if (kind == base_io::FileKind::missing)
        return {};
    SR_ASSIGN(audit::ChainReader reader, audit::ChainReader::open(folder.record()));
    SR_ASSIGN(const audit::Entry* first, reader.next());
    if (first != nullptr && first->mode != mode)
        return Error{ErrorCode::wrongMode, std::string("this authority is for ") + base::nameOf(first->mode) +
                                               ", not for " + base::nameOf(mode)};
    return {};
}

Result<void> refuseSimulators(const Devices& devices, const Site& site) {
    for (const auto& [name, device] : site.devices) {
        const std::string& manufacturer = devices.moduleFacts(name).manufacturer;
        for (const char* simulator : {"Strongroom simulator", "SoftHSM"})
            if (manufacturer.find(simulator) != std::string::npos)
                return Error{ErrorCode::wrongMode,
                             "the HSM '" + name +
                                 "' is a simulation, and this ceremony is for production; connect the real "
                                 "HSM, or say 'simulated-hsm: accepted' in the site file"};
    }
    return {};
}

} // namespace

Result<Beginning> beginningOf(const AuthorityFolder& folder, const EngineSetup& setup) {
    SR_TRY(refuseOtherMode(folder, setup.mode));
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(folder.record()));
    const Beginning none = setup.plan.founds() ? Beginning::first : Beginning::further;
    if (kind == base_io::FileKind::missing)
        return none;
    SR_ASSIGN(const authority::AuthorityState state, authority::replay(folder.record()));
    if (state.size == 0)
        return none;
    if (!state.ceremony)
        return Beginning::first; // its first entry alone is there
    const authority::CeremonyState& last = *state.ceremony;
    if (!last.closed || last.opened.plan == setup.planDigest)
        return Beginning::resumed;
    const std::string note = std::to_string(last.closing.seq + 1) + ".note";
    SR_ASSIGN(const base_io::FileKind sealed, base_io::kindOf(folder.checkpoints() / note));
    if (sealed != base_io::FileKind::regular)
        return Error{ErrorCode::notNow, "ceremony " + last.id +
                                            " was closed but not sealed yet: its checkpoint " + note +
                                            " is missing; go on with its own plan first"};
    if (setup.plan.founds())
        return Error{ErrorCode::notNow, "this authority was founded already; a plan that founds one needs a "
                                        "folder of its own"};
    return Beginning::further;
}

Result<Workbench> openWorkbench(EngineSetup setup, AuthorityFolder folder, const FurtherCeremony* further) {
    // The modules come before the record is made: one that is missing leaves no half-made authority.
    SR_ASSIGN(Cards cards, Cards::open(setup.site.readers));
    SR_ASSIGN(Devices devices, Devices::open(setup.site));
    if (setup.mode == Mode::production && !setup.site.simulatedHsmAccepted)
        SR_TRY(refuseSimulators(devices, setup.site));
    SR_ASSIGN(Journal journal, Journal::open(folder, *setup.clock));
    Workbench bench{std::move(folder),
                    std::move(journal),
                    std::move(cards),
                    std::move(devices),
                    *setup.clock,
                    setup.site,
                    setup.plan,
                    setup.planDigest,
                    setup.programDigest,
                    {},
                    std::nullopt,
                    {},
                    {},
                    std::nullopt,
                    setup.helper,
                    {}};
    if (further != nullptr) {
        SR_TRY(beginFurtherCeremony(bench, setup, *further));
    } else if (!bench.state().ceremony) {
        SR_TRY(beginFirstCeremony(bench, setup));
    } else {
        SR_TRY(resume(bench, setup));
    }
    SR_TRY(bench.poll());
    return bench;
}

} // namespace strongroom::engine

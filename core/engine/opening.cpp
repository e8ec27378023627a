#include "core/engine/opening.h"

#include "core/audit/chain.h"
#include "core/authority/replay.h"
#include "core/ceremony/fit.h"
#include "core/engine/mend_folder.h"
#include "core/ossl/digest.h"
#include "core/ossl/random.h"

namespace strongroom::engine {

namespace {

// Complete checkpoints that lie on disk and hold: they decide whether a checkpoint step is done.
Result<void> readNotes(Workbench& bench) {
    SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(bench.folder.checkpoints()));
    if (kind != base_io::FileKind::folder)
        return {};
    SR_ASSIGN(const std::vector<std::string> names, base_io::listFolder(bench.folder.checkpoints()));
    for (const std::string& name : names) {
        if (name.starts_with(".part-") || !name.ends_with(".note"))
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

Error otherPlan(const std::string& what) {
    return {ErrorCode::denied, what +
                                   " with another plan (or the plan's files have changed); go on with that "
                                   "plan, unchanged"};
}

// Before the entry that names the plan by its digest.
Result<void> keepPlan(const Workbench& bench, const EngineSetup& setup) {
    if (setup.planCopies.empty())
        return {};
    return bench.folder.keep(bench.folder.plan(setup.planDigest), setup.planCopies);
}

std::string ceremonyId(std::uint64_t ordinal, const std::string& plan) {
    const std::string digits = std::to_string(ordinal);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits + "-" + plan;
}

Result<void> beginFirstCeremony(Workbench& bench, const EngineSetup& setup) {
    // A crash between the first two entries is gone on with, by the same plan.
    if (!bench.journal.isEmpty() && bench.state().firstPlan != setup.planDigest)
        return otherPlan("this authority was begun");
    SR_TRY(keepPlan(bench, setup));
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
        return otherPlan("ceremony " + ceremony.id + " is open");
    SR_TRY(readNotes(bench));
    SR_TRY(keepPlan(bench, setup));
    SR_ASSIGN(std::vector<std::string> aside, mendFolder(bench));
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
    SR_TRY(ceremony::fitsAuthority(bench.plan, state));
    SR_TRY(readNotes(bench));
    SR_TRY(keepPlan(bench, setup));
    authority::CeremonyOpened opened = further.opened;
    opened.plan = setup.planDigest;
    opened.program = setup.programDigest;
    bench.journal.setPlace(setup.mode, ceremonyId(opened.ordinal, setup.plan.id), "-");
    SR_TRY(bench.record(std::move(opened)));
    std::vector<std::string> aside = further.aside;
    SR_ASSIGN(const std::vector<std::string> mended, mendFolder(bench));
    aside.insert(aside.end(), mended.begin(), mended.end());
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

Result<Workbench> openWorkbench(const EngineSetup& setup, AuthorityFolder folder,
                                const FurtherCeremony* further) {
    // The modules come before the record is made: one that is missing leaves no half-made authority.
    SR_ASSIGN(Cards cards, Cards::open(setup.site.readers));
    SR_ASSIGN(Devices devices, Devices::open(setup.site));
    if (setup.mode == Mode::production && !setup.site.simulatedHsmAccepted)
        SR_TRY(refuseSimulators(devices, setup.site));
    auto watch = std::make_unique<WatchedClock>(*setup.clock);
    const WatchedClock& clock = *watch;
    SR_ASSIGN(Journal journal, Journal::open(folder, clock));
    Workbench bench{std::move(folder),
                    std::move(journal),
                    std::move(cards),
                    std::move(devices),
                    clock,
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
                    {},
                    std::move(watch)};
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

#include "app/compose.h"

#include "core/base/hex.h"
#include "core/base_io/file_layer.h"
#include "core/custody/activation_secret.h"
#include "core/ossl/digest.h"

#include <algorithm>

namespace strongroom::app {

Result<std::filesystem::path> programFolder() {
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error)
        return Error{ErrorCode::inputOutput, "the program cannot find its own folder"};
    return program.parent_path();
}

Result<std::filesystem::path> helperProgram() {
    SR_ASSIGN(const std::filesystem::path folder, programFolder());
    return folder / "strongroom-helper";
}

Result<Digest> programDigest() {
    SR_ASSIGN(const std::filesystem::path folder, programFolder());
    std::vector<ceremony::DigestedFile> files;
    for (const char* name : {"strongroom", "strongroom-helper", "strongroom-verify"}) {
        SR_ASSIGN(const base_io::FileKind kind, base_io::kindOf(folder / name));
        if (kind == base_io::FileKind::missing)
            return Error{ErrorCode::fileMissing,
                         std::string("the program ") + name + " is missing beside strongroom"};
        SR_ASSIGN(const Bytes bytes, base_io::readRegularFile(folder / name, 1024ULL * 1024 * 1024));
        files.push_back({"program", name, ossl::sha256(bytes)});
    }
    return ossl::sha256(base::viewOf(ceremony::planDigestText(files)));
}

namespace {

std::vector<std::string> requestsOn(const ceremony::Plan& plan, const std::string& stick) {
    std::vector<std::string> files;
    for (const ceremony::Input& input : plan.inputs)
        if (input.from == stick)
            files.push_back(input.file);
    return files;
}

} // namespace

Result<TrainingRoom> openTrainingRoom(const std::filesystem::path& folder, const ceremony::Plan& plan,
                                      const engine::Site& site) {
    TrainingRoom room;
    simulator::DeskSpec spec;
    spec.folder = folder / "simulator";
    spec.media = folder / "media";
    spec.authority = folder / "authority";
    spec.clock = room.clock;
    SR_ASSIGN(const std::filesystem::path programs, programFolder());
    spec.proxyModule = (programs / "strongroom-simulator-module.so").string();
    SR_ASSIGN(spec.softHsm, simulator::Store::findSoftHsm());
    for (const std::string& device : plan.hsms)
        if (!site.devices.contains(device))
            spec.devices.push_back(device);
    for (const ceremony::Role& role : plan.roles)
        if (role.card == ceremony::CardNeed::full || role.card == ceremony::CardNeed::signOnly)
            for (const std::string& person : plan.personsOf(role.name)) {
                spec.cards.push_back(person);
                if (role.card == ceremony::CardNeed::full)
                    spec.shareHolders.push_back(person);
            }
    const auto add = [&](const std::string& card) {
        if (std::find(spec.cards.begin(), spec.cards.end(), card) != spec.cards.end())
            return;
        spec.cards.push_back(card);
        spec.spares.insert(card);
    };
    for (const ceremony::PlanStep* step : plan.steps()) {
        for (const std::string& card : step->kind->spareCards())
            add(card);
        for (const std::string& bag : step->kind->bags())
            spec.bags.push_back(bag);
    }
    // Cards that an earlier ceremony took from a stock of spare ones.
    SR_ASSIGN(const base_io::FileKind tray, base_io::kindOf(spec.folder / "cards"));
    if (tray == base_io::FileKind::folder) {
        SR_ASSIGN(const std::vector<std::string> lying, base_io::listFolder(spec.folder / "cards"));
        for (const std::string& card : lying)
            if (!card.starts_with("."))
                add(card);
    }
    for (const ceremony::Material& material : plan.materials)
        if (material.isStick() && !site.media.contains(material.id))
            spec.sticks.push_back(
                {material.id, material.item, material.colour, requestsOn(plan, material.id)});
    spec.pin = [authority = room.authority](const std::string& card) -> Result<Secret> {
        SR_ASSIGN(const Digest digest, base::digestFromHex(authority->hex()));
        return custody::trainingCardPin(digest, card);
    };
    spec.securityOfficerPin = [authority = room.authority](const std::string& card) -> Result<Secret> {
        SR_ASSIGN(const Digest digest, base::digestFromHex(authority->hex()));
        return custody::trainingCardSoPin(digest, card);
    };
    SR_ASSIGN(room.desk, simulator::SimulatedDesk::open(spec));
    for (const std::string& device : spec.devices)
        room.site.devices[device] = {room.desk->deviceModule(device), ""};
    for (const std::string& card : spec.cards)
        room.site.readers.push_back({card, room.desk->cardModule(card)});
    for (const simulator::DeskStickSpec& stick : spec.sticks)
        room.site.media[stick.name] = {spec.media / stick.name, spec.stickBytes};
    room.site.devices.insert(site.devices.begin(), site.devices.end());
    room.site.media.insert(site.media.begin(), site.media.end());
    return room;
}

Result<void> bringSamples(const engine::Site& site, const std::filesystem::path& planFile,
                          const ceremony::Plan& plan) {
    using base_io::FileKind;
    constexpr std::uint64_t largestSample = 1024 * 1024;
    for (const ceremony::Input& input : plan.inputs) {
        const auto medium = site.media.find(input.from);
        if (medium == site.media.end())
            continue;
        const base_io::Path target = medium->second.path / input.file;
        SR_ASSIGN(const FileKind stick, base_io::kindOf(target.parent_path()));
        SR_ASSIGN(const FileKind there, base_io::kindOf(target));
        if (input.sample.empty() || stick != FileKind::folder || there != FileKind::missing)
            continue;
        if (auto copied = base_io::copyNew(planFile.parent_path() / input.sample, target, largestSample);
            !copied)
            return Error{copied.error().code,
                         "the sample of the input '" + input.id + "': " + copied.error().detail};
    }
    return {};
}

const base_io::Clock& systemClock() {
    static const base_io::SystemClock clock;
    return clock;
}

Result<engine::EngineSetup> setupOf(const std::filesystem::path& folder, const engine::LoadedPlan& plan,
                                    const TrainingRoom& room) {
    engine::EngineSetup setup;
    setup.authority = folder / "authority";
    setup.name = plan.plan.title;
    setup.mode = Mode::training;
    setup.plan = plan.plan;
    setup.planDigest = plan.digest;
    setup.planCopies = plan.copies;
    SR_ASSIGN(setup.programDigest, programDigest());
    setup.site = room.site;
    setup.clock = room.clock.get();
    SR_ASSIGN(setup.helper, helperProgram());
    return setup;
}

Result<std::unique_ptr<api::Engine>> openTrainingEngine(const std::filesystem::path& folder,
                                                        const engine::LoadedPlan& plan, TrainingRoom& room) {
    SR_ASSIGN(engine::EngineSetup setup, setupOf(folder, plan, room));
    SR_ASSIGN(std::unique_ptr<api::Engine> engine, engine::openEngine(std::move(setup)));
    // A further ceremony knows its authority only when it is open.
    *room.authority = engine->snapshot().authority;
    engine->onSnapshot([authority = room.authority](const std::shared_ptr<const api::Snapshot>& snapshot) {
        *authority = snapshot->authority;
    });
    return engine;
}

} // namespace strongroom::app

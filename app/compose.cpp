#include "app/compose.h"

#include "core/base/hex.h"
#include "core/base_io/clock.h"
#include "core/base_io/file_layer.h"
#include "core/custody/activation_secret.h"
#include "core/engine/engine.h"
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

Result<TrainingRoom> openTrainingRoom(const std::filesystem::path& folder, const ceremony::Plan& plan) {
    TrainingRoom room;
    simulator::DeskSpec spec;
    spec.folder = folder / "simulator";
    spec.media = folder / "media";
    SR_ASSIGN(const std::filesystem::path programs, programFolder());
    spec.proxyModule = (programs / "strongroom-simulator-module.so").string();
    SR_ASSIGN(spec.softHsm, simulator::Store::findSoftHsm());
    spec.devices = plan.hsms;
    for (const ceremony::Role& role : plan.roles)
        if (role.card == ceremony::CardNeed::full || role.card == ceremony::CardNeed::signOnly)
            for (const std::string& person : plan.personsOf(role.name))
                spec.cards.push_back(person);
    const auto add = [&](const std::string& card) {
        if (std::find(spec.cards.begin(), spec.cards.end(), card) == spec.cards.end())
            spec.cards.push_back(card);
    };
    for (const ceremony::PlanStep* step : plan.steps())
        for (const std::string& card : step->kind->spareCards())
            add(card);
    // Cards that an earlier ceremony took from a stock of spare ones.
    SR_ASSIGN(const base_io::FileKind tray, base_io::kindOf(spec.folder / "cards"));
    if (tray == base_io::FileKind::folder) {
        SR_ASSIGN(const std::vector<std::string> lying, base_io::listFolder(spec.folder / "cards"));
        for (const std::string& card : lying)
            if (!card.starts_with("."))
                add(card);
    }
    for (const ceremony::Material& material : plan.materials)
        if (material.isStick())
            spec.sticks.push_back(material.id);
    spec.pin = [authority = room.authority](const std::string& card) -> Result<Secret> {
        SR_ASSIGN(const Digest digest, base::digestFromHex(*authority));
        return custody::trainingCardPin(digest, card);
    };
    spec.securityOfficerPin = [authority = room.authority](const std::string& card) -> Result<Secret> {
        SR_ASSIGN(const Digest digest, base::digestFromHex(*authority));
        return custody::trainingCardSoPin(digest, card);
    };
    SR_ASSIGN(room.desk, simulator::SimulatedDesk::open(spec));
    for (const std::string& device : spec.devices)
        room.site.devices[device] = {room.desk->deviceModule(device), ""};
    for (const std::string& card : spec.cards)
        room.site.readers.push_back({card, room.desk->cardModule(card)});
    for (const std::string& stick : spec.sticks)
        room.site.media[stick] = spec.media / stick;
    return room;
}

Result<std::unique_ptr<api::Engine>> openTrainingEngine(const std::filesystem::path& folder,
                                                        const engine::LoadedPlan& plan, TrainingRoom& room) {
    static const base_io::SystemClock clock;
    engine::EngineSetup setup;
    setup.authority = folder / "authority";
    setup.name = plan.plan.title;
    setup.mode = Mode::training;
    setup.plan = plan.plan;
    setup.planDigest = plan.digest;
    SR_ASSIGN(setup.programDigest, programDigest());
    setup.site = room.site;
    setup.clock = &clock;
    SR_ASSIGN(const std::filesystem::path programs, programFolder());
    setup.helper = programs / "strongroom-helper";
    SR_ASSIGN(std::unique_ptr<api::Engine> engine, engine::openEngine(std::move(setup)));
    *room.authority = engine->snapshot().authority;
    return engine;
}

} // namespace strongroom::app

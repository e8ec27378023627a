#include "core/simulator/desk.h"

#include "core/base_io/file_layer.h"

#include <algorithm>

namespace strongroom::simulator {

namespace {

using base_io::FileKind;
using base_io::Path;

Result<void> ensureFolder(const Path& folder) {
    SR_ASSIGN(const FileKind kind, base_io::kindOf(folder));
    return kind == FileKind::folder ? Result<void>() : base_io::makeFolder(folder);
}

// A token's folder that was being made when the program was killed is no token yet: it is made anew.
Result<Store> openOrCreate(const Path& folder, const DeskSpec& spec) {
    SR_ASSIGN(const FileKind kind, base_io::kindOf(folder));
    if (kind == FileKind::missing) {
        const Path making = folder.parent_path() / (".part-" + folder.filename().string());
        SR_ASSIGN(const FileKind left, base_io::kindOf(making));
        if (left != FileKind::missing)
            SR_TRY(base_io::removeLeftover(making));
        {
            SR_ASSIGN(const Store made, Store::create(making.string(), spec.proxyModule, spec.softHsm));
            (void)made;
        }
        SR_TRY(base_io::renameNew(making, folder));
    }
    return Store::open(folder.string());
}

Error unknown(const char* what, const std::string& name) {
    return {ErrorCode::badArgument, std::string("the desk has no ") + what + " '" + name + "'"};
}

} // namespace

Result<std::unique_ptr<SimulatedDesk>> SimulatedDesk::open(DeskSpec spec) {
    std::unique_ptr<SimulatedDesk> desk(new SimulatedDesk(std::move(spec)));
    const DeskSpec& with = desk->m_spec;
    for (const Path& folder : {Path(with.folder), Path(with.media), with.folder / "hsm",
                               with.folder / "cards", with.folder / "drawer"})
        SR_TRY(ensureFolder(folder));
    for (const std::string& name : with.devices) {
        SR_ASSIGN(Store store, openOrCreate(with.folder / "hsm" / name, with));
        desk->m_devices.emplace(name, std::move(store));
        SR_TRY(desk->connectHsm(name));
    }
    for (const std::string& name : with.cards) {
        SR_ASSIGN(Store store, openOrCreate(with.folder / "cards" / name, with));
        desk->m_cards.emplace(name, std::move(store));
        SR_TRY(desk->removeCard(name));
    }
    for (const std::string& name : with.sticks)
        SR_TRY(desk->insertMedium(name));
    return desk;
}

Result<void> SimulatedDesk::insertCard(const std::string& name) {
    const auto found = m_cards.find(name);
    return found != m_cards.end() ? found->second.insert() : unknown("card", name);
}
Result<void> SimulatedDesk::removeCard(const std::string& name) {
    const auto found = m_cards.find(name);
    return found != m_cards.end() ? found->second.remove() : unknown("card", name);
}
Result<void> SimulatedDesk::connectHsm(const std::string& name) {
    const auto found = m_devices.find(name);
    return found != m_devices.end() ? found->second.insert() : unknown("HSM", name);
}
Result<void> SimulatedDesk::disconnectHsm(const std::string& name) {
    const auto found = m_devices.find(name);
    return found != m_devices.end() ? found->second.remove() : unknown("HSM", name);
}

Result<void> SimulatedDesk::insertMedium(const std::string& name) {
    if (std::find(m_spec.sticks.begin(), m_spec.sticks.end(), name) == m_spec.sticks.end())
        return unknown("stick", name);
    const Path plugged = m_spec.media / name, drawer = m_spec.folder / "drawer" / name;
    SR_ASSIGN(const FileKind kind, base_io::kindOf(plugged));
    if (kind == FileKind::folder)
        return {};
    SR_ASSIGN(const FileKind lying, base_io::kindOf(drawer));
    return lying == FileKind::folder ? base_io::renameNew(drawer, plugged) : base_io::makeFolder(plugged);
}

Result<void> SimulatedDesk::removeMedium(const std::string& name) {
    const Path plugged = m_spec.media / name;
    SR_ASSIGN(const FileKind kind, base_io::kindOf(plugged));
    return kind == FileKind::folder ? base_io::renameNew(plugged, m_spec.folder / "drawer" / name)
                                    : Result<void>();
}

api::DeskView SimulatedDesk::view() const {
    return {};
}
Result<void> SimulatedDesk::pressEraseButton(const std::string&) {
    return Error{ErrorCode::unsupported, "the erase button is not there yet"};
}
std::vector<api::DrillOffer> SimulatedDesk::drills() const {
    return {};
}
Result<void> SimulatedDesk::startDrill(api::Drill, const std::string&) {
    return Error{ErrorCode::unsupported, "there are no drills yet"};
}
Result<void> SimulatedDesk::endDrill() {
    return {};
}

} // namespace strongroom::simulator

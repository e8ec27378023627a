#include "core/simulator/desk.h"

#include "core/base_io/file_layer.h"
#include "core/simulator/printed_numbers.h"

#include <algorithm>

namespace strongroom::simulator {

namespace {

using api::Drill;
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

std::string sealOf(const std::string& device) {
    return "seal-of-" + device;
}
std::string bagOf(const std::string& item) {
    return "bag-of-" + item;
}

} // namespace

SimulatedDesk::SimulatedDesk(DeskSpec spec)
    : m_spec(std::move(spec)),
      m_kept(m_spec.folder / "drill", [this](const std::string& place) { return placeOf(place); }) {}

SimulatedDesk::~SimulatedDesk() = default;

Result<std::unique_ptr<SimulatedDesk>> SimulatedDesk::open(DeskSpec spec) {
    std::unique_ptr<SimulatedDesk> desk(new SimulatedDesk(std::move(spec)));
    const std::lock_guard guard(desk->m_lock);
    const DeskSpec& with = desk->m_spec;
    for (const Path& folder : {Path(with.folder), Path(with.media), with.folder / "hsm",
                               with.folder / "cards", with.folder / "drawer", with.folder / "away"})
        SR_TRY(ensureFolder(folder));
    for (const std::string& name : with.devices) {
        SR_ASSIGN(Store store, openOrCreate(with.folder / "hsm" / name, with));
        const auto [at, inserted] = desk->m_devices.emplace(name, std::move(store));
        SR_TRY(at->second.insert());
    }
    for (const std::string& name : with.cards) {
        SR_ASSIGN(Store store, openOrCreate(with.folder / "cards" / name, with));
        const auto [at, inserted] = desk->m_cards.emplace(name, std::move(store));
        SR_TRY(at->second.remove());
    }
    std::vector<std::string> printed;
    for (const std::string& device : with.devices)
        printed.push_back(sealOf(device));
    for (const std::string& item : with.bags)
        printed.push_back(bagOf(item));
    SR_ASSIGN(desk->m_numbers, printedNumbers(with.folder / "numbers", printed));
    SR_TRY(desk->putRight());
    for (const DeskStickSpec& stick : with.sticks)
        SR_TRY(desk->plug(stick.name));
    return desk;
}

api::DeskView SimulatedDesk::view() const {
    const std::lock_guard guard(m_lock);
    const UnderWay* drill = underWay();
    api::DeskView view;
    for (const std::string& name : m_spec.devices)
        view.devices.push_back({name, m_numbers.at(sealOf(name)), m_devices.at(name).isInserted()});
    for (const std::string& name : m_spec.cards)
        view.cards.push_back(
            {name, m_spec.spares.contains(name), m_cards.at(name).isInserted(), isAway(name)});
    for (const DeskStickSpec& stick : m_spec.sticks)
        view.sticks.push_back({stick.name, stick.colour, stick.item, isPlugged(stick.name)});
    for (const std::string& item : m_spec.bags) {
        const std::string& number = m_numbers.at(bagOf(item));
        const bool isWrong = isUnderWay(Drill::mistypedBag) && drill->on == item;
        view.bags.push_back({item, number, isWrong ? mistyped(number) : number});
    }
    if (drill != nullptr) {
        view.underWay = drill->drill;
        if (drill->drill == Drill::alarm)
            view.message = {SR_TEXT("The fire alarm rings. Leave the room now."), {}};
    }
    return view;
}

Result<void> SimulatedDesk::insertCard(const std::string& name) {
    const std::lock_guard guard(m_lock);
    const auto found = m_cards.find(name);
    if (found == m_cards.end())
        return unknown("card", name);
    if (isAway(name))
        return Error{ErrorCode::tokenMissing, "the card '" + name + "' is not here: who holds it has left"};
    if (isUnderWay(Drill::wrongCard))
        SR_TRY(mixUpCards(name));
    return found->second.insert();
}

Result<void> SimulatedDesk::removeCard(const std::string& name) {
    const std::lock_guard guard(m_lock);
    const auto found = m_cards.find(name);
    if (found == m_cards.end())
        return unknown("card", name);
    SR_TRY(found->second.remove());
    return isUnderWay(Drill::wrongCard) ? sortCards() : Result<void>();
}

Result<void> SimulatedDesk::connectHsm(const std::string& name) {
    const std::lock_guard guard(m_lock);
    const auto found = m_devices.find(name);
    return found != m_devices.end() ? found->second.insert() : unknown("HSM", name);
}

Result<void> SimulatedDesk::disconnectHsm(const std::string& name) {
    const std::lock_guard guard(m_lock);
    const auto found = m_devices.find(name);
    return found != m_devices.end() ? found->second.remove() : unknown("HSM", name);
}

Result<void> SimulatedDesk::pressEraseButton(const std::string& name) {
    const std::lock_guard guard(m_lock);
    const auto found = m_devices.find(name);
    return found != m_devices.end() ? found->second.erase() : unknown("HSM", name);
}

std::vector<std::string> SimulatedDesk::media() const {
    std::vector<std::string> names;
    for (const DeskStickSpec& stick : m_spec.sticks)
        names.push_back(stick.name);
    return names;
}

Result<void> SimulatedDesk::insertMedium(const std::string& name) {
    const std::lock_guard guard(m_lock);
    return stick(name) != nullptr ? plug(name) : unknown("stick", name);
}

Result<void> SimulatedDesk::removeMedium(const std::string& name) {
    const std::lock_guard guard(m_lock);
    return stick(name) != nullptr ? pull(name) : unknown("stick", name);
}

Result<Secret> SimulatedDesk::cardPin(const std::string& name) const {
    const std::lock_guard guard(m_lock);
    if (isUnderWay(Drill::forgottenPin) && m_underWay->on == name)
        return Error{ErrorCode::notNow, "nobody remembers the PIN of the card '" + name + "'"};
    SR_ASSIGN(Secret pin, m_spec.pin(name));
    if (isUnderWay(Drill::wrongPin) && m_underWay->on == name) {
        // As long as the right one, and surely another.
        pin.expose([](auto bytes) {
            if (!bytes.empty())
                bytes.back() = bytes.back() == '0' ? '1' : '0';
        });
        m_underWay.reset();
    }
    return pin;
}

Result<Secret> SimulatedDesk::cardSecurityOfficerPin(const std::string& name) const {
    const std::lock_guard guard(m_lock);
    return m_spec.securityOfficerPin(name);
}

const DeskStickSpec* SimulatedDesk::stick(const std::string& name) const {
    const auto found = std::find_if(m_spec.sticks.begin(), m_spec.sticks.end(),
                                    [&](const DeskStickSpec& one) { return one.name == name; });
    return found != m_spec.sticks.end() ? &*found : nullptr;
}

bool SimulatedDesk::isPlugged(const std::string& name) const {
    const auto kind = base_io::kindOf(m_spec.media / name);
    return kind && *kind == FileKind::folder;
}

bool SimulatedDesk::isAway(const std::string& card) const {
    const auto kind = base_io::kindOf(m_spec.folder / "away" / card);
    return kind && *kind != FileKind::missing;
}

Result<void> SimulatedDesk::plug(const std::string& name) {
    const Path plugged = m_spec.media / name;
    SR_ASSIGN(const FileKind kind, base_io::kindOf(plugged));
    if (kind == FileKind::folder)
        return {};
    if (isUnderWay(Drill::wrongStick)) {
        if (m_underWay->partner == name)
            return Error{ErrorCode::notNow,
                         "the stick '" + name + "' is not in the drawer; see what is plugged in"};
        SR_ASSIGN(const bool done, plugAnother(name));
        if (done)
            return {};
    }
    SR_ASSIGN(const FileKind lying, base_io::kindOf(drawer(name)));
    return lying == FileKind::folder ? base_io::renameNew(drawer(name), plugged)
                                     : base_io::makeFolder(plugged);
}

Result<void> SimulatedDesk::pull(const std::string& name) {
    const Path plugged = m_spec.media / name;
    SR_ASSIGN(const FileKind kind, base_io::kindOf(plugged));
    if (kind != FileKind::folder)
        return {};
    if (!isUnderWay(Drill::wrongStick) || m_underWay->partner.empty() || m_underWay->on != name)
        return base_io::renameNew(plugged, drawer(name));
    SR_TRY(base_io::renameNew(plugged, drawer(m_underWay->partner)));
    m_underWay.reset();
    return {};
}

} // namespace strongroom::simulator

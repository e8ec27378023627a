#include "core/engine/devices.h"

#include <algorithm>

namespace strongroom::engine {

namespace {

Error notThere(const std::string& device) {
    return Error{
        ErrorCode::tokenMissing,
        "the HSM '" + device +
            "' that is on record is not there: connect it; if it was damaged, begin again with another "
            "HSM, or restore from a backup where there is one"};
}

// Whoever pressed its erase button, or reset it, took the keys and the PINs.
Error blank(const std::string& device) {
    return Error{
        ErrorCode::tokenMissing,
        "the HSM '" + device +
            "' is connected but blank: it was erased, and its keys are gone, or it is another HSM than "
            "the one on record; connect that one, or raise an exception, end this ceremony, and "
            "restore from a backup or begin again with another HSM"};
}

bool isBlank(const std::vector<hsm::SlotFacts>& slots) {
    const auto holdsToken = [](const hsm::SlotFacts& slot) { return slot.tokenPresent && slot.token; };
    return std::any_of(slots.begin(), slots.end(), holdsToken) &&
           std::none_of(slots.begin(), slots.end(), [&](const hsm::SlotFacts& slot) {
               return holdsToken(slot) && slot.token->initialised;
           });
}

} // namespace

Result<Devices> Devices::open(const Site& site) {
    Devices devices;
    for (const auto& [name, device] : site.devices) {
        SR_ASSIGN(std::shared_ptr<hsm::Module> module, hsm::Module::load(device.module));
        Device opened;
        opened.module = std::move(module);
        opened.slot = device.slot;
        devices.m_devices.emplace(name, std::move(opened));
    }
    return devices;
}

Result<Devices::Device*> Devices::find(const std::string& device) {
    const auto found = m_devices.find(device);
    if (found == m_devices.end())
        return Error{ErrorCode::tokenMissing, "the site names no HSM '" + device + "'"};
    return &found->second;
}

Result<std::set<std::string>> Devices::poll() {
    std::set<std::string> present;
    for (auto& [name, device] : m_devices) {
        SR_ASSIGN(const std::vector<hsm::SlotFacts> slots, device.module->listSlots());
        const bool here = std::any_of(slots.begin(), slots.end(),
                                      [](const hsm::SlotFacts& slot) { return slot.tokenPresent; });
        if (!here) {
            device.session.reset();
        } else {
            if (!device.wasPresent) {
                device.session.reset();
                SR_TRY(device.module->restart());
            }
            if (device.session && !device.session->isOpen())
                device.session.reset();
            present.insert(name);
        }
        device.wasPresent = here;
    }
    return present;
}

const hsm::ModuleFacts& Devices::moduleFacts(const std::string& device) const {
    return m_devices.at(device).module->facts();
}

Result<hsm::SlotFacts> Devices::slot(const std::string& device, const std::string& serial) {
    SR_ASSIGN(Device * found, find(device));
    SR_ASSIGN(const std::vector<hsm::SlotFacts> slots, found->module->listSlots());
    for (const hsm::SlotFacts& slot : slots) {
        if (!slot.tokenPresent || !slot.token)
            continue;
        const bool blank = serial.empty() || serial == "-";
        if (blank ? (!slot.token->initialised && slot.description.find(found->slot) != std::string::npos)
                  : slot.token->serial == serial)
            return slot;
    }
    const bool silent = std::any_of(slots.begin(), slots.end(), [](const hsm::SlotFacts& slot) {
        return slot.tokenPresent && !slot.token;
    });
    if (silent)
        return Error{
            ErrorCode::tokenMissing,
            "the HSM '" + device +
                "' is connected but its token does not answer: it is damaged; begin again with another "
                "HSM, or restore from a backup where there is one"};
    return !serial.empty() && serial != "-" && isBlank(slots) ? blank(device) : notThere(device);
}

Result<std::shared_ptr<hsm::Token>> Devices::token(const std::string& device, const std::string& serial) {
    SR_ASSIGN(Device * found, find(device));
    if (serial.empty() || serial == "-")
        return hsm::Token::findBlank(found->module, found->slot);
    auto token = hsm::Token::find(found->module, serial);
    if (token || token.error().code != ErrorCode::tokenMissing)
        return token;
    SR_ASSIGN(const std::vector<hsm::SlotFacts> slots, found->module->listSlots());
    return isBlank(slots) ? blank(device) : notThere(device);
}

Result<std::shared_ptr<hsm::Token>> Devices::tokenWithLabel(const std::string& device,
                                                            const std::string& label) {
    SR_ASSIGN(Device * found, find(device));
    SR_ASSIGN(const std::vector<hsm::SlotFacts> slots, found->module->listSlots());
    for (const hsm::SlotFacts& slot : slots)
        if (slot.token && slot.token->initialised && slot.token->label == label)
            return hsm::Token::find(found->module, slot.token->serial);
    return Error{ErrorCode::tokenMissing, "the HSM '" + device + "' shows no token named '" + label + "'"};
}

void Devices::keepSession(const std::string& device, hsm::Session session) {
    m_devices.at(device).session = std::move(session);
}

hsm::Session* Devices::session(const std::string& device) noexcept {
    const auto found = m_devices.find(device);
    return found != m_devices.end() && found->second.session ? &*found->second.session : nullptr;
}

Result<void> Devices::closeSession(const std::string& device) {
    SR_ASSIGN(Device * found, find(device));
    if (!found->session)
        return {};
    Result<void> closed = found->session->close();
    found->session.reset();
    return closed;
}

Result<void> Devices::rest(const std::string& device) {
    SR_ASSIGN(Device * found, find(device));
    found->session.reset();
    return found->module->restart();
}

void Devices::closeAll() noexcept {
    for (auto& [name, device] : m_devices)
        device.session.reset();
}

} // namespace strongroom::engine

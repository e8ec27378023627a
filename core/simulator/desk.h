// The training room's desk on simulated tokens (api::Desk): HSMs and a tray of cards, each a Store of its
// own, and sticks that are folders. What the desk does, every process of the training sees.
#pragma once

#include "core/api/desk.h"
#include "core/hsm/module.h"
#include "core/simulator/store.h"

#include <filesystem>
#include <functional>
#include <map>

namespace strongroom::simulator {

struct DeskSpec {
    std::filesystem::path folder;     // simulator/: the tokens, and the drawer for sticks that are out
    std::filesystem::path media;      // media/: the sticks that are plugged in
    std::string proxyModule, softHsm; // libraries, see Store
    std::vector<std::string> devices, cards, sticks;
    // The PIN and SO PIN of a card, by its name on the tray (PROTOCOL P7).
    std::function<Result<Secret>(const std::string&)> pin, securityOfficerPin;
};

class SimulatedDesk final : public api::Desk {
public:
    // Makes what is missing; everything that is there is kept as it is. Cards lie on the tray, HSMs are
    // connected, sticks are plugged in.
    static Result<std::unique_ptr<SimulatedDesk>> open(DeskSpec spec);

    hsm::ModuleSpec deviceModule(const std::string& device) const {
        return m_devices.at(device).moduleSpec();
    }
    hsm::ModuleSpec cardModule(const std::string& card) const { return m_cards.at(card).moduleSpec(); }
    Store& device(const std::string& device) { return m_devices.at(device); }

    api::DeskView view() const override;
    std::vector<std::string> cards() const override { return m_spec.cards; }
    Result<void> insertCard(const std::string& name) override;
    Result<void> removeCard(const std::string& name) override;
    Result<void> connectHsm(const std::string& device) override;
    Result<void> disconnectHsm(const std::string& device) override;
    Result<void> pressEraseButton(const std::string& device) override;
    std::vector<std::string> media() const override { return m_spec.sticks; }
    Result<void> insertMedium(const std::string& name) override;
    Result<void> removeMedium(const std::string& name) override;
    Result<Secret> cardPin(const std::string& name) const override { return m_spec.pin(name); }
    Result<Secret> cardSecurityOfficerPin(const std::string& name) const override {
        return m_spec.securityOfficerPin(name);
    }
    std::vector<api::DrillOffer> drills() const override;
    Result<void> startDrill(api::Drill drill, const std::string& on) override;
    Result<void> endDrill() override;

private:
    explicit SimulatedDesk(DeskSpec spec) : m_spec(std::move(spec)) {}

    DeskSpec m_spec;
    std::map<std::string, Store> m_devices, m_cards;
};

} // namespace strongroom::simulator

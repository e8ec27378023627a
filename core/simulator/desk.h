// The training room's desk on simulated tokens (api::Desk): HSMs and a tray of cards, each a Store of its
// own, and sticks that are folders. What the desk does, every process of the training sees. Invariant:
// whatever a drill changed in a folder is put right again by endDrill(), or else by the next open(). Threads:
// any, behind one lock; files only.
#pragma once

#include "core/api/desk.h"
#include "core/hsm/module.h"
#include "core/simulator/kept_files.h"
#include "core/simulator/movable_clock.h"
#include "core/simulator/stick_watch.h"
#include "core/simulator/store.h"

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>

namespace strongroom::simulator {

struct DeskStickSpec {
    std::string name;
    std::string item = "stick", colour = "";
    std::vector<std::string> requests = {}; // files on it that a requester brings
};

struct DeskSpec {
    std::filesystem::path folder;     // simulator/: the tokens, and the drawer for sticks that are out
    std::filesystem::path media;      // media/: the sticks that are plugged in
    std::filesystem::path authority;  // the authority's folder, "" for no drill with its shares
    std::string proxyModule, softHsm; // libraries, see Store
    std::vector<std::string> devices, cards;
    std::set<std::string> spares; // of the cards
    std::vector<DeskStickSpec> sticks;
    std::vector<std::string> shareHolders; // persons, in the order of the shares' numbers
    std::vector<std::string> bags;
    std::uint64_t stickBytes = 256ULL * 1024 * 1024; // what a stick holds; engine::SiteMedium::capacity
    std::shared_ptr<MovableClock> clock;             // the engine's; nullptr for no drill with it
    // The PIN and SO PIN of a card, by its name on the tray (PROTOCOL P7). Called on the desk's thread.
    std::function<Result<Secret>(const std::string&)> pin, securityOfficerPin;
};

class SimulatedDesk final : public api::Desk {
public:
    // Makes what is missing; everything that is there is kept as it is, but for what an earlier drill left.
    // Cards lie on the tray, HSMs are connected, sticks are plugged in.
    static Result<std::unique_ptr<SimulatedDesk>> open(DeskSpec spec);
    ~SimulatedDesk() override;

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
    std::vector<std::string> media() const override;
    Result<void> insertMedium(const std::string& name) override;
    Result<void> removeMedium(const std::string& name) override;
    Result<Secret> cardPin(const std::string& name) const override;
    Result<Secret> cardSecurityOfficerPin(const std::string& name) const override;

    std::vector<api::DrillOffer> drills() const override;
    Result<void> startDrill(api::Drill drill, const std::string& on) override;
    Result<void> endDrill() override;

private:
    // The drill that is under way.
    struct UnderWay {
        api::Drill drill;
        std::string on;
        std::string partner; // whose card or stick lies in the other's place, once it does
        std::unique_ptr<StickWatch> watch;
    };

    explicit SimulatedDesk(DeskSpec spec);

    // All below: the lock is held.
    bool isPlugged(const std::string& stick) const;
    bool isAway(const std::string& card) const;
    std::filesystem::path placeOf(const std::string& place) const; // of a stick, or "authority"
    std::filesystem::path drawer(const std::string& stick) const { return m_spec.folder / "drawer" / stick; }
    std::filesystem::path filler(const std::string& stick) const;
    const DeskStickSpec* stick(const std::string& name) const;
    const UnderWay* underWay() const; // nullptr when none is, or no more
    bool isUnderWay(api::Drill drill) const;

    Result<void> plug(const std::string& stick);
    Result<void> pull(const std::string& stick);
    Result<void> mixUpCards(const std::string& inserted);
    Result<void> sortCards();
    Result<bool> plugAnother(const std::string& stick);

    std::vector<std::string> targetsOf(api::Drill drill) const;
    Text whyNot(api::Drill drill, const std::vector<std::string>& targets) const;
    Result<void> begin(api::Drill drill, const std::string& on);
    Result<void> replaceShares(const std::string& holder);
    Result<void> fill(const std::string& stick);
    Result<void> putRight();

    DeskSpec m_spec;
    KeptFiles m_kept;
    std::map<std::string, Store> m_devices, m_cards;
    std::map<std::string, std::string> m_numbers; // printed on seals and bags

    mutable std::mutex m_lock;
    mutable std::optional<UnderWay> m_underWay;
};

} // namespace strongroom::simulator

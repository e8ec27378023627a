// The HSMs of the site: their modules, tokens, and the one session that a quorum opened on each.
#pragma once

#include "core/engine/site.h"
#include "core/hsm/token.h"

#include <map>
#include <memory>
#include <optional>
#include <set>

namespace strongroom::engine {

class Devices {
public:
    static Result<Devices> open(const Site& site);

    // Which HSMs answer now. A session with one that was pulled is dropped.
    Result<std::set<std::string>> poll();

    const hsm::ModuleFacts& moduleFacts(const std::string& device) const;
    // The slot whose token is this serial; of a blank device (serial "" or "-") the site's blank slot.
    Result<hsm::SlotFacts> slot(const std::string& device, const std::string& serial);
    Result<std::shared_ptr<hsm::Token>> token(const std::string& device, const std::string& serial);

    // An initialised token that carries this label: what an initialisation of ours that was cut short left.
    Result<std::shared_ptr<hsm::Token>> tokenWithLabel(const std::string& device, const std::string& label);

    void keepSession(const std::string& device, hsm::Session session);
    hsm::Session* session(const std::string& device) noexcept; // nullptr when none is open
    Result<void> closeSession(const std::string& device);
    void closeAll() noexcept;
    // Before and after another process looks at the token: the module is finalised and initialised again. No
    // session of ours may be open.
    Result<void> rest(const std::string& device);

private:
    struct Device {
        std::shared_ptr<hsm::Module> module;
        std::string slot;
        std::optional<hsm::Session> session;
        bool wasPresent = false;
    };
    Result<Device*> find(const std::string& device);

    std::map<std::string, Device> m_devices;
};

} // namespace strongroom::engine

// The training room: what hands do in a real one. Only training has a desk. Commands go to the simulator,
// never to the engine; the engine notices what changed when it looks again.
#pragma once

#include "core/api/step.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <string>
#include <vector>

namespace strongroom::api {

class Desk {
public:
    virtual ~Desk() = default;

    virtual std::vector<std::string> cards() const = 0; // names on the tray: "officer-3"
    virtual Result<void> insertCard(const std::string& name) = 0;
    virtual Result<void> removeCard(const std::string& name) = 0;
    virtual Result<void> connectHsm(const std::string& device) = 0;
    virtual Result<void> disconnectHsm(const std::string& device) = 0;
    virtual std::vector<std::string> media() const = 0;
    virtual Result<void> insertMedium(const std::string& name) = 0;
    virtual Result<void> removeMedium(const std::string& name) = 0;

    // Shown on the training desk only (PROTOCOL P7): the PIN that this card got, or will get.
    virtual Result<Secret> cardPin(const std::string& name) const = 0;
    virtual Result<Secret> cardSecurityOfficerPin(const std::string& name) const = 0;
};

} // namespace strongroom::api

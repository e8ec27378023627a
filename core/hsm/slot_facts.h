// What a module says of its slots and their tokens, as plain values. Texts come without the blanks with which
// PKCS#11 pads them. Nothing here is proof: a module can claim anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace strongroom::hsm {

struct TokenFacts {
    std::string label;
    std::string manufacturer;
    std::string model;
    std::string serial;   // empty on most blank tokens
    std::string firmware; // "2.6"
    std::string hardware;
    std::size_t minPinBytes = 0;
    std::size_t maxPinBytes = 0;

    bool initialised = false;
    bool userPinInitialised = false;
    bool loginRequired = false;
    bool writeProtected = false;
    bool protectedAuthenticationPath = false; // a PIN pad: no PIN is typed at the workstation
    bool userPinCountLow = false;
    bool userPinFinalTry = false;
    bool userPinLocked = false;
    bool securityOfficerPinCountLow = false;
    bool securityOfficerPinFinalTry = false;
    bool securityOfficerPinLocked = false;

    bool operator==(const TokenFacts&) const = default;
};

struct SlotFacts {
    unsigned long slotId = 0; // changes with the module's next start; never recorded as a name of anything
    std::string description;
    std::string manufacturer;
    bool tokenPresent = false;
    std::optional<TokenFacts> token; // where present and answering

    bool operator==(const SlotFacts&) const = default;
};

} // namespace strongroom::hsm

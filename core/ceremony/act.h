// Acts: what the engine does for the machine, as values. Each has one `perform` in core/engine (intent entry,
// call, outcome entry) and, where it leaves a dangling intent after a crash, one `settle`.
#pragma once

#include "core/api/command.h"
#include "core/authority/entries.h"
#include "core/custody/share_set.h"

#include <string>
#include <variant>
#include <vector>

namespace strongroom::ceremony {

// Only an entry, nothing in the world.
struct RecordEntry {
    authority::EntryBody body;
};

struct CheckWorkstation {};
struct IdentifyToken {
    std::string device;
};
struct ProveBlank {
    std::string device;
};

struct InitialiseCard {
    std::string person;
};
struct GenerateCardKeys {
    std::string person;
    bool signOnly = false;
};
struct EnrolCardAct {
    std::string person, role;
};

// What an officer's card was asked for and decided.
struct CardAct {
    api::OpenAct open;
    api::Decision decision = api::Decision::approve;
    std::string reason;
};

struct FoundAuthority {};

// Split as the policy says, over every rostered holder whose card is not lost.
struct PrepareShareSet {
    custody::SetId set;
    std::string device; // "" for an MBK
};
struct InitialiseToken {
    std::string device, set, label;
};
struct SwitchUserPin {
    std::string device, set, soSet;
};
// Rebuilds the PIN from released shares and logs in with it in a fresh session.
struct ActivatePinSet {
    std::string device, set;
};
struct OpenSession {
    std::string device, set;
};
struct CloseSession {
    std::string device;
};
struct GenerateKey {
    std::string device, key, algorithm, label;
    bool recordKey = false;
};
struct IntroduceRecordKey {
    std::string key;
};
struct StartCheckpoint {
    std::string kind; // open, suspend, erase, close
};
struct CompleteCheckpoint {};

using Act = std::variant<RecordEntry, CheckWorkstation, IdentifyToken, ProveBlank, InitialiseCard,
                         GenerateCardKeys, EnrolCardAct, CardAct, FoundAuthority, PrepareShareSet,
                         InitialiseToken, SwitchUserPin, ActivatePinSet, OpenSession, CloseSession,
                         GenerateKey, IntroduceRecordKey, StartCheckpoint, CompleteCheckpoint>;

} // namespace strongroom::ceremony

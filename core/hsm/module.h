// A PKCS#11 module: the vendor's shared library, loaded once by libp11 and by us, with its slots. HSM and
// cards alike. Invariant: a library file is loaded once in a process (a second load with the same spec
// answers the same Module), initialised by us, and finalised and unloaded only after every Token, Session and
// private key made from it is gone. Cannot do: bring back a call that never returns; make setenv safe beside
// other threads (the environment is written just before each C_Initialize, on the caller's thread). Threads:
// one, the engine's.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/hsm/slot_facts.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace strongroom::hsm {

struct ModuleSpec {
    std::string path; // absolute
    std::vector<std::pair<std::string, std::string>> environment;
    std::string initialiseArguments; // handed to C_Initialize (NSS softoken needs it); usually empty

    bool operator==(const ModuleSpec&) const = default;
};

struct ModuleFacts {
    std::string path;
    Digest fileDigest; // SHA-256 of the library as it was when loaded
    std::string manufacturer;
    std::string description;
    std::string libraryVersion;  // "2.6"
    std::string cryptokiVersion; // "2.40"
};

struct ModuleInternals; // private to this folder

class Module : public std::enable_shared_from_this<Module> {
public:
    // moduleMissing when there is no such file; moduleBroken when it is no PKCS#11 module or does not start;
    // badArgument for a path that is not absolute, or a library that is loaded already with another spec.
    static Result<std::shared_ptr<Module>> load(const ModuleSpec& spec);
    ~Module();
    Module(const Module&) = delete;
    Module& operator=(const Module&) = delete;

    const ModuleSpec& spec() const noexcept;
    const ModuleFacts& facts() const noexcept;

    // A fresh look at every slot; a slot whose token does not answer is listed without TokenFacts.
    Result<std::vector<SlotFacts>> listSlots();

    // Finalises and initialises again, so that tokens made by others, pulled or put back are seen afresh.
    // Every Session of this module is dead afterwards. notNow while a private key of it is alive.
    Result<void> restart();

    // Private keys handed out by Token::privateKey that are still alive.
    std::size_t livePrivateKeys() const noexcept;

    ModuleInternals& internals() noexcept { return *m_internals; } // private to this folder

private:
    explicit Module(std::unique_ptr<ModuleInternals> internals);
    std::unique_ptr<ModuleInternals> m_internals;
};

} // namespace strongroom::hsm

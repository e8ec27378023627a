// A simulated token: one folder with its own copy of the proxy module, of SoftHSM2 and of a token store
// (core/simulator/module/proxy.cpp tells the layout). Every process that loads the folder's module sees the
// same token, the same presence and the same faults. Invariant: a folder is marked as simulated before its
// first token can be made. Threads: any; the folder is the state.
#pragma once

#include "core/base/result.h"
#include "core/hsm/module.h"

#include <string>

namespace strongroom::simulator {

enum class FaultMode {
    before,   // the error is returned, nothing is done
    after,    // it is done, and the error is returned
    hang,     // the call never returns
    die,      // the process is killed before it is done
    dieAfter, // the process is killed after it is done
    garbage,  // the call says CKR_OK and its answer is wrong
    pull,     // the token is pulled while it does it; the caller gets no answer but CKR_DEVICE_REMOVED
};

struct Fault {
    std::string function; // "C_Sign"
    unsigned call = 1;    // the N-th call from now on, in whichever process
    FaultMode mode = FaultMode::before;
    unsigned long returnValue = 0x30; // CKR_DEVICE_ERROR; for before and after
};

// What the token says of its PINs. SoftHSM2 counts no tries; real tokens lock after 3 to 10.
enum class PinState { fine, userFinalTry, userLocked, officerFinalTry, officerLocked };

class Store {
public:
    // The folder must not exist; its parent must. moduleMissing when a library is not there.
    static Result<Store> create(const std::string& folder, const std::string& proxyFile,
                                const std::string& softHsmFile);
    // fileMissing when the folder is not a simulated token.
    static Result<Store> open(const std::string& folder);
    // Where Debian and others put libsofthsm2.so; moduleMissing names the places looked at.
    static Result<std::string> findSoftHsm();

    const std::string& folder() const noexcept { return m_folder; }
    hsm::ModuleSpec moduleSpec() const;

    bool isInserted() const;
    Result<void> insert(); // all right when it is in
    Result<void> remove(); // pulled: at once, also in the middle of another process's work

    Result<void> setFault(const Fault& fault); // replaces an earlier one
    Result<void> clearFault();
    bool hasFault() const; // false once it has struck
    bool hasFault(FaultMode mode) const;

    Result<void> showPinState(PinState state);

    // True when a token was initialised here.
    bool holdsToken() const;
    // Everything on it is gone, sessions too, in whichever process; it stays in or out as it is. A token that
    // is in use meanwhile answers errors.
    Result<void> erase();
    // From the next insertion on the other store's token lies in this one's reader; its own: as it was made.
    Result<void> readTokenOf(const Store& other);

private:
    explicit Store(std::string folder) : m_folder(std::move(folder)) {}
    std::string m_folder;
};

} // namespace strongroom::simulator

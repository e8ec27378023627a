// The folder of one simulated token, as the proxy module sees it. One folder per token (HSM or card):
//
//   module.so       the proxy: its copy, not a link, because the dynamic linker loads one file once
//   inner.so        a copy of SoftHSM2 for the same reason
//   softhsm2.conf   the configuration of that copy: tells it `tokens/`
//   tokens/         SoftHSM2's store
//   present         there: the token is in its reader. Written anew at each insertion: a new file is a new
//                   insertion, even if nobody called while the token was out
//   fault           one line "FUNCTION N MODE [RETURN-VALUE]": the N-th call of FUNCTION from now on, in
//                   whichever process, goes wrong; taken away when it does. MODE is before, after, hang, die,
//                   die-after, garbage or pull (the token is out when the call has begun)
//   pin-state       one word: user-final-try, user-locked, officer-final-try or officer-locked. SoftHSM2
//   counts no
//                   tries; with this the token says so, and a locked PIN is refused
//   simulated       the mark by which core/simulator knows the folder as its own
//
// The proxy finds the folder as the one in which it lies itself. Threads: any, as PKCS#11 allows.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>

namespace strongroom::simulator::module {

enum class Mode { before, after, hang, die, dieAfter, garbage, pull };

struct Strike {
    Mode mode;
    unsigned long returnValue;
};

// Which insertion the presence flag stands for.
struct Insertion {
    ino_t inode = 0;
    timespec written{};
    bool operator==(const Insertion& other) const noexcept {
        return inode == other.inode && written.tv_sec == other.written.tv_sec &&
               written.tv_nsec == other.written.tv_nsec;
    }
};

std::string ownFolder(); // empty when it cannot be found

std::optional<Insertion> presentInsertion(const std::string& folder); // none: the token is out

// The fault that strikes this call, if any; counts the call.
std::optional<Strike> strikeOn(const std::string& folder, const char* function);

enum class PinState { fine, userFinalTry, userLocked, officerFinalTry, officerLocked };
PinState pinState(const std::string& folder);

} // namespace strongroom::simulator::module

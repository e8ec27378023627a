// runChild: another program, run to its end. It is started by posix_spawn, never fork: libcrypto and PKCS#11
// modules are loaded here and must not run in a copy of this process. The child gets exactly the environment
// given, descriptors 0, 1, 2 (and 3 for secrets) and no other, default signals, and its own process group,
// which is killed at the deadline. Secrets go through pipes alone: never arguments, environment or files.
// Threads: any; the calling thread waits.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace strongroom::base_io {

struct ChildRequest {
    std::filesystem::path program;        // absolute; PATH is not searched
    std::vector<std::string> arguments;   // without the program's own name; never a secret
    std::vector<std::string> environment; // all of it, "NAME=value"; never a secret
    ByteView input;                       // standard input, then its end; outlives the call
    // Written one after another to descriptor 3, as readSecrets reads them. Empty: the child has no
    // descriptor 3.
    std::vector<const Secret*> secrets;
    std::chrono::milliseconds deadline{30'000};
    std::size_t maxOutput = 16 * 1024 * 1024; // more than that is childFailed
    std::size_t maxErrorOutput = 64 * 1024;   // more than that is dropped
};

struct ChildOutcome {
    int exitCode = 0; // what the program said about itself; its meaning is the caller's
    Bytes output;
    std::string errorOutput;
};

// childFailed: could not be started, was killed by a signal, missed its deadline or wrote too much. A child
// that closes its input early is no failure: its exit code speaks.
Result<ChildOutcome> runChild(const ChildRequest& request);

// The child's side: the Secrets on `descriptor` until its end, each as 4 bytes of length (big-endian) and
// that many bytes. badFormat when a piece is cut, empty or over 64 KiB, or there are more than 64.
constexpr int secretDescriptor = 3;
Result<std::vector<Secret>> readSecrets(int descriptor);

} // namespace strongroom::base_io

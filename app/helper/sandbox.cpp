#include "app/helper/sandbox.h"

#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

namespace strongroom::app {

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized =
    true; // its shadow memory is larger than any limit, and it asks the kernel for more
#else
constexpr bool sanitized = false;
#endif

Error systemError(const char* what, int number) {
    return {ErrorCode::childFailed, std::string("the sandbox: ") + what + ": " + std::strerror(number)};
}

Result<void> limit(__rlimit_resource resource, rlim_t most) {
    const rlimit both{most, most};
    if (setrlimit(resource, &both) != 0)
        return systemError("setting a limit", errno);
    return {};
}

Result<void> setLimits() {
    SR_TRY(limit(RLIMIT_CORE, 0));
    SR_TRY(limit(RLIMIT_CPU, 10));
    SR_TRY(limit(RLIMIT_NPROC, 0));
    SR_TRY(limit(RLIMIT_FSIZE, 16 * 1024 * 1024));
    if (sanitized)
        return {};
    SR_TRY(limit(RLIMIT_NOFILE, 0)); // nothing new can be opened
    return limit(RLIMIT_AS, 256 * 1024 * 1024);
}

// getpid, getrandom and the clock serve libcrypto's generator, which blinds points before it multiplies them.
constexpr std::array allowed{
    SCMP_SYS(read),          SCMP_SYS(write),        SCMP_SYS(exit),
    SCMP_SYS(exit_group),    SCMP_SYS(brk),          SCMP_SYS(munmap),
    SCMP_SYS(mremap),        SCMP_SYS(madvise),      SCMP_SYS(futex),
    SCMP_SYS(getpid),        SCMP_SYS(gettid),       SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall),
};
constexpr std::array allowedSanitized{
    SCMP_SYS(mprotect), SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield), SCMP_SYS(pipe2), SCMP_SYS(close),
};

} // namespace

Result<void> enterSandbox() {
    SR_TRY(setLimits());
    if (prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return systemError("prctl", errno);
    const std::unique_ptr<void, decltype(&seccomp_release)> filter(seccomp_init(SCMP_ACT_KILL_PROCESS),
                                                                   seccomp_release);
    if (!filter)
        return Error{ErrorCode::childFailed, "the sandbox: no filter"};
    int result = 0;
    const auto allow = [&](int call) {
        if (result == 0)
            result = seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0);
    };
    for (const int call : allowed)
        allow(call);
    if (sanitized)
        for (const int call : allowedSanitized)
            allow(call);
    // Memory, but no files mapped into it.
    if (result == 0)
        result = seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                                  SCMP_A3(SCMP_CMP_MASKED_EQ, 0x20 /* MAP_ANONYMOUS */, 0x20));
    if (result == 0)
        result = seccomp_load(filter.get());
    if (result != 0)
        return systemError("loading the filter", -result);
    return {};
}

} // namespace strongroom::app

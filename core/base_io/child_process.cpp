#include "core/base_io/child_process.h"

#include "core/base_io/descriptor.h"
#include "core/base_io/system_error.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>

namespace strongroom::base_io {

namespace {

using Instant = std::chrono::steady_clock::time_point;
constexpr std::size_t lengthBytes = 4;
constexpr std::size_t maxSecretBytes = 64 * 1024;
constexpr std::size_t maxSecrets = 64;

struct Pipe {
    Descriptor readEnd;
    Descriptor writeEnd;
};

// Ends above the numbers that the child uses, so that laying one pipe on 0 to 3 never covers another.
Result<Pipe> makePipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return systemError("making a pipe for", "a child process", errno);
    const Descriptor lowRead(ends[0]), lowWrite(ends[1]);
    Pipe result{Descriptor(::fcntl(ends[0], F_DUPFD_CLOEXEC, secretDescriptor + 1)),
                Descriptor(::fcntl(ends[1], F_DUPFD_CLOEXEC, secretDescriptor + 1))};
    if (!result.readEnd.isOpen() || !result.writeEnd.isOpen())
        return systemError("making a pipe for", "a child process", errno);
    return result;
}

void dontWait(const Descriptor& end) {
    ::fcntl(end.number(), F_SETFL, O_NONBLOCK);
}

// Writing to a child that has gone must not kill this process. The signal is held back in this thread while
// we write, and taken away if it was ours.
class WithoutPipeSignal {
public:
    WithoutPipeSignal() {
        sigemptyset(&m_pipeSignal);
        sigaddset(&m_pipeSignal, SIGPIPE);
        sigset_t pending;
        sigpending(&pending);
        m_wasPending = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &m_pipeSignal, &m_before);
    }
    ~WithoutPipeSignal() {
        const timespec noTime{};
        if (!m_wasPending)
            while (sigtimedwait(&m_pipeSignal, nullptr, &noTime) == -1 && errno == EINTR) {
            }
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    WithoutPipeSignal(const WithoutPipeSignal&) = delete;
    WithoutPipeSignal& operator=(const WithoutPipeSignal&) = delete;

private:
    sigset_t m_pipeSignal;
    sigset_t m_before;
    bool m_wasPending;
};

// What is to be written to one descriptor: views that others own, one after another.
struct Outgoing {
    Descriptor end;
    std::vector<ByteView> pieces;

    void push() {
        while (!pieces.empty()) {
            ByteView& piece = pieces.front();
            const ssize_t count = piece.empty() ? 0 : uninterrupted([&] {
                return ::write(end.number(), piece.data(), piece.size());
            });
            if (count < 0 && errno == EAGAIN)
                return;
            if (count < 0) // the child closed its end: its own affair
                break;
            piece = piece.subspan(static_cast<std::size_t>(count));
            if (piece.empty())
                pieces.erase(pieces.begin());
        }
        end.close();
    }
};

enum class Overflow { drop, fail };

struct Incoming {
    Descriptor end;
    std::size_t limit;
    Overflow overflow;
    Bytes bytes{};
    bool overflowed = false;

    // Takes what is there; closes at the end. Not for ever: who writes faster than we read must not keep us
    // from the deadline. 16 pieces are more than a pipe holds.
    void pull() {
        std::array<std::uint8_t, 64 * 1024> piece;
        for (int pieces = 0; pieces < 16 && end.isOpen(); ++pieces) {
            const ssize_t count =
                uninterrupted([&] { return ::read(end.number(), piece.data(), piece.size()); });
            if (count < 0 && errno == EAGAIN)
                return;
            if (count <= 0) {
                end.close();
                return;
            }
            const auto room = std::min(limit - bytes.size(), static_cast<std::size_t>(count));
            bytes.insert(bytes.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(room));
            overflowed = overflowed || room < static_cast<std::size_t>(count);
            if (overflowed && overflow == Overflow::fail)
                return;
        }
    }
};

struct SpawnSettings {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    SpawnSettings() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
        // No inherited mask or ignored signal, and a group of its own that can be killed as one.
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(
            &attributes,
            static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP));
    }
    ~SpawnSettings() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;

    void give(const Descriptor& end, int number) {
        posix_spawn_file_actions_adddup2(&actions, end.number(), number);
    }
    void closeAllFrom(int number) { posix_spawn_file_actions_addclosefrom_np(&actions, number); }
};

// By number: the header of glibc 2.36 declares pidfd_open for C alone.
int openProcess(pid_t process) {
    return static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
}

std::vector<char*> pointersTo(std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    for (std::string& string : strings)
        pointers.push_back(string.data());
    pointers.push_back(nullptr);
    return pointers;
}

class Child {
public:
    static Result<Child> start(const ChildRequest& request) {
        Child child(request);
        SR_ASSIGN(Pipe input, makePipe());
        SR_ASSIGN(Pipe output, makePipe());
        SR_ASSIGN(Pipe errors, makePipe());
        SpawnSettings settings;
        settings.give(input.readEnd, 0);
        settings.give(output.writeEnd, 1);
        settings.give(errors.writeEnd, 2);
        Pipe secrets;
        if (!request.secrets.empty()) {
            SR_ASSIGN(secrets, makePipe());
            settings.give(secrets.readEnd, secretDescriptor);
        }
        settings.closeAllFrom(request.secrets.empty() ? secretDescriptor : secretDescriptor + 1);

        std::vector<std::string> arguments{request.program.string()};
        arguments.insert(arguments.end(), request.arguments.begin(), request.arguments.end());
        std::vector<std::string> environment = request.environment;
        const int problem =
            ::posix_spawn(&child.m_pid, request.program.c_str(), &settings.actions, &settings.attributes,
                          pointersTo(arguments).data(), pointersTo(environment).data());
        if (problem != 0) {
            child.m_pid = -1;
            return Error{ErrorCode::childFailed, systemError("starting", request.program, problem).detail};
        }
        child.m_exit = Descriptor(openProcess(child.m_pid));
        if (!child.m_exit.isOpen())
            return Error{ErrorCode::childFailed, systemError("watching", request.program, errno).detail};
        child.m_input.end = std::move(input.writeEnd);
        child.m_secrets.end = std::move(secrets.writeEnd);
        child.m_output.end = std::move(output.readEnd);
        child.m_errors.end = std::move(errors.readEnd);
        for (const Descriptor* end :
             {&child.m_input.end, &child.m_secrets.end, &child.m_output.end, &child.m_errors.end})
            dontWait(*end);
        return child;
    }

    Child(Child&& other) noexcept
        : m_request(other.m_request), m_until(other.m_until), m_pid(std::exchange(other.m_pid, -1)),
          m_exit(std::move(other.m_exit)), m_input(std::move(other.m_input)),
          m_secrets(std::move(other.m_secrets)), m_output(std::move(other.m_output)),
          m_errors(std::move(other.m_errors)) {}
    Child& operator=(Child&&) = delete;
    ~Child() {
        if (m_pid > 0)
            collect();
    }

    Result<ChildOutcome> run(std::vector<ByteView> secrets) {
        m_input.pieces = {m_request.input};
        m_secrets.pieces = std::move(secrets);
        const WithoutPipeSignal guard;
        bool exited = false;
        while (!exited) {
            SR_ASSIGN(exited, exchange());
            if (m_output.overflowed)
                return failed("wrote more than " + std::to_string(m_output.limit) + " bytes");
        }
        // Not until their end: a grandchild may hold the pipes open for ever.
        m_output.pull();
        m_errors.pull();
        const int status = collect();
        if (m_output.overflowed)
            return failed("wrote more than " + std::to_string(m_output.limit) + " bytes");
        if (!WIFEXITED(status))
            return failed("was killed by signal " + std::to_string(WTERMSIG(status)));
        return ChildOutcome{WEXITSTATUS(status), std::move(m_output.bytes), base::textOf(m_errors.bytes)};
    }

private:
    explicit Child(const ChildRequest& request)
        : m_request(request), m_until(std::chrono::steady_clock::now() + request.deadline),
          m_output{Descriptor(), request.maxOutput, Overflow::fail}, m_errors{Descriptor(),
                                                                              request.maxErrorOutput,
                                                                              Overflow::drop} {}

    Error failed(const std::string& what) const {
        std::string detail = "'" + m_request.program.string() + "' " + what;
        return Error{ErrorCode::childFailed, std::move(detail)};
    }

    // One wait for anything to happen; true when the child has ended.
    Result<bool> exchange() {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(m_until - std::chrono::steady_clock::now());
        if (left.count() <= 0)
            return failed("did not end within " + std::to_string(m_request.deadline.count()) + " ms");
        // poll passes over the -1 of what is closed.
        std::array<pollfd, 5> watched{{{m_exit.number(), POLLIN, 0},
                                       {m_input.end.number(), POLLOUT, 0},
                                       {m_secrets.end.number(), POLLOUT, 0},
                                       {m_output.end.number(), POLLIN, 0},
                                       {m_errors.end.number(), POLLIN, 0}}};
        const int wait = static_cast<int>(std::min<std::chrono::milliseconds::rep>(left.count(), INT_MAX));
        if (::poll(watched.data(), watched.size(), wait) < 0 && errno != EINTR)
            return failed("could not be waited for");
        if (watched[1].revents != 0)
            m_input.push();
        if (watched[2].revents != 0)
            m_secrets.push();
        if (watched[3].revents != 0)
            m_output.pull();
        if (watched[4].revents != 0)
            m_errors.pull();
        return watched[0].revents != 0;
    }

    // Ends the whole group, so that no grandchild outlives the call, and takes the child's status.
    int collect() {
        ::kill(-m_pid, SIGKILL);
        int status = 0;
        uninterrupted([&] { return ::waitpid(m_pid, &status, 0); });
        m_pid = -1;
        return status;
    }

    const ChildRequest& m_request;
    Instant m_until;
    pid_t m_pid = -1;
    Descriptor m_exit; // readable once the child has ended
    Outgoing m_input;
    Outgoing m_secrets;
    Incoming m_output;
    Incoming m_errors;
};

std::array<std::uint8_t, lengthBytes> lengthOf(const Secret& secret) {
    const auto size = static_cast<std::uint32_t>(secret.size());
    return {static_cast<std::uint8_t>(size >> 24), static_cast<std::uint8_t>(size >> 16),
            static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
}

// Runs the child inside expose() of each secret in turn, so that every view is alive while it is written.
Result<ChildOutcome> runExposing(Child& child, const ChildRequest& request, std::vector<ByteView>& pieces,
                                 const std::vector<std::array<std::uint8_t, lengthBytes>>& lengths,
                                 std::size_t index) {
    if (index == request.secrets.size())
        return child.run(pieces);
    return request.secrets[index]->expose([&](ByteView bytes) {
        pieces.push_back(lengths[index]);
        pieces.push_back(bytes);
        return runExposing(child, request, pieces, lengths, index + 1);
    });
}

// Fills the span; the number of bytes until the end of the pipe.
Result<std::size_t> readFully(int descriptor, std::span<std::uint8_t> target) {
    std::size_t done = 0;
    while (done < target.size()) {
        const ssize_t count =
            uninterrupted([&] { return ::read(descriptor, target.data() + done, target.size() - done); });
        if (count < 0)
            return systemError("reading", "the pipe of secrets", errno);
        if (count == 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

} // namespace

Result<ChildOutcome> runChild(const ChildRequest& request) {
    if (!request.program.is_absolute())
        return Error{ErrorCode::badArgument, "'" + request.program.string() + "' is not an absolute path"};
    if (request.secrets.size() > maxSecrets)
        return Error{ErrorCode::badArgument, "more than 64 secrets for a child process"};
    std::vector<std::array<std::uint8_t, lengthBytes>> lengths;
    for (const Secret* secret : request.secrets) {
        if (secret->size() == 0 || secret->size() > maxSecretBytes)
            return Error{ErrorCode::badArgument, "a secret for a child process has 1 byte to 64 KiB"};
        lengths.push_back(lengthOf(*secret));
    }
    SR_ASSIGN(Child child, Child::start(request));
    std::vector<ByteView> pieces;
    return runExposing(child, request, pieces, lengths, 0);
}

Result<std::vector<Secret>> readSecrets(int descriptor) {
    std::vector<Secret> secrets;
    while (true) {
        std::array<std::uint8_t, lengthBytes> length{};
        SR_ASSIGN(const std::size_t got, readFully(descriptor, length));
        if (got == 0)
            return secrets;
        const std::size_t size = static_cast<std::size_t>(length[0]) << 24 |
                                 static_cast<std::size_t>(length[1]) << 16 |
                                 static_cast<std::size_t>(length[2]) << 8 | length[3];
        if (got != lengthBytes || size == 0 || size > maxSecretBytes || secrets.size() == maxSecrets)
            return Error{ErrorCode::badFormat, "the pipe of secrets does not hold what it should"};
        SR_ASSIGN(Secret secret, Secret::make(size));
        SR_ASSIGN(const std::size_t filled,
                  secret.expose([&](std::span<std::uint8_t> bytes) { return readFully(descriptor, bytes); }));
        if (filled != size)
            return Error{ErrorCode::badFormat, "the pipe of secrets ends in the middle of one"};
        secrets.push_back(std::move(secret));
    }
}

} // namespace strongroom::base_io

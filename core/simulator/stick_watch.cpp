#include "core/simulator/stick_watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace strongroom::simulator {

namespace {

namespace files = std::filesystem;

constexpr std::uint32_t events = IN_CREATE | IN_MOVED_TO;

} // namespace

Result<std::unique_ptr<StickWatch>> StickWatch::begin(files::path stick,
                                                      std::function<void()> writingBegins) {
    std::unique_ptr<StickWatch> watch(new StickWatch(std::move(stick), std::move(writingBegins)));
    watch->m_events = base_io::Descriptor(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!watch->m_events.isOpen() ||
        ::inotify_add_watch(watch->m_events.number(), watch->m_stick.parent_path().c_str(), events) < 0)
        return Error{ErrorCode::inputOutput, "watching the training stick: " +
                                                 std::error_code(errno, std::generic_category()).message()};
    (void)watch->isBeingWritten();
    watch->m_thread = std::thread([raw = watch.get()] { raw->run(); });
    return watch;
}

StickWatch::~StickWatch() {
    m_stop = true;
    if (m_thread.joinable())
        m_thread.join();
}

bool StickWatch::isBeingWritten() const {
    std::error_code error;
    const auto isPart = [](const files::path& path) {
        return path.filename().native().starts_with(".part-");
    };
    ::inotify_add_watch(m_events.number(), m_stick.c_str(), events);
    for (files::directory_iterator at(m_stick, error), end; !error && at != end; at.increment(error)) {
        if (isPart(at->path()))
            return true;
        std::error_code inner;
        if (!at->is_directory(inner))
            continue;
        // Watched before it is read: what comes in between is seen at least once.
        ::inotify_add_watch(m_events.number(), at->path().c_str(), events);
        for (files::directory_iterator below(at->path(), inner); !inner && below != end;
             below.increment(inner))
            if (isPart(below->path()))
                return true;
    }
    return false;
}

void StickWatch::run() noexcept {
    constexpr int stopAfterMilliseconds = 20;
    while (!m_stop) {
        if (isBeingWritten()) {
            m_struck = true;
            m_writingBegins();
            return;
        }
        pollfd wait{m_events.number(), POLLIN, 0};
        (void)::poll(&wait, 1, stopAfterMilliseconds);
        char seen[4096];
        while (::read(m_events.number(), seen, sizeof seen) > 0)
            ; // that something happened is enough
    }
}

} // namespace strongroom::simulator

// Sees the moment at which somebody begins to write to a stick: the product writes under `.part-` names
// (core/base_io/file_layer.h). Then it calls once what it was given, on its own thread, and is done. Whoever
// destroys it waits for that call.
#pragma once

#include "core/base/result.h"
#include "core/base_io/descriptor.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <thread>

namespace strongroom::simulator {

class StickWatch {
public:
    // Watches the folder of a stick, which need not be plugged in yet; its parent is there. inputOutput where
    // the system lets nobody watch.
    static Result<std::unique_ptr<StickWatch>> begin(std::filesystem::path stick,
                                                     std::function<void()> writingBegins);
    ~StickWatch();
    StickWatch(const StickWatch&) = delete;
    StickWatch& operator=(const StickWatch&) = delete;

    bool hasStruck() const noexcept { return m_struck; }

private:
    StickWatch(std::filesystem::path stick, std::function<void()> writingBegins)
        : m_stick(std::move(stick)), m_writingBegins(std::move(writingBegins)) {}
    void run() noexcept;

    bool isBeingWritten() const; // watches what it has seen, too

    std::filesystem::path m_stick;
    std::function<void()> m_writingBegins;
    base_io::Descriptor m_events;
    std::atomic<bool> m_stop = false, m_struck = false;
    std::thread m_thread;
};

} // namespace strongroom::simulator

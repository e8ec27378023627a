// The engine on a thread of its own: what the window sees of it. Commands go there and return at once;
// snapshots and answers come back as signals on the window's thread. Readers, HSMs and media are looked at
// several times a second there. A call that does not return is told, never cancelled (DESIGN 3).
// Threads: made, used and destroyed on the window's thread. Destroying waits until the engine has reached a
// safe point.
#pragma once

#include "core/api/engine.h"

#include <QObject>
#include <QThread>
#include <QTimer>
#include <functional>
#include <memory>

namespace strongroom::ui {

class EngineClient final : public QObject {
    Q_OBJECT

public:
    // Called on the engine's thread; the engine is destroyed there too.
    using Open = std::function<strongroom::base::Result<std::unique_ptr<strongroom::api::Engine>>()>;

    explicit EngineClient(Open open, QObject* parent = nullptr);
    ~EngineClient() override;

    void start();
    // Answers the snapshot that was shown last; an engine that is not open yet refuses.
    void submit(strongroom::api::Command command);
    // Looks again now: the desk moved something.
    void look();
    const std::shared_ptr<const strongroom::api::Snapshot>& snapshot() const noexcept { return m_snapshot; }
    // A command is on its way: nothing else can be said.
    bool isWaiting() const noexcept { return m_waiting; }

Q_SIGNALS:
    void snapshotChanged();
    void openFailed(const strongroom::base::Error& error);
    void refused(const strongroom::base::Error& error); // the last command
    void done();                                        // the last command
    // The engine has not come back for so long.
    void silent(int seconds);

private:
    class Worker;

    void take(std::shared_ptr<const strongroom::api::Snapshot> snapshot);
    void finish(const strongroom::base::Result<void>& result);

    Open m_open;
    QThread m_thread;
    Worker* m_worker = nullptr; // lives on m_thread
    std::shared_ptr<const strongroom::api::Snapshot> m_snapshot;
    bool m_waiting = false;
    QTimer m_watch;
    int m_silentSeconds = 0;
};

} // namespace strongroom::ui

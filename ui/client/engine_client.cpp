#include "ui/client/engine_client.h"

#include <atomic>

namespace strongroom::ui {

namespace {

constexpr int lookMilliseconds = 300;
constexpr int tellSilenceAfterSeconds = 90;

} // namespace

// Everything that touches the engine. `m_alive` alone is read by the window's thread.
class EngineClient::Worker final : public QObject {
public:
    Worker(Open open, EngineClient* client) : m_open(std::move(open)), m_client(client) {}

    ~Worker() override { delete m_timer; }

    void open() {
        Result<std::unique_ptr<api::Engine>> opened = m_open();
        if (!opened) {
            const Error error = opened.error();
            tell([error](EngineClient& client) { Q_EMIT client.openFailed(error); });
            return;
        }
        m_engine = std::move(*opened);
        m_stop = m_engine.get();
        m_engine->onSnapshot(
            [this](std::shared_ptr<const api::Snapshot> snapshot) { publish(std::move(snapshot)); });
        publish(std::make_shared<const api::Snapshot>(m_engine->snapshot()));
        m_timer = new QTimer;
        m_timer->setInterval(lookMilliseconds);
        connect(m_timer, &QTimer::timeout, this, [this] { look(); });
        m_timer->start();
    }

    void submit(api::Addressed addressed) {
        const Result<void> result =
            m_engine ? m_engine->submit(std::move(addressed))
                     : Result<void>(Error{ErrorCode::notNow, "the ceremony is not open yet"});
        tell([result](EngineClient& client) { client.finish(result); });
    }

    void look() {
        if (m_engine)
            (void)m_engine->poll(); // what failed is in the snapshot
    }

    void close() {
        delete m_timer;
        m_timer = nullptr;
        m_stop = nullptr;
        m_engine.reset();
    }

    // From the window's thread.
    void requestStop() {
        if (api::Engine* engine = m_stop.load())
            engine->requestStop();
    }

private:
    void publish(std::shared_ptr<const api::Snapshot> snapshot) {
        tell([snapshot = std::move(snapshot)](EngineClient& client) { client.take(snapshot); });
    }

    template<typename Call>
    void tell(Call call) {
        EngineClient* client = m_client;
        QMetaObject::invokeMethod(
            client, [client, call = std::move(call)] { call(*client); }, Qt::QueuedConnection);
    }

    Open m_open;
    EngineClient* m_client;
    std::unique_ptr<api::Engine> m_engine;
    std::atomic<api::Engine*> m_stop = nullptr;
    QTimer* m_timer = nullptr;
};

EngineClient::EngineClient(Open open, QObject* parent) : QObject(parent), m_open(std::move(open)) {
    m_thread.setObjectName("engine");
    m_watch.setInterval(1000);
    connect(&m_watch, &QTimer::timeout, this, [this] {
        if (++m_silentSeconds >= tellSilenceAfterSeconds)
            Q_EMIT silent(m_silentSeconds);
    });
}

EngineClient::~EngineClient() {
    if (m_worker == nullptr)
        return;
    m_worker->requestStop();
    Worker* worker = m_worker;
    QMetaObject::invokeMethod(
        worker,
        [worker] {
            worker->close();
            delete worker;
        },
        Qt::QueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void EngineClient::start() {
    m_worker = new Worker(std::move(m_open), this);
    m_worker->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker] { worker->open(); }, Qt::QueuedConnection);
}

void EngineClient::submit(api::Command command) {
    if (!m_snapshot || m_waiting || m_worker == nullptr)
        return;
    m_waiting = true;
    m_silentSeconds = 0;
    m_watch.start();
    api::Addressed addressed{m_snapshot->stepId, m_snapshot->version, std::move(command)};
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, addressed = std::move(addressed)]() mutable {
            worker->submit(std::move(addressed));
        },
        Qt::QueuedConnection);
}

void EngineClient::look() {
    if (m_worker != nullptr)
        QMetaObject::invokeMethod(
            m_worker, [worker = m_worker] { worker->look(); }, Qt::QueuedConnection);
}

void EngineClient::take(std::shared_ptr<const api::Snapshot> snapshot) {
    m_snapshot = std::move(snapshot);
    m_silentSeconds = 0;
    Q_EMIT snapshotChanged();
}

void EngineClient::finish(const Result<void>& result) {
    m_waiting = false;
    m_watch.stop();
    if (result)
        Q_EMIT done();
    else
        Q_EMIT refused(result.error());
}

} // namespace strongroom::ui

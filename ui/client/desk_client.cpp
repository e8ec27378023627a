#include "ui/client/desk_client.h"

namespace strongroom::ui {

DeskClient::DeskClient(api::Desk& desk, QObject* parent) : QObject(parent), m_desk(desk) {
    m_thread.setObjectName("desk");
    m_worker.moveToThread(&m_thread);
    m_thread.start();
}

DeskClient::~DeskClient() {
    m_thread.quit();
    m_thread.wait();
}

void DeskClient::act(Deed deed) {
    QMetaObject::invokeMethod(
        &m_worker,
        [this, deed = std::move(deed)] {
            const Result<void> done = deed ? deed(m_desk) : Result<void>();
            api::DeskView view = m_desk.view();
            std::vector<api::DrillOffer> drills = m_desk.drills();
            QMetaObject::invokeMethod(
                this,
                [this, done, isMoved = static_cast<bool>(deed), view = std::move(view),
                 drills = std::move(drills)]() mutable {
                    m_view = std::move(view);
                    m_drills = std::move(drills);
                    Q_EMIT viewChanged();
                    if (isMoved)
                        Q_EMIT moved();
                    if (!done)
                        Q_EMIT failed(done.error());
                },
                Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

void DeskClient::askPin(const QString& card) {
    QMetaObject::invokeMethod(
        &m_worker,
        [this, card] {
            const Result<Secret> pin = m_desk.cardPin(card.toStdString());
            // A training card's PIN is no secret (PROTOCOL P7).
            const QString text = pin ? pin->expose([](std::span<const std::uint8_t> bytes) {
                return QString::fromUtf8(reinterpret_cast<const char*>(bytes.data()),
                                         static_cast<qsizetype>(bytes.size()));
            })
                                     : QString();
            QMetaObject::invokeMethod(
                this,
                [this, card, text, error = pin ? std::optional<Error>() : std::optional<Error>(pin.error())] {
                    if (error)
                        Q_EMIT failed(*error);
                    else
                        Q_EMIT pinShown(card, text);
                },
                Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

} // namespace strongroom::ui

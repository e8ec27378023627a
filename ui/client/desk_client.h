// The training desk on a thread of its own, beside the engine's: a stick can be pulled while the engine
// writes to it. The window asks and is answered by signals. Threads: the window's.
#pragma once

#include "core/api/desk.h"

#include <QObject>
#include <QThread>
#include <functional>
#include <memory>

namespace strongroom::ui {

class DeskClient final : public QObject {
    Q_OBJECT

public:
    using Deed = std::function<strongroom::base::Result<void>(strongroom::api::Desk&)>;

    // The desk outlives this.
    explicit DeskClient(strongroom::api::Desk& desk, QObject* parent = nullptr);
    ~DeskClient() override;

    // Done in order; then the view is taken again and `moved` is said.
    void act(Deed deed);
    void refresh() { act({}); }
    // Asks for a card's PIN, for who turns the slip over.
    void askPin(const QString& card);
    const strongroom::api::DeskView& view() const noexcept { return m_view; }
    const std::vector<strongroom::api::DrillOffer>& drills() const noexcept { return m_drills; }

Q_SIGNALS:
    void viewChanged();
    void moved(); // something on the desk lies elsewhere now: the engine looks again
    void failed(const strongroom::base::Error& error);
    void pinShown(const QString& card, const QString& pin);

private:
    strongroom::api::Desk& m_desk;
    QThread m_thread;
    QObject m_worker; // lives on m_thread
    strongroom::api::DeskView m_view;
    std::vector<strongroom::api::DrillOffer> m_drills;
};

} // namespace strongroom::ui

// The desk of the training room, beside the ceremony: HSM, card reader and tray, sticks, bags, drills. What
// hands do in a real room, the mouse does here. PINs of training cards are shown here and nowhere else. Main
// thread.
#pragma once

#include "ui/client/desk_client.h"
#include "ui/client/engine_client.h"
#include "ui/style/style.h"

#include <QScrollArea>

class QVBoxLayout;

namespace strongroom::ui {

class DeskPanel final : public QScrollArea {
    Q_OBJECT

public:
    DeskPanel(DeskClient& desk, EngineClient& engine, const Style& style);
    // Names of the people whose cards lie on the tray.
    void show(const strongroom::api::Snapshot& snapshot);

private:
    void rebuild();
    void addDevices(QVBoxLayout& column);
    void addCards(QVBoxLayout& column);
    void addSticks(QVBoxLayout& column);
    void addBags(QVBoxLayout& column);
    void addDrills(QVBoxLayout& column);
    QString holderOf(const QString& card) const;

    DeskClient& m_desk;
    EngineClient& m_engine;
    Style m_style;
    std::shared_ptr<const strongroom::api::Snapshot> m_snapshot;
    std::vector<strongroom::api::Person> m_people;
    QString m_pinCard, m_pin;
};

} // namespace strongroom::ui

// The steps of the ceremony, by section: the one that is now is open, the others show how far they are. Each
// step is a label of its own, so that a screen reader can read the rail. Main thread.
#pragma once

#include "core/api/snapshot.h"
#include "ui/style/style.h"

#include <QScrollArea>

namespace strongroom::ui {

class Rail final : public QScrollArea {
    Q_OBJECT

public:
    Rail();
    void show(const strongroom::api::Snapshot& snapshot, const Style& style);

private:
    QWidget* sectionOf(const std::vector<strongroom::api::RailItem>& items, const Style& style,
                       std::size_t first) const;
    QString m_shown;
};

} // namespace strongroom::ui

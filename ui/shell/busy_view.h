// What the engine is doing, and for how long already. Appears when it takes longer than a moment. Main
// thread.
#pragma once

#include "core/api/snapshot.h"
#include "ui/style/style.h"

#include <QElapsedTimer>
#include <QFrame>
#include <QLabel>
#include <QTimer>

class QProgressBar;

namespace strongroom::ui {

class BusyView final : public QFrame {
public:
    explicit BusyView(const Style& style);
    void show(const std::optional<api::Busy>& busy);
    // The engine has not come back for so long.
    void tellSilence(int seconds);

private:
    void redraw();

    std::optional<api::Busy> m_busy;
    QElapsedTimer m_since;
    QTimer m_tick;
    int m_silent = 0;
    QLabel *m_doing, *m_time;
    QProgressBar* m_bar;
};

} // namespace strongroom::ui

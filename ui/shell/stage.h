// The middle of the window: where in the plan we are and how long already, who acts, the action, what was
// refused, the screen itself, the footer. Main thread.
#pragma once

#include "core/api/snapshot.h"
#include "ui/style/style.h"

#include <QLabel>
#include <QTimer>
#include <QWidget>
#include <memory>

class QScrollArea;
class QVBoxLayout;

namespace strongroom::ui {

class BusyView;
class Footer;
class Screen;

class Stage final : public QWidget {
    Q_OBJECT

public:
    explicit Stage(const Style& style);
    ~Stage() override;

    Footer& footer() { return *m_footer; }
    BusyView& busy() { return *m_busy; }
    Screen* screen() const { return m_screen; }
    // Taken over; the one before it is gone.
    void setScreen(std::unique_ptr<Screen> screen);
    void show(const strongroom::api::Snapshot& snapshot, bool isStill);
    // What was refused last, on top of what the snapshot says.
    void setRefusal(const strongroom::base::Error* error);

private:
    void redraw();
    void showTime();

    Style m_style;
    std::shared_ptr<const strongroom::api::Snapshot> m_snapshot;
    bool m_isStill = true;
    QLabel *m_place, *m_time, *m_actor, *m_action, *m_explanation;
    QLabel* m_cards; // who has one in a reader that is not needed
    QWidget* m_actorRow;
    QVBoxLayout* m_refusals;
    std::vector<strongroom::base::Error> m_shownRefusals;
    std::optional<strongroom::base::Error> m_refusal;
    BusyView* m_busy;
    QScrollArea* m_scroll;
    Screen* m_screen = nullptr; // in m_scroll
    Footer* m_footer;
    QTimer m_clock;
    qint64 m_takenAt = 0; // machine's milliseconds when m_snapshot came
};

} // namespace strongroom::ui

// Something failed, or an exception is open: people decide how it goes on. Main thread.
#pragma once

#include "ui/screens/screen.h"

namespace strongroom::ui {

class DecideScreen final : public Screen {
public:
    using Screen::Screen;
    void update(const api::Snapshot& snapshot) override;
    QString action() const override;
    QString explanation() const override;
    QWidget* firstFocus() override { return m_first; }

private:
    api::DecideStep m_step;
    QWidget *m_list = nullptr, *m_first = nullptr;
};

} // namespace strongroom::ui

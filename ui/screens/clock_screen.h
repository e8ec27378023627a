// The room's wall clock is read aloud and typed; it becomes the record's time. The machine's own clock is not
// shown: nobody is led to repeat it. Main thread.
#pragma once

#include "ui/screens/screen.h"

class QLineEdit;

namespace strongroom::ui {

class Confirmers;

class ClockScreen final : public Screen {
public:
    using Screen::Screen;
    void update(const api::Snapshot& snapshot) override;
    QString action() const override;
    QString explanation() const override;
    QString mainButton() const override;
    bool isMainButtonEnabled() const override;
    void pressMainButton() override;
    QString stand() const override;
    QWidget* firstFocus() override;

private:
    std::optional<UtcTime> typed() const;

    api::ClockStep m_step;
    QLineEdit *m_date = nullptr, *m_time = nullptr;
    Confirmers* m_confirmers = nullptr;
};

} // namespace strongroom::ui

// The ceremony pauses. Main thread.
#pragma once

#include "ui/screens/screen.h"

namespace strongroom::ui {

class Confirmers;

class SuspendedScreen final : public Screen {
public:
    using Screen::Screen;
    void update(const api::Snapshot& snapshot) override;
    QString action() const override;
    QString explanation() const override;
    QString mainButton() const override;
    bool isMainButtonEnabled() const override;
    void pressMainButton() override;
    QWidget* firstFocus() override;

private:
    Confirmers* m_confirmers = nullptr;
};

} // namespace strongroom::ui

// The next thing changes the HSM or a medium: what it is, how long it takes, and somebody says "go". Main
// thread.
#pragma once

#include "ui/screens/screen.h"

namespace strongroom::ui {

class RunScreen final : public Screen {
public:
    using Screen::Screen;
    void update(const api::Snapshot& snapshot) override;
    QString action() const override;
    QString explanation() const override;
    QString mainButton() const override;
    void pressMainButton() override;
    QString stand() const override;

private:
    api::RunStep m_step;
    QString m_title;
    bool m_built = false;
};

} // namespace strongroom::ui

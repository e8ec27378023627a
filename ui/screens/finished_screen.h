// The ceremony is over: what is written on paper by hand, in words. Main thread.
#pragma once

#include "ui/screens/screen.h"

namespace strongroom::ui {

class FinishedScreen final : public Screen {
public:
    using Screen::Screen;
    void update(const api::Snapshot& snapshot) override;
    QString action() const override;
    QString explanation() const override;

private:
    api::FinishedStep m_step;
    bool m_built = false;
};

} // namespace strongroom::ui

// A device, a stick or a card is missing. The ceremony goes on by itself when it is there. Main thread.
#pragma once

#include "ui/screens/screen.h"

namespace strongroom::ui {

class MissingScreen final : public Screen {
public:
    using Screen::Screen;
    void update(const api::Snapshot& snapshot) override;
    QString action() const override;
    QString explanation() const override;
    QString stand() const override;

private:
    api::MissingStep m_step;
    bool m_built = false;
};

} // namespace strongroom::ui

// The room was left: everything is logged out, and this is all that the screen shows until people are back.
// Main thread.
#pragma once

#include "ui/screens/screen.h"

namespace strongroom::ui {

class RoomPage final : public Screen {
public:
    RoomPage(Style style, Say say, std::function<void()> close);
    void update(const api::Snapshot&) override {}
    QString action() const override;
    QString explanation() const override;
    QString actor() const override;
    QString mainButton() const override;
    void pressMainButton() override { m_close(); }

private:
    std::function<void()> m_close;
};

} // namespace strongroom::ui

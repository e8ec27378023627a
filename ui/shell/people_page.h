// Who is in the room, and who comes in or goes out now. Main thread.
#pragma once

#include "ui/screens/screen.h"

namespace strongroom::ui {

class PeoplePage final : public Screen {
public:
    PeoplePage(Style style, Say say, std::function<void()> close);
    void update(const api::Snapshot& snapshot) override;
    QString action() const override;
    QString explanation() const override;
    QString actor() const override;
    QString mainButton() const override;
    void pressMainButton() override { m_close(); }

private:
    std::function<void()> m_close;
    QWidget* m_list = nullptr;
};

} // namespace strongroom::ui

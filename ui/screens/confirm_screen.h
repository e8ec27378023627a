// Read, look, compare, do with hands, and say so: instructions, materials, bags, the second look, what the
// workstation is, what a request says. Main thread.
#pragma once

#include "ui/screens/screen.h"

class QLineEdit;

namespace strongroom::ui {

class Confirmers;

class ConfirmScreen final : public Screen {
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
    void build(const api::Snapshot& snapshot);

    api::ConfirmStep m_step;
    QString m_title;
    Confirmers* m_confirmers = nullptr;
    std::vector<QLineEdit*> m_values;
};

} // namespace strongroom::ui

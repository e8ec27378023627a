// The head of the record is typed from paper, by two people from two sheets, neither seeing the other's. Main
// thread.
#pragma once

#include "ui/screens/screen.h"

class QComboBox;
class QLabel;

namespace strongroom::ui {

class WordEdit;

class HeadScreen final : public Screen {
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
    api::HeadStep m_step;
    QComboBox* m_who = nullptr;
    std::vector<api::PersonId> m_choices;
    WordEdit* m_head = nullptr;
};

} // namespace strongroom::ui

// A person's new card: put in, named, given its PIN by its holder. Main thread.
#pragma once

#include "ui/screens/screen.h"

class QLineEdit;
class QLabel;

namespace strongroom::ui {

class PinField;

class EnrolScreen final : public Screen {
public:
    using Screen::Screen;
    void update(const api::Snapshot& snapshot) override;
    QString action() const override;
    QString explanation() const override;
    QString actor() const override { return m_actor; }
    QString mainButton() const override;
    bool isMainButtonEnabled() const override;
    void pressMainButton() override;
    QString stand() const override;
    QWidget* firstFocus() override;

private:
    void build();

    api::EnrolStep m_step;
    QString m_actor;
    std::string m_reader; // in which the card lies, "" for none
    QLabel* m_card = nullptr;
    QLineEdit* m_name = nullptr;
    PinField *m_pin = nullptr, *m_officerPin = nullptr;
};

} // namespace strongroom::ui

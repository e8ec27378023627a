// Who is in the room: people with and without cards, their names, who looked at whose papers. Main thread.
#pragma once

#include "ui/screens/screen.h"

class QLineEdit;
class QComboBox;
class QPushButton;

namespace strongroom::ui {

class Confirmers;
class Card;

class AttendScreen final : public Screen {
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
    struct Row {
        api::PersonId person;
        QLineEdit* name = nullptr;
        QComboBox* checkedBy = nullptr;
        std::vector<api::PersonId> checkers;
        QPushButton* comesIn = nullptr;
    };
    void build(const api::Snapshot& snapshot);
    void addRow(const api::Snapshot& snapshot, const api::Person& person);

    api::AttendStep m_step;
    std::vector<api::Person> m_people; // as they were drawn
    std::size_t m_expected = 0;
    std::vector<Row> m_rows;
    Confirmers* m_confirmers = nullptr;
    QWidget* m_list = nullptr;
};

} // namespace strongroom::ui

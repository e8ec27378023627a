// A person at the window: looks at what the screen shows, types, ticks, presses, moves cards and sticks on
// the desk. Knows only what stands on screen and desk, and what was written on paper. Answers each screen as
// the plan wants it; tests go their own ways between.
#pragma once

#include "training_window.h"

#include <QString>
#include <functional>
#include <map>

namespace strongroom::test {

class Trainee {
public:
    explicit Trainee(TrainingWindow& room) : m_room(room) {}

    // Until the ceremony is finished, or `arrived` holds; what went wrong, "" for nothing. `looked` is called
    // for each screen before it is answered.
    QString walk(const std::function<bool(const api::Snapshot&)>& arrived = {},
                 const std::function<void(const api::Snapshot&)>& looked = {});
    // Answers the screen that stands there.
    QString answer();

    // Nothing is on its way any more; false after `seconds`.
    bool settle(int seconds = 120);
    void pressMain();
    void press(const QString& accessibleName); // a button, anywhere in the window
    void insertCard(const QString& card);
    void removeCard(const QString& card);
    QString pinOf(const QString& card);

    // The head that was written down at the end, for the next ceremony.
    QString head;
    std::map<QString, QString> names; // of people without one here: "Test <id>"

private:
    QString answerConfirm();
    QString answerAttend();
    QString answerClock();
    QString answerEnrol();
    QString answerCards();
    QString answerMissing();
    QString answerHead();
    void tickAll();
    QString nameOf(const QString& person) const;
    void takeCardsOut();

    TrainingWindow& m_room;
    std::size_t m_turn = 0;
};

} // namespace strongroom::test

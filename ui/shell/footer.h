// The bar beneath a screen: what may always be said at the left, how things stand and the screen's own
// buttons at the right. There is no Back. Main thread.
#pragma once

#include "core/api/snapshot.h"
#include "ui/style/style.h"

#include <QFrame>
#include <QLabel>
#include <QPushButton>

namespace strongroom::ui {

class Screen;

class Footer final : public QFrame {
    Q_OBJECT

public:
    explicit Footer(const Style& style);
    // `isStill`: nothing is on its way to the engine.
    void show(const Screen* screen, const strongroom::api::CommandSet& allowed, bool isStill);
    QPushButton* mainButton() const { return m_main; }

Q_SIGNALS:
    void mainPressed();
    void otherPressed();
    void exceptionPressed();
    void peoplePressed();
    void leavePressed();

private:
    QPushButton *m_exception, *m_people, *m_leave, *m_other, *m_main;
    QLabel* m_stand;
};

} // namespace strongroom::ui

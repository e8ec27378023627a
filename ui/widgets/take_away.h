// Takes a widget off the screen at once and destroys it when its own event is over: what is replaced may be
// the very thing that was pressed. Main thread.
#pragma once

#include <QWidget>

namespace strongroom::ui {

inline void takeAway(QWidget* widget) {
    if (widget == nullptr)
        return;
    widget->hide();
    widget->setParent(nullptr);
    widget->deleteLater();
}

} // namespace strongroom::ui

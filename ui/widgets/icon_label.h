// A picture beside text: one of resources/icons in a colour. Says nothing to a screen reader: the text does.
// Main thread.
#pragma once

#include <QColor>
#include <QLabel>

namespace strongroom::ui {

QLabel* makeIcon(const QString& name, int side, const QColor& color);

} // namespace strongroom::ui

// One-colour icons: drawn from resources/icons at the size and in the colour that is asked for, sharp at
// every scale. Main thread.
#pragma once

#include <QColor>
#include <QPixmap>
#include <QString>

namespace strongroom::ui {

// `side` in device-independent pixels, `ratio` the device's pixels for each. An unknown name gives an empty
// picture; a test looks that every name that is used has a file.
QPixmap iconPixmap(const QString& name, int side, const QColor& color, qreal ratio);

} // namespace strongroom::ui

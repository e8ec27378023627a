#include "ui/widgets/icon_label.h"

#include "ui/style/icon.h"

#include <QGuiApplication>

namespace strongroom::ui {

QLabel* makeIcon(const QString& name, int side, const QColor& color) {
    auto* label = new QLabel;
    label->setPixmap(iconPixmap(name, side, color, qGuiApp->devicePixelRatio()));
    label->setFixedSize(side, side);
    return label;
}

} // namespace strongroom::ui

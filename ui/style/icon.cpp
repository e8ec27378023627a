#include "ui/style/icon.h"

#include <QPainter>
#include <QSvgRenderer>
#include <cmath>

namespace strongroom::ui {

QPixmap iconPixmap(const QString& name, int side, const QColor& color, qreal ratio) {
    QSvgRenderer renderer(QString(":/strongroom/icons/%1.svg").arg(name));
    if (!renderer.isValid())
        return {};
    const int pixels = static_cast<int>(std::ceil(side * ratio));
    QPixmap picture(pixels, pixels);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(picture.rect(), color);
    painter.end();
    picture.setDevicePixelRatio(ratio);
    return picture;
}

} // namespace strongroom::ui

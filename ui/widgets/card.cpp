#include "ui/widgets/card.h"

#include <QGraphicsDropShadowEffect>

namespace strongroom::ui {

Card::Card(const Style& style, const char* look) : m_body(new QVBoxLayout(this)) {
    setProperty("look", look);
    const Metrics& metrics = style.metrics;
    m_body->setContentsMargins(metrics.units(18), metrics.units(14), metrics.units(18), metrics.units(14));
    m_body->setSpacing(metrics.units(10));
    if (style.theme.hasShadows) {
        auto* shadow = new QGraphicsDropShadowEffect(this);
        shadow->setBlurRadius(metrics.units(18));
        shadow->setOffset(0, metrics.units(4));
        shadow->setColor(QColor(20, 30, 60, 26));
        setGraphicsEffect(shadow);
    }
}

} // namespace strongroom::ui

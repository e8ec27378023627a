#include "ui/screens/screen.h"

#include <QVBoxLayout>

namespace strongroom::ui {

Screen::Screen(Style style, Say say)
    : m_style(std::move(style)), m_say(std::move(say)), m_body(new QVBoxLayout(this)) {
    setProperty("look", "bare");
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(m_style.metrics.units(14));
    m_body->setAlignment(Qt::AlignTop);
}

} // namespace strongroom::ui

#include "ui/style/metrics.h"

#include <algorithm>
#include <cmath>

namespace strongroom::ui {

namespace {

double factorOf(TextSize text) {
    switch (text) {
    case TextSize::normal: return 1;
    case TextSize::large: return 1.15;
    case TextSize::largest: return 1.3;
    }
    return 1;
}

} // namespace

Metrics Metrics::of(QSize window, TextSize text) {
    const double unit = std::min(window.height() / 720.0, window.width() / 1280.0);
    return Metrics(std::max(unit, 0.5), factorOf(text));
}

int Metrics::units(double count) const noexcept {
    return std::max(1, static_cast<int>(std::lround(count * m_unit)));
}

int Metrics::letters(double count) const noexcept {
    return std::max(8, static_cast<int>(std::lround(count * m_unit * m_text)));
}

} // namespace strongroom::ui

#include "ui/style/theme.h"

#include <algorithm>
#include <cmath>

namespace strongroom::ui {

namespace {

Theme light() {
    Theme theme;
    theme.name = ThemeName::light;
    theme.page = QColor("#f3f4f8");
    theme.card = QColor("#ffffff");
    theme.line = QColor("#d9dde6");
    theme.field = QColor("#858ea0");
    theme.text = QColor("#141824");
    theme.quiet = QColor("#525b6d");
    theme.accent = QColor("#1d56c9");
    theme.onAccent = QColor("#ffffff");
    theme.rail = QColor("#13213d");
    theme.railText = QColor("#ffffff");
    theme.railQuiet = QColor("#a9b4c9");
    theme.railNow = QColor("#2a3957");
    theme.training = QColor("#f8b62c");
    theme.onTraining = QColor("#241a02");
    theme.good = QColor("#13663a");
    theme.goodBack = QColor("#ddf3e6");
    theme.wait = QColor("#744c00");
    theme.waitBack = QColor("#fdf0d2");
    theme.alarm = QColor("#a81622");
    theme.alarmBack = QColor("#fde3e3");
    theme.release = QColor("#7a3a00");
    theme.releaseBack = QColor("#ffe9d2");
    theme.approve = QColor("#19489f");
    theme.approveBack = QColor("#e0eafd");
    return theme;
}

Theme contrast() {
    Theme theme;
    const QColor black("#000000"), white("#ffffff"), yellow("#ffff00");
    theme.name = ThemeName::contrast;
    theme.page = theme.card = theme.rail = black;
    theme.line = theme.field = theme.text = theme.quiet = theme.railText = white;
    theme.railQuiet = QColor("#c8c8c8");
    theme.railNow = QColor("#303030");
    theme.accent = theme.training = yellow;
    theme.onAccent = theme.onTraining = black;
    theme.good = QColor("#3cff6e");
    theme.wait = yellow;
    theme.alarm = QColor("#ff9a9a");
    theme.release = QColor("#ffb45e");
    theme.approve = QColor("#8ec5ff");
    theme.goodBack = theme.waitBack = theme.alarmBack = theme.releaseBack = theme.approveBack = black;
    theme.lineWidth = 2;
    theme.hasShadows = false;
    return theme;
}

double luminanceOf(const QColor& color) {
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

const Theme& themeOf(ThemeName name) {
    static const Theme lightTheme = light(), contrastTheme = contrast();
    return name == ThemeName::light ? lightTheme : contrastTheme;
}

QPalette paletteOf(const Theme& theme) {
    QPalette palette;
    palette.setColor(QPalette::Window, theme.page);
    palette.setColor(QPalette::Base, theme.card);
    palette.setColor(QPalette::AlternateBase, theme.page);
    palette.setColor(QPalette::Button, theme.card);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(role, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.quiet);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.onAccent);
    palette.setColor(QPalette::ToolTipBase, theme.card);
    palette.setColor(QPalette::ToolTipText, theme.text);
    return palette;
}

double contrastOf(const QColor& one, const QColor& other) {
    const double first = luminanceOf(one), second = luminanceOf(other);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace strongroom::ui

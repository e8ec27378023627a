// What is shown and how large: theme, metrics and the style sheet made of both. The window makes one whenever
// its size or a setting changes, and hands it to everything in it. Value.
#pragma once

#include "ui/style/metrics.h"
#include "ui/style/theme.h"

#include <QString>

namespace strongroom::ui {

struct Style {
    Theme theme;
    Metrics metrics;

    bool operator==(const Style& other) const {
        return theme.name == other.theme.name && metrics == other.metrics;
    }
};

// For QApplication's own widgets and ours. Widgets are told apart by the properties "look" (primary, quiet,
// card, title, ...), never by class or object name.
QString styleSheetOf(const Style& style);

} // namespace strongroom::ui

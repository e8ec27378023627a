// The colours of the window, as tokens: every painter and the style sheet take them from here, and no screen
// names a colour itself. Two themes, light and high contrast; nothing is ever told by a colour alone. Values
// only; made on any thread.
#pragma once

#include <QColor>
#include <QPalette>

namespace strongroom::ui {

enum class ThemeName { light, contrast };

struct Theme {
    ThemeName name = ThemeName::light;
    QColor page;                 // behind everything
    QColor card;                 // what stands on the page
    QColor line;                 // separators, and borders of what is only shown
    QColor field;                // borders of what is typed in or pressed
    QColor text;                 // what is read
    QColor quiet;                // what is read second
    QColor accent;               // focus, the main button
    QColor onAccent;             // text on it
    QColor rail;                 // the step rail
    QColor railText;             // a step that is done or now
    QColor railQuiet;            // a step that is ahead
    QColor railNow;              // behind the step that is now
    QColor training;             // banner and marks of a training
    QColor onTraining;           //
    QColor good, goodBack;       // done, present, true
    QColor wait, waitBack;       // somebody is waited for
    QColor alarm, alarmBack;     // refused, an exception
    QColor release, releaseBack; // "release my share": opens the HSM
    QColor approve, approveBack; // "approve": signs
    int lineWidth = 1;           // of borders, in units (metrics.h)
    bool hasShadows = true;
};

const Theme& themeOf(ThemeName name);
QPalette paletteOf(const Theme& theme);
// Relative luminance contrast of two colours (WCAG 2.1), 1 to 21.
double contrastOf(const QColor& one, const QColor& other);

} // namespace strongroom::ui

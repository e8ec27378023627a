// Sizes that grow with the window, so that the same screen is read from three metres on a small and on a
// large one. A unit is a 720th of the window's height; people may make letters larger or smaller by the text
// size. Values only.
#pragma once

#include <QSize>

namespace strongroom::ui {

enum class TextSize { normal, large, largest };

class Metrics {
public:
    // For a window of this size, in device-independent pixels. A window that is narrow for its height counts
    // as lower, so that a line keeps its letters.
    static Metrics of(QSize window, TextSize text);

    // Lengths: so many 720ths of the height.
    int units(double count) const noexcept;
    // Letters, in pixels: the action and who acts (cap height at least a 40th of the window's height), words
    // of a digest (a 54th), headings within a card, text, and small print.
    int actionPixels() const noexcept { return letters(26); }
    int digestPixels() const noexcept { return letters(19); }
    int headingPixels() const noexcept { return letters(18); }
    int textPixels() const noexcept { return letters(16); }
    int smallPixels() const noexcept { return letters(13); }

    bool operator==(const Metrics&) const = default;

private:
    Metrics(double unit, double text) : m_unit(unit), m_text(text) {}
    int letters(double count) const noexcept;

    double m_unit, m_text;
};

} // namespace strongroom::ui

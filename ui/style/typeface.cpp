#include "ui/style/typeface.h"

#include <QFontDatabase>

namespace strongroom::ui {

namespace {

const QStringList& screenFamilies() {
    static const QStringList families{
        "Inter",           "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari",
        "Noto Sans CJK JP"};
    return families;
}

} // namespace

QFont screenFont(int pixels, QFont::Weight weight) {
    QFont font;
    font.setFamilies(screenFamilies());
    font.setPixelSize(pixels);
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont fixedFont(int pixels) {
    QFont font;
    font.setFamilies({"Noto Sans Mono", "DejaVu Sans Mono"});
    font.setStyleHint(QFont::Monospace);
    font.setPixelSize(pixels);
    return font;
}

QStringList missingFaces() {
    const QStringList known = QFontDatabase::families();
    QStringList missing;
    for (const QString& family : {QString("Inter"), QString("Noto Sans"), QString("Noto Sans Mono")})
        if (!known.contains(family))
            missing << family;
    return missing;
}

} // namespace strongroom::ui

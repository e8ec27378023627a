#include "ui/print/faces.h"

#include "ui/print/page.h"

#include <QFontDatabase>
#include <cmath>

namespace strongroom::ui {

QFont fontOf(const TextStyle& style) {
    static const QStringList sans{"Noto Sans",        "Noto Sans Arabic",
                                  "Noto Sans Hebrew", "Noto Sans Devanagari",
                                  "Noto Sans CJK SC", "Noto Sans CJK JP"};
    static const QStringList mono{"Noto Sans Mono", "Noto Sans"};
    QFont font;
    font.setFamilies(style.face == Face::mono ? mono : sans);
    font.setPixelSize(static_cast<int>(std::lround(points(style.size))));
    font.setBold(style.face == Face::bold);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

Result<void> checkFaces() {
    struct Wanted {
        const char* family;
        const char* package;
    };
    const QStringList known = QFontDatabase::families();
    for (const Wanted& wanted :
         {Wanted{"Noto Sans", "fonts-noto-core"}, Wanted{"Noto Sans Mono", "fonts-noto-mono"},
          Wanted{"Noto Sans Arabic", "fonts-noto-core"}, Wanted{"Noto Sans CJK SC", "fonts-noto-cjk"}})
        if (!known.contains(QLatin1String(wanted.family)))
            return Error{ErrorCode::fileMissing, std::string("the face '") + wanted.family +
                                                     "' is not installed (Debian: " + wanted.package +
                                                     "), and paper needs it"};
    return {};
}

} // namespace strongroom::ui

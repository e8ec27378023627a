#include "ui/text/translated.h"

#include "ui/text/words.h"

namespace strongroom::ui {

QString translated(const Text& text) {
    const QString pattern = words(text.source.c_str());
    // Not QString::arg: an argument may itself contain "%1".
    QString filled;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const int number = pattern[i] == '%' && i + 1 < pattern.size() ? pattern[i + 1].digitValue() : 0;
        if (number < 1 || static_cast<std::size_t>(number) > text.arguments.size()) {
            filled += pattern[i];
            continue;
        }
        filled += shown(text.arguments[static_cast<std::size_t>(number - 1)]);
        ++i;
    }
    return filled;
}

} // namespace strongroom::ui

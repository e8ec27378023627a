#include "ui/print/words.h"

#include <QRegularExpression>

namespace strongroom::ui {

Words::Words(const std::string& language) {
    static const QRegularExpression tag("^[a-z]{2,3}(_[A-Z]{2})?$");
    const QString name = QString::fromStdString(language);
    if (name != "en" && tag.match(name).hasMatch())
        static_cast<void>(m_translator.load("paper_" + name, ":/strongroom/paper"));
}

QString Words::operator()(const char* source) const {
    const QString translated = m_translator.translate("paper", source);
    return translated.isEmpty() ? QString::fromUtf8(source) : translated;
}

} // namespace strongroom::ui

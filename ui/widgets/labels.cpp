#include "ui/widgets/labels.h"

#include <QFrame>

namespace strongroom::ui {

QLabel* makeLabel(const QString& text, const char* look) {
    auto* label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    if (*look != '\0')
        label->setProperty("look", look);
    return label;
}

QLabel* makeName(const QString& text, const char* look) {
    QLabel* label = makeLabel(text, look);
    label->setAlignment(Qt::AlignLeft | Qt::AlignAbsolute | Qt::AlignVCenter);
    return label;
}

QWidget* makeRule() {
    auto* rule = new QFrame;
    rule->setProperty("look", "rule");
    return rule;
}

} // namespace strongroom::ui

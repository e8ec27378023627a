#include "faults_on_screen.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QLayout>
#include <map>

namespace strongroom::test {

namespace {

QString nameOf(const QWidget& widget) {
    QString name = widget.metaObject()->className();
    if (!widget.accessibleName().isEmpty())
        name += " '" + widget.accessibleName() + "'";
    if (const auto* label = qobject_cast<const QLabel*>(&widget))
        name += " \"" + label->text().left(60) + "\"";
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget))
        name += " \"" + button->text() + "\"";
    return name;
}

// What scrolls may be larger than what is seen of it.
bool isScrolledAway(const QWidget& widget) {
    return qobject_cast<const QAbstractScrollArea*>(&widget) != nullptr ||
           (widget.parentWidget() != nullptr &&
            qobject_cast<const QAbstractScrollArea*>(widget.parentWidget()) != nullptr);
}

void lookAtSize(const QWidget& widget, QStringList& faults) {
    if (isScrolledAway(widget) || widget.layout() != nullptr)
        return; // a layout gives its room to what is in it, which is looked at itself
    QSize needed = widget.minimumSizeHint();
    const auto* label = qobject_cast<const QLabel*>(&widget);
    if (label != nullptr && !label->text().isEmpty())
        needed = label->wordWrap() ? QSize(0, label->heightForWidth(label->width())) : label->sizeHint();
    if (needed.isValid() && (widget.width() < needed.width() || widget.height() < needed.height()))
        faults << QString("%1 is %2x%3, needs %4x%5")
                      .arg(nameOf(widget))
                      .arg(widget.width())
                      .arg(widget.height())
                      .arg(needed.width())
                      .arg(needed.height());
}

void lookAtAccess(QWidget& widget, QStringList& faults) {
    if ((widget.focusPolicy() & Qt::TabFocus) == 0 || !widget.isEnabled())
        return;
    QAccessibleInterface* access = QAccessible::queryAccessibleInterface(&widget);
    if (access == nullptr || access->text(QAccessible::Name).trimmed().isEmpty())
        faults << nameOf(widget) + " has no name for a screen reader";
    else if (access->role() == QAccessible::NoRole || access->role() == QAccessible::Client)
        faults << nameOf(widget) + " has no role for a screen reader";
}

QString mnemonicOf(const QWidget& widget) {
    QString text;
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget))
        text = button->text();
    else if (const auto* label = qobject_cast<const QLabel*>(&widget);
             label != nullptr && label->buddy() != nullptr)
        text = label->text();
    for (qsizetype i = 0; i + 1 < text.size(); ++i)
        if (text[i] == '&') {
            if (text[i + 1] != '&')
                return text.mid(i + 1, 1).toLower();
            ++i;
        }
    return {};
}

} // namespace

QStringList faultsOnScreen(QWidget& window) {
    QStringList faults;
    std::map<QString, QString> mnemonics;
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->window() != &window)
            continue;
        lookAtSize(*widget, faults);
        lookAtAccess(*widget, faults);
        const QString mnemonic = mnemonicOf(*widget);
        if (!mnemonic.isEmpty() && !mnemonics.emplace(mnemonic, nameOf(*widget)).second)
            faults << nameOf(*widget) + " has the mnemonic of " + mnemonics[mnemonic];
    }
    return faults;
}

} // namespace strongroom::test

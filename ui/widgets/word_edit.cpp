#include "ui/widgets/word_edit.h"

#include "core/base/words.h"
#include "ui/text/translated.h"
#include "ui/text/words.h"

#include <QKeyEvent>
#include <QTextCursor>

namespace strongroom::ui {

namespace {

// The size comes first, then the words.
bool isNumber(const QString& word) {
    bool ok = false;
    (void)word.toULongLong(&ok);
    return ok;
}

} // namespace

WordEdit::WordEdit(const Style& style, QWidget* parent) : QPlainTextEdit(parent) {
    setTabChangesFocus(true);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setMinimumHeight(style.metrics.units(150));
    setInputMethodHints(Qt::ImhNoPredictiveText);
}

QString WordEdit::stand() const {
    const QStringList parts = typed().split(' ', Qt::SkipEmptyParts);
    if (parts.isEmpty())
        return words("First the number, then the words.");
    if (parts.first().contains(':'))
        return words("Number and hexadecimal digits.");
    const bool hasSize = isNumber(parts.first());
    const QStringList list = hasSize ? parts.mid(1) : parts;
    for (qsizetype i = 0; i < list.size(); ++i)
        if (base::pgpCompletions(list[i].toStdString(), static_cast<std::size_t>(i)).empty())
            return words("Word %1, \"%2\", is none that can stand there.").arg(i + 1).arg(list[i]);
    return words("%1 of 32 words").arg(list.size());
}

void WordEdit::complete() {
    const QStringList parts = typed().split(' ', Qt::SkipEmptyParts);
    if (parts.isEmpty() || toPlainText().endsWith(' '))
        return;
    const qsizetype position = parts.size() - 1 - (isNumber(parts.first()) ? 1 : 0);
    if (position < 0)
        return;
    const auto fits = base::pgpCompletions(parts.last().toStdString(), static_cast<std::size_t>(position));
    if (fits.size() != 1)
        return;
    const QString word =
        QString::fromLatin1(fits.front().data(), static_cast<qsizetype>(fits.front().size()));
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::End);
    cursor.insertText(word.mid(parts.last().size()));
    setTextCursor(cursor);
}

void WordEdit::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        complete();
        Q_EMIT entered();
        return;
    }
    if (event->key() == Qt::Key_Space && textCursor().atEnd())
        complete();
    QPlainTextEdit::keyPressEvent(event);
}

} // namespace strongroom::ui

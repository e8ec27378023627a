// Where a head or digest is typed from paper, in words or hex. Words are completed as far as only one fits at
// its place, what is wrong is said while it is typed, and how many words are still missing. Main thread.
#pragma once

#include "ui/style/style.h"

#include <QLabel>
#include <QPlainTextEdit>

namespace strongroom::ui {

class WordEdit final : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit WordEdit(const Style& style, QWidget* parent = nullptr);
    QString typed() const { return toPlainText().simplified(); }
    // "214 and 5 of 32 words", or what is wrong.
    QString stand() const;

Q_SIGNALS:
    void entered(); // Return

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void complete();
};

} // namespace strongroom::ui

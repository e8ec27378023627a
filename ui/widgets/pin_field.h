// Where a PIN is typed: no line edit, so no string, no undo, no clipboard, no input method. Each key goes at
// once into a Secret; the screen shows a dot for it. What cannot be wiped (the key events of the window
// system and of Qt) is said in the README. Main thread.
#pragma once

#include "core/base/secret.h"
#include "ui/style/style.h"

#include <QWidget>
#include <optional>

namespace strongroom::ui {

class PinField final : public QWidget {
    Q_OBJECT

public:
    explicit PinField(const Style& style, QWidget* parent = nullptr);

    bool isEmpty() const noexcept { return m_size == 0; }
    // What was typed, and the field is empty again; noSecureMemory when the secure heap is full.
    Result<Secret> take();
    void clear();
    // How many dots stand there; says nothing about the keys.
    int dots() const noexcept { return m_dots; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void changed();
    void entered(); // Return

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void append(const QString& typed);
    void removeLast();

    Style m_style;
    std::optional<Secret> m_typed; // UTF-8
    std::size_t m_size = 0;
    int m_dots = 0;
};

} // namespace strongroom::ui

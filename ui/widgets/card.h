// A card on the page: a frame with room around what it holds. Main thread.
#pragma once

#include "ui/style/style.h"

#include <QFrame>
#include <QVBoxLayout>

namespace strongroom::ui {

class Card final : public QFrame {
public:
    explicit Card(const Style& style, const char* look = "card");
    QVBoxLayout* body() const { return m_body; }

private:
    QVBoxLayout* m_body;
};

} // namespace strongroom::ui

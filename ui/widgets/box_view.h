// READ ALOUD, COMPARE WITH YOUR PAPER, DO WITH HANDS, PHOTO: what people do besides pressing a button. Sign,
// heading and words; never told by the colour alone. Main thread.
#pragma once

#include "core/api/shown.h"
#include "ui/style/style.h"

#include <QFrame>

namespace strongroom::ui {

class BoxView final : public QFrame {
public:
    BoxView(const api::Box& box, const Style& style);
    BoxView(api::BoxKind kind, const QString& words, const Style& style);
};

} // namespace strongroom::ui

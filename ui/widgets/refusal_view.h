// What was refused, in words for people: what happened, that nothing is lost, what to do now; small beneath,
// the engine's own sentence. Main thread.
#pragma once

#include "core/base/error.h"
#include "ui/style/style.h"

#include <QFrame>

namespace strongroom::ui {

class RefusalView final : public QFrame {
public:
    RefusalView(const Error& error, const Style& style);
};

} // namespace strongroom::ui

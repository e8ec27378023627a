// The only words for errors that people read: what happened, what was lost (nothing), what to do now. The
// engine's own English detail and the token's return value stand small beneath. Main thread.
#pragma once

#include "core/base/error.h"

#include <QString>

namespace strongroom::ui {

struct ErrorWords {
    QString happened;
    QString lost;
    QString toDo;
    QString detail; // for the administrator: the engine's sentence, and the CK_RV's name
};

ErrorWords wordsFor(const Error& error);

} // namespace strongroom::ui

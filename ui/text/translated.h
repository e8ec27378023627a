// The engine's texts in the window's language; the arguments are put in as they are. Main thread.
#pragma once

#include "core/base/text.h"

#include <QString>
#include <string>

namespace strongroom::ui {

QString translated(const Text& text);
inline QString shown(const std::string& text) {
    return QString::fromStdString(text);
}

} // namespace strongroom::ui

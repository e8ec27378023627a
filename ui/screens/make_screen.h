// The screen for what stands in a snapshot: one for each struct of api/step.h. Main thread.
#pragma once

#include "ui/screens/screen.h"

#include <memory>

namespace strongroom::ui {

std::unique_ptr<Screen> makeScreen(const api::Snapshot& snapshot, const Style& style, Screen::Say say);
// Two snapshots that one screen shows: the same step asks the same thing.
std::string screenKey(const api::Snapshot& snapshot);

} // namespace strongroom::ui

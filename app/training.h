// `strongroom training`: the window, a simulated HSM, a tray of cards and a desk. Needs a display.
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>

namespace strongroom::app {

struct Training {
    std::filesystem::path plan;
    std::filesystem::path folder; // made when it is missing; gone on with when a training lies there
    bool isContrast = false;
    unsigned textSize = 0; // 0 normal, 1 large, 2 largest
};

// Until the window is closed. Errors before the window is open; later ones are on the screen.
Result<void> train(const Training& training);

} // namespace strongroom::app

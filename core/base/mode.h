// Mode: production or training. It stands in every entry and statement and can never change within an
// authority (DESIGN 1.7).
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace strongroom::base {

enum class Mode { production, training };

constexpr const char* nameOf(Mode mode) noexcept {
    return mode == Mode::training ? "training" : "production";
}

inline Result<Mode> modeFromName(std::string_view name) {
    for (const Mode mode : {Mode::production, Mode::training})
        if (name == nameOf(mode))
            return mode;
    return Error{ErrorCode::badFormat,
                 "a mode is 'production' or 'training', not '" + std::string(name) + "'"};
}

} // namespace strongroom::base

namespace strongroom {
using base::Mode;
}

// Private to this folder and its tests
// The faces of paper: Noto Sans and, for digests, Noto Sans Mono. Others lose characters when the text is
// taken out of the PDF again, or have no letters for a name. Main thread.
#pragma once

#include "core/base/result.h"

#include <QFont>

namespace strongroom::ui {

enum class Face { sans, bold, mono };

struct TextStyle {
    Face face = Face::sans;
    double size = 9; // in points

    bool operator==(const TextStyle&) const = default;
};

QFont fontOf(const TextStyle& style);
// fileMissing, with the package that has it. In another face the paper would be another paper.
Result<void> checkFaces();

} // namespace strongroom::ui

// Private to this folder and its tests
// A QR code (ISO 18004, error correction M) as squares, without a quiet zone; at 28 mm a telephone or a
// scanner reads 64 characters from it. Pure.
#pragma once

#include "core/base/result.h"

#include <QPainterPath>
#include <QRectF>
#include <string>

namespace strongroom::ui {

// badArgument when the text is empty or longer than a code holds.
Result<QPainterPath> qrCode(const std::string& text, const QRectF& place);

} // namespace strongroom::ui

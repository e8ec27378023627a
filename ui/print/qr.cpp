#include "ui/print/qr.h"

#include <qrencode.h>

#include <memory>

namespace strongroom::ui {

Result<QPainterPath> qrCode(const std::string& text, const QRectF& place) {
    struct Free {
        void operator()(QRcode* code) const { QRcode_free(code); }
    };
    const std::unique_ptr<QRcode, Free> code(QRcode_encodeData(
        static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
    if (code == nullptr)
        return Error{ErrorCode::badArgument,
                     "no QR code holds a text of " + std::to_string(text.size()) + " bytes"};
    QPainterPath path;
    const qreal side = place.width() / code->width;
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width;) {
            int end = x;
            // The lowest bit is the square's colour; a run is one rectangle, so that no seams print.
            while (end < code->width && (code->data[y * code->width + end] & 1) != 0)
                ++end;
            if (end > x)
                path.addRect(place.left() + x * side, place.top() + y * side, (end - x) * side, side);
            x = std::max(end, x + 1);
        }
    return path;
}

} // namespace strongroom::ui

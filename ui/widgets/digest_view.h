// A digest for a room: its 32 words in numbered rows, large enough to be read from the back, and the 64 hex
// digits beneath. Main thread.
#pragma once

#include "ui/style/style.h"

#include <QWidget>
#include <string>

namespace strongroom::ui {

class DigestView final : public QWidget {
public:
    // `hex`: 64 digits. `caption` says of what, "" for none.
    DigestView(const QString& caption, const std::string& hex, const Style& style);
};

} // namespace strongroom::ui

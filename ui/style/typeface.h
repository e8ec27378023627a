// The faces that screens use. They come with the system's packages (README); when one is missing the window
// still works, in another face, and `missingFaces` says so. Main thread.
#pragma once

#include <QFont>
#include <QStringList>

namespace strongroom::ui {

// Names in every script: Inter first, then Noto's faces for what it lacks.
QFont screenFont(int pixels, QFont::Weight weight = QFont::Normal);
// For digests in hexadecimal.
QFont fixedFont(int pixels);
QStringList missingFaces();

} // namespace strongroom::ui

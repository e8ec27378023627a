// Private to this folder and its tests
// Lays strips on pages, one below the other. Invariant: every strip comes out, in order; one that may not be
// cut lies on one page, and one that may be cut only when it is taller than a page is cut only then.
#pragma once

#include "ui/print/strip.h"

#include <functional>

namespace strongroom::ui {

// `body` is where strips may lie, the same on all pages.
std::vector<Page> flow(std::vector<Strip> strips, const QRectF& body);

} // namespace strongroom::ui

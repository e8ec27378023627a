// A paper as PDF: made by Qt as PDF/A-1b (XMP, OutputIntent, faces embedded), then taken apart and put
// together with a title, language, time and identifier that follow from the document alone. Invariant: the
// same document and options give the same bytes in every run. Main thread. Cannot do: PDF/UA (Qt 6.4 does not
// tag its text); prove itself PDF/A: no validator is in Debian.
#pragma once

#include "ui/print/paper.h"

namespace strongroom::ui {

Result<Bytes> pdfOf(const api::Document& document, const PaperOptions& options);

} // namespace strongroom::ui

// A document as plain text for a terminal and a line printer: UTF-8, at most 100 columns, a ruled table where
// people write with a pen. The marks (TRAINING) stand above the title and above every section. Invariant: no
// control character but the line feed comes out, whatever stands in the document; a line feed in a text
// starts a new line.
// Cannot do: pages; characters that are wider or narrower than one column.
#pragma once

#include "core/api/document.h"

#include <string>

namespace strongroom::transcript {

inline constexpr std::size_t textColumns = 100;

std::string textOf(const api::Document& document);

} // namespace strongroom::transcript

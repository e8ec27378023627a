// Private to this folder and its tests
// A document's title, sections and blocks as strips, set into the width of a page's body.
#pragma once

#include "core/api/document.h"
#include "ui/print/paper.h"
#include "ui/print/strip.h"
#include "ui/print/words.h"

namespace strongroom::ui {

// Title, reference, and the content's digest in full with its words and its code.
Result<std::vector<Strip>> coverOf(const api::Document& document, const PaperOptions& options,
                                   const Words& words, qreal width);
Result<std::vector<Strip>> stripsOf(const api::Document& document, const Words& words, qreal width);
// The section that paper adds: a block for each signer, and for the two persons whom ETSI EN 319 411-1
// GEN-6.5.1-14 wants under the report of a root's ceremony.
std::vector<Strip> signaturesOf(const std::vector<api::Signer>& signers, const Words& words, qreal width);

} // namespace strongroom::ui
